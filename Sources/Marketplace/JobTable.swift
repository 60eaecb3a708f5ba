import Economy
import Network
import Quantities
import Randomness
import Roles
import Vocabulary

/// All that the world knows of one job in flight. What every event about it looks at comes first.
struct JobBody {
  var isLive = true
  var state = RequestState()
  var incarnation: UInt16 = 0
  /// Index of its class of demand.
  var demand: Int32
  /// Index of its client's group.
  var group: Int32
  var broker: Int32
  var client: NodePlace
  /// Where its current attempt is, −1 for nowhere.
  var provider: Int32 = -1
  /// Of the current attempt's provider; the client's own before there is one.
  var providerPlace: NodePlace
  /// Its engine has it, so a crash there loses it.
  var isAtProvider = false
  /// Its predicted work stands in the provider's table row.
  var isCounted = false
  /// A provider has been asked, and its broker has not learned how that ended.
  var isOffered = false
  /// Its provider has been given it and owes an answer: for the provider's reputation.
  var isOwed = false
  var job: Job
  var predicted: Int64 = 0
  /// What its client pays, in base units.
  var price: Int64 = 0
  /// What the market keeps of it before the provider is paid; negative where it adds something.
  var kept: Int64 = 0
  var cloudCost = Dollars.zero
  var preemptions: Int32 = 0
  /// Of a copy: the job that it is a copy of; −1 for a job.
  var primary: Int32 = -1
  /// The first of the job's copies, and the next one of the same job; −1 for none.
  var firstCopy: Int32 = -1
  var nextCopy: Int32 = -1
  /// Its own attempt was refused while copies were out.
  var isRefused = false
  /// The answer of its current attempt has left the provider.
  var isAnswered = false
  var hold: HoldID?
  /// What the treasury has put aside to add.
  var subsidy: HoldID?
  /// When the first job of its chain arrived.
  var chainArrivedAt: Instant
  var dispatchedAt = Instant.never
  var enqueuedAt = Instant.never
  var startedAt = Instant.never
  var firstTokenAt = Instant.never
  var finishedAt = Instant.never
  /// When what its client waits for is due: the time-out, the next attempt or the cloud's answer. Any other instant is
  /// stale, also when the slot has been used so often since that its incarnation is the same again.
  var dueAt = Instant.never
  /// When a copy is due if there is no answer; any other instant is stale, as with `dueAt`.
  var hedgeAt = Instant.never
  /// Chance of its own for what it is and what follows it; no policy can shift it.
  var chance: RandomStream
  /// Chance of its own for what happens to it on the way.
  var path: RandomStream
}

/// Jobs in flight by slot; slots are used again, so memory grows with jobs in flight, not with jobs run.
struct JobTable {
  /// Free slots keep the body of the job that was there, with `isLive` false.
  private(set) var bodies: [JobBody] = []
  private var free: [Int32] = []
  /// Jobs in flight; their copies are not counted.
  private(set) var count = 0

  /// The slot that the body now has.
  mutating func insert(_ body: JobBody) -> Int32 {
    if body.primary < 0 { count += 1 }
    guard let slot = free.popLast() else {
      bodies.append(body)
      return Int32(bodies.count - 1)
    }
    let incarnation = bodies[Int(slot)].incarnation &+ 1
    bodies[Int(slot)] = body
    bodies[Int(slot)].incarnation = incarnation
    return slot
  }

  mutating func remove(_ slot: Int32) {
    precondition(bodies[Int(slot)].isLive, "a job ends once")
    bodies[Int(slot)].isLive = false
    bodies[Int(slot)].incarnation &+= 1
    free.append(slot)
    if bodies[Int(slot)].primary < 0 { count -= 1 }
  }

  /// The job is still the one that a fact with this incarnation is about.
  func isCurrent(_ slot: Int32, _ incarnation: UInt16) -> Bool {
    bodies[Int(slot)].incarnation == incarnation && bodies[Int(slot)].isLive
  }

  subscript(slot: Int32) -> JobBody {
    _read { yield bodies[Int(slot)] }
    _modify { yield &bodies[Int(slot)] }
  }

  /// Bytes that the table may ask for at once within so many insertions.
  func growth(within insertions: Int) -> Int { growthOf(bodies, free: free.count, within: insertions) }

  /// Outdates every fact about the job's current attempt.
  mutating func outdate(_ slot: Int32) { bodies[Int(slot)].incarnation &+= 1 }

  /// Jobs in flight, counted one by one; their copies are not jobs.
  var liveCount: Int64 { bodies.reduce(0) { $1.isLive && $1.primary < 0 ? $0 + 1 : $0 } }
}

/// What a message between nodes carries.
enum MessageKind: UInt8 {
  case request, offer, refusal, answer
}

struct Message {
  var kind: MessageKind
  var isLive = true
  var incarnation: UInt16
  var job: Int32
  var bytes: Int64
}

/// Messages on their way, by slot.
struct MessageTable {
  private(set) var messages: [Message] = []
  private var free: [Int32] = []

  mutating func insert(_ message: Message) -> Int32 {
    if let slot = free.popLast() {
      messages[Int(slot)] = message
      return slot
    }
    messages.append(message)
    return Int32(messages.count - 1)
  }

  mutating func remove(_ slot: Int32) -> Message {
    let message = messages[Int(slot)]
    precondition(message.isLive, "a message arrives once")
    messages[Int(slot)].isLive = false
    free.append(slot)
    return message
  }

  /// Bytes that the table may ask for at once within so many insertions.
  func growth(within insertions: Int) -> Int { growthOf(messages, free: free.count, within: insertions) }

  /// Bytes of all messages on their way, counted one by one.
  var bytesInFlight: Int128 { messages.reduce(0) { $1.isLive ? $0 + Int128($1.bytes) : $0 } }
}

/// Bytes of the copy of twice the size that an array moves to when it is full, if that may be soon.
private func growthOf<Row>(_ rows: [Row], free: Int, within insertions: Int) -> Int {
  rows.count + insertions - free > rows.capacity ? 2 * rows.capacity * MemoryLayout<Row>.stride : 0
}
