import Quantities
import Vocabulary

/// c servers before one queue: a task holds a server for `work × jitter ÷ speed` nanoseconds, rounded down.
///
/// Kendall's G/G/c/K in order of arrival or latest first (without interruption). Service times are integers and
/// completions are exact, so a single server obeys Lindley's recursion W' = max(0, W + S − A) to the nanosecond.
/// O(log c) per event; cancelling searches the queue.
public struct ServiceEngine: InferenceEngine {
  /// A task in service. Ordered by its end, then by the order in which service began.
  struct Served: Comparable, BitwiseCopyable, Sendable {
    var end: Instant
    var serial: Int64
    var startedAt: Instant
    var tag: UInt32

    static func < (a: Self, b: Self) -> Bool { a.end == b.end ? a.serial < b.serial : a.end < b.end }
  }

  public let servers: Int
  public let order: QueueOrder
  /// Most tasks in service and in the queue together.
  public let capacity: Int
  /// Speed relative to 1, in parts of 2^16.
  public let speed16: Int64
  private let power: PowerCurve
  private var clock = Instant.start
  private var begun: Int64 = 0
  private var inService = EarliestFirst<Served>()
  private var line = WaitingLine<EngineTask>()
  private var settled: [EngineResult] = []

  /// Requires servers >= 1, capacity >= servers, speed16 >= 1.
  public init(
    servers: Int, order: QueueOrder = .fifo, capacity: Int = .max, speed16: Int64 = 1 << 16, power: PowerCurve
  ) {
    precondition(servers >= 1 && capacity >= servers && speed16 >= 1, "a station needs a server and room to use it")
    self.servers = servers
    self.order = order
    self.capacity = capacity
    self.speed16 = speed16
    self.power = power
  }

  public var running: Int { inService.count }
  public var waiting: Int { line.count }
  public var draw: Power { power[inService.count] }
  public var nextWake: Instant { settled.isEmpty ? inService.first?.end ?? .never : clock }

  public mutating func admit(_ task: EngineTask, at now: Instant) -> Admission {
    settle(through: now)
    guard inService.count + line.count < capacity else { return .refusedQueueFull }
    if inService.count < servers {
      begin(task, at: now)
    } else {
      line.append(task)
    }
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
    if let place = inService.elements.firstIndex(where: { $0.tag == tag }) {
      _ = inService.remove(at: place)
      beginNext(at: now)
      return true
    }
    guard let place = (0..<line.count).first(where: { line[$0].tag == tag }) else { return false }
    line.remove(at: place)
    return true
  }

  public mutating func failAll(at now: Instant, into lost: inout [UInt32]) {
    precondition(now >= clock, "an engine's time cannot go back")
    clock = now
    for result in settled { lost.append(result.tag) }
    for task in inService.elements { lost.append(task.tag) }
    for place in 0..<line.count { lost.append(line[place].tag) }
    settled.removeAll(keepingCapacity: true)
    inService.removeAll()
    line.removeAll()
  }

  public func brokenInvariant() -> String? {
    if inService.count > servers { return "a station serves more tasks than it has servers" }
    if inService.count < servers && !line.isEmpty { return "a task waits at a station with a free server" }
    if inService.count + line.count > capacity { return "a station holds more tasks than its capacity" }
    if let first = inService.first, first.end < clock { return "a station kept a task beyond its end" }
    return nil
  }

  private mutating func settle(through now: Instant) {
    precondition(now >= clock, "an engine's time cannot go back")
    while let first = inService.first, first.end <= now {
      _ = inService.removeFirst()
      settled.append(
        EngineResult(
          tag: first.tag, preemptions: 0, startedAt: first.startedAt, firstTokenAt: first.end, finishedAt: first.end))
      beginNext(at: first.end)
    }
    clock = now
  }

  private mutating func beginNext(at start: Instant) {
    guard !line.isEmpty else { return }
    begin(order == .fifo ? line.removeFirst() : line.removeLast(), at: start)
  }

  private mutating func begin(_ task: EngineTask, at start: Instant) {
    let span = serviceTime(of: task, speed16: speed16)
    inService.insert(
      Served(end: start.adding(saturating: span), serial: begun, startedAt: start, tag: task.tag))
    begun += 1
  }
}

/// `work × jitter16 ÷ speed16` in nanoseconds, rounded down; saturates.
func serviceTime(of task: EngineTask, speed16: Int64) -> TimeSpan {
  let product = task.work.nanoseconds.multipliedFullWidth(by: task.jitter16)
  guard product.high >= 0 && product.high < speed16 >> 1 else {
    let exact = Int128(task.work.nanoseconds) * Int128(task.jitter16) / Int128(speed16)
    return TimeSpan(nanoseconds: Int64(clamping: exact))
  }
  return TimeSpan(nanoseconds: speed16.dividingFullWidth(product).quotient)
}
