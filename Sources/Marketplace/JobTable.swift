import Economy
import Quantities
import Randomness
import Roles
import Vocabulary

/// All that the world knows of one job in flight.
struct JobBody {
  var job: Job
  var state = RequestState()
  var incarnation: UInt16
  /// Index of its class of demand.
  var demand: Int32
  var broker: Int32
  /// Where its current attempt is, −1 for nowhere.
  var provider: Int32 = -1
  /// Its engine has it, so a crash there loses it.
  var isAtProvider = false
  /// Its predicted work stands in the provider's table row.
  var isCounted = false
  var predicted: Int64 = 0
  var price: Int64 = 0
  var cloudCost = Dollars.zero
  var preemptions: Int32 = 0
  var hold: HoldID?
  /// When the first job of its chain arrived.
  var chainArrivedAt: Instant
  var dispatchedAt = Instant.never
  var enqueuedAt = Instant.never
  var startedAt = Instant.never
  var firstTokenAt = Instant.never
  var finishedAt = Instant.never
  /// Chance of its own for what it is and what follows it; no policy can shift it.
  var chance: RandomStream
  /// Chance of its own for what happens to it on the way.
  var path: RandomStream
}

/// Jobs in flight by slot; slots are used again, so memory grows with jobs in flight, not with jobs run.
struct JobTable {
  private(set) var bodies: [JobBody?] = []
  private var free: [Int32] = []
  private(set) var count = 0

  /// A slot for the body that `make` gives for the slot's incarnation.
  mutating func insert(_ make: (_ incarnation: UInt16) -> JobBody) -> Int32 {
    count += 1
    if let slot = free.popLast() {
      incarnations[Int(slot)] &+= 1
      bodies[Int(slot)] = make(incarnations[Int(slot)])
      return slot
    }
    incarnations.append(0)
    bodies.append(make(0))
    return Int32(bodies.count - 1)
  }

  private var incarnations: [UInt16] = []

  mutating func remove(_ slot: Int32) {
    precondition(bodies[Int(slot)] != nil, "a job ends once")
    bodies[Int(slot)] = nil
    free.append(slot)
    count -= 1
  }

  /// The job is still the one that a fact with this incarnation is about.
  func isCurrent(_ slot: Int32, _ incarnation: UInt16) -> Bool { bodies[Int(slot)]?.incarnation == incarnation }

  subscript(slot: Int32) -> JobBody {
    _read { yield bodies[Int(slot)]! }
    _modify { yield &bodies[Int(slot)]! }
  }

  /// Outdates every fact about the job's current attempt.
  mutating func outdate(_ slot: Int32) {
    incarnations[Int(slot)] &+= 1
    bodies[Int(slot)]!.incarnation = incarnations[Int(slot)]
  }
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

  /// Bytes of all messages on their way, counted one by one.
  var bytesInFlight: Int128 { messages.reduce(0) { $1.isLive ? $0 + Int128($1.bytes) : $0 } }
}
