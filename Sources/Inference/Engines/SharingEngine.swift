import Quantities
import Vocabulary

/// c servers shared by all tasks present: each of n gets a rate of min(1, c ÷ n).
///
/// Egalitarian processor sharing (Kleinrock 1967) by attained service: V grows at the common rate, and a task is done
/// when V has grown by its service time. V and the inner clock are integers in units of 2^-20 ns; what a division by n
/// leaves over is kept and given out later, so service is conserved exactly and a completion is never early. O(log n)
/// per event; cancelling searches.
public struct SharingEngine: InferenceEngine {
  struct Shared: Comparable, BitwiseCopyable, Sendable {
    /// Value of V at which the task is done.
    var goal: Int128
    var serial: Int64
    var startedAt: Instant
    var tag: UInt32

    static func < (a: Self, b: Self) -> Bool { a.goal == b.goal ? a.serial < b.serial : a.goal < b.goal }
  }

  public let servers: Int
  public let capacity: Int
  public let speed16: Int64
  private let power: PowerCurve
  /// The last instant seen, and the same moment or a later one of the inner clock within it.
  private var clock = Instant.start
  private var fineClock: Int128 = 0
  private var attained: Int128 = 0
  /// Service rendered and not yet divided among the tasks, some units for each of them.
  private var residue: Int128 = 0
  private var admitted: Int64 = 0
  private var inService = EarliestFirst<Shared>()
  private var settled: [EngineResult] = []
  private static let fineBits: Int128 = 20

  /// Requires servers >= 1, capacity >= 1, speed16 >= 1.
  public init(servers: Int, capacity: Int = .max, speed16: Int64 = 1 << 16, power: PowerCurve) {
    precondition(servers >= 1 && capacity >= 1 && speed16 >= 1, "a station needs a server and room to use it")
    self.servers = servers
    self.capacity = capacity
    self.speed16 = speed16
    self.power = power
  }

  public var running: Int { inService.count }
  public var waiting: Int { 0 }
  public var draw: Power { power[inService.count] }

  public var nextWake: Instant {
    guard settled.isEmpty else { return clock }
    guard let first = inService.first else { return .never }
    return Self.instant(notBefore: fineClock + timeToAttain(first.goal - attained))
  }

  public mutating func admit(_ task: EngineTask, at now: Instant) -> Admission {
    settle(through: now)
    guard inService.count < capacity else { return .refusedQueueFull }
    let whole = Int128(task.work.nanoseconds) << Self.fineBits
    let service = whole * Int128(task.jitter16) / Int128(speed16)
    inService.insert(Shared(goal: attained + service, serial: admitted, startedAt: now, tag: task.tag))
    admitted += 1
    return .accepted
  }

  public mutating func wake(at now: Instant, into finished: inout [EngineResult]) {
    // What was settled before comes first; what is settled now goes straight to the caller.
    if !settled.isEmpty {
      finished.append(contentsOf: settled)
      settled.removeAll(keepingCapacity: true)
    }
    swap(&settled, &finished)
    settle(through: now)
    swap(&settled, &finished)
  }

  public mutating func cancel(_ tag: UInt32, at now: Instant) -> Bool {
    settle(through: now)
    guard let place = inService.elements.firstIndex(where: { $0.tag == tag }) else { return false }
    _ = inService.remove(at: place)
    return true
  }

  public mutating func failAll(at now: Instant, into lost: inout [UInt32]) {
    precondition(now >= clock, "an engine's time cannot go back")
    for result in settled { lost.append(result.tag) }
    for task in inService.elements { lost.append(task.tag) }
    settled.removeAll(keepingCapacity: true)
    inService.removeAll()
    settle(through: now)
  }

  public func brokenInvariant() -> String? {
    if inService.count > capacity { return "a station holds more tasks than its capacity" }
    if let first = inService.first, first.goal < attained { return "a station kept a task beyond its end" }
    return nil
  }

  /// Runs the inner clock to `now`, completion by completion.
  private mutating func settle(through now: Instant) {
    precondition(now >= clock, "an engine's time cannot go back")
    clock = now
    let limit = Int128(now.nanoseconds) << Self.fineBits
    while let first = inService.first {
      let span = timeToAttain(first.goal - attained)
      guard fineClock + span <= limit else {
        attain(in: limit - fineClock)
        break
      }
      fineClock += span
      if inService.count > servers {
        residue += span * Int128(servers) - (first.goal - attained) * Int128(inService.count)
      }
      attained = first.goal
      _ = inService.removeFirst()
      let end = Self.instant(notBefore: fineClock)
      settled.append(
        EngineResult(
          tag: first.tag, preemptions: 0, startedAt: first.startedAt, firstTokenAt: end, finishedAt: end))
    }
    fineClock = limit
    if inService.isEmpty { (attained, residue) = (0, 0) }
  }

  /// The least time in which every task present attains this much service.
  private func timeToAttain(_ service: Int128) -> Int128 {
    let present = inService.count
    guard present > servers else { return service }
    return max(0, service * Int128(present) - residue + Int128(servers - 1)) / Int128(servers)
  }

  private mutating func attain(in span: Int128) {
    let present = inService.count
    guard present > servers else {
      attained += span
      return
    }
    let share = (span * Int128(servers) + residue).quotientAndRemainder(dividingBy: Int128(present))
    attained += share.quotient
    residue = share.remainder
  }

  private static func instant(notBefore fine: Int128) -> Instant {
    Instant(nanoseconds: Int64(clamping: (fine + (1 << fineBits) - 1) >> fineBits))
  }
}
