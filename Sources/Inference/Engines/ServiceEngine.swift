import Quantities
import Vocabulary

/// c servers before one queue: a task holds a server for `work × jitter ÷ speed` nanoseconds, rounded down.
///
/// Kendall's G/G/c/K without interruption, in any order but those that interrupt or share. Service times are integers
/// and completions are exact, so a single server in order of arrival obeys Lindley's W' = max(0, W + S − A) to the
/// nanosecond. O(log c) per event, and O(log queue) where the order has a key; cancelling searches the queue.
public struct ServiceEngine: InferenceEngine {
  /// A task in service. Ordered by its end, then by the order in which service began.
  struct Served: Comparable, BitwiseCopyable, Sendable {
    var end: Instant
    var serial: Int64
    var startedAt: Instant
    var tag: UInt32

    static func < (a: Self, b: Self) -> Bool { a.end == b.end ? a.serial < b.serial : a.end < b.end }
  }

  /// A task in the queue. Ordered by its key, then by arrival.
  struct Waiting: Comparable, BitwiseCopyable, Sendable {
    var key: Int128
    var serial: Int64
    /// Time that it will hold a server.
    var span: TimeSpan
    var tag: UInt32

    static func < (a: Self, b: Self) -> Bool { a.key == b.key ? a.serial < b.serial : a.key < b.key }
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
  /// The queue in order of arrival, or by key: only one of them is used.
  private var line = WaitingLine<Waiting>()
  private var ranked = EarliestFirst<Waiting>()
  private var arrived: Int64 = 0
  private var fairClock: FairClock?
  private var settled: [EngineResult] = []

  /// Requires servers >= 1, capacity >= servers, speed16 >= 1, an order that neither interrupts nor shares.
  public init(
    servers: Int, order: QueueOrder = .fifo, capacity: Int = .max, speed16: Int64 = 1 << 16, power: PowerCurve
  ) {
    precondition(servers >= 1 && capacity >= servers && speed16 >= 1, "a station needs a server and room to use it")
    precondition(!order.alwaysInterrupts && order != .ps, "a station that interrupts or shares is another engine")
    self.servers = servers
    self.order = order
    self.capacity = capacity
    self.speed16 = speed16
    self.power = power
    if order == .wfq { fairClock = FairClock(servers: servers) }
  }

  public var running: Int { inService.count }
  public var waiting: Int { line.count + ranked.count }
  public var draw: Power { power[inService.count] }
  public var nextWake: Instant { settled.isEmpty ? inService.first?.end ?? .never : clock }

  public mutating func admit(_ task: EngineTask, at now: Instant) -> Admission {
    settle(through: now)
    guard inService.count + waiting < capacity else { return .refusedQueueFull }
    let key = isRanked ? key(of: task, at: now) : 0
    let waiting = Waiting(key: key, serial: arrived, span: serviceTime(of: task, speed16: speed16), tag: task.tag)
    arrived += 1
    if inService.count < servers {
      begin(waiting, at: now)
    } else if isRanked {
      ranked.insert(waiting)
    } else {
      line.append(waiting)
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
    if let place = (0..<line.count).first(where: { line[$0].tag == tag }) {
      line.remove(at: place)
    } else if let place = ranked.elements.firstIndex(where: { $0.tag == tag }) {
      _ = ranked.remove(at: place)
    } else {
      return false
    }
    return true
  }

  public mutating func failAll(at now: Instant, into lost: inout [UInt32]) {
    precondition(now >= clock, "an engine's time cannot go back")
    clock = now
    for result in settled { lost.append(result.tag) }
    for task in inService.elements { lost.append(task.tag) }
    for place in 0..<line.count { lost.append(line[place].tag) }
    for task in ranked.elements { lost.append(task.tag) }
    settled.removeAll(keepingCapacity: true)
    inService.removeAll()
    line.removeAll()
    ranked.removeAll()
    fairClock?.reset()
  }

  public func brokenInvariant() -> String? {
    if inService.count > servers { return "a station serves more tasks than it has servers" }
    if inService.count < servers && waiting > 0 { return "a task waits at a station with a free server" }
    if inService.count + waiting > capacity { return "a station holds more tasks than its capacity" }
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

  private var isRanked: Bool { order != .fifo && order != .lifo }

  /// What the order goes by: the least is served first.
  private mutating func key(of task: EngineTask, at now: Instant) -> Int128 {
    switch order {
    case .priority: Int128(task.priority)
    case .sjf: Int128(predictedTime(of: task, speed16: speed16).nanoseconds)
    case .edf: Int128(task.deadline.nanoseconds)
    case .llf: latestStart(of: task)
    case .wfq: fairClock?.finishTag(of: task, length: predictedTime(of: task, speed16: speed16), at: now) ?? 0
    case .fifo, .lifo, .srpt, .las, .mlfq, .ps: 0
    }
  }

  /// When the task must begin to meet its deadline; tasks without a deadline come last, in order of arrival.
  private func latestStart(of task: EngineTask) -> Int128 {
    let slack = task.deadline < .never ? predictedTime(of: task, speed16: speed16).nanoseconds : 0
    return Int128(task.deadline.nanoseconds) - Int128(slack)
  }

  @inline(__always) private mutating func beginNext(at start: Instant) {
    if isRanked {
      if !ranked.isEmpty { begin(ranked.removeFirst(), at: start) }
    } else if !line.isEmpty {
      begin(order == .fifo ? line.removeFirst() : line.removeLast(), at: start)
    }
  }

  @inline(__always) private mutating func begin(_ task: Waiting, at start: Instant) {
    inService.insert(
      Served(end: start.adding(saturating: task.span), serial: begun, startedAt: start, tag: task.tag))
    begun += 1
  }
}

/// `work × jitter16 ÷ speed16` in nanoseconds, rounded down; saturates.
func serviceTime(of task: EngineTask, speed16: Int64) -> TimeSpan {
  scaled(task.work, by: task.jitter16, over: speed16)
}

/// What is believed of the service time before it is known: `work × forecast16 ÷ speed16`, likewise.
func predictedTime(of task: EngineTask, speed16: Int64) -> TimeSpan {
  scaled(task.work, by: task.forecast16, over: speed16)
}

@inline(__always) private func scaled(_ work: TimeSpan, by factor16: Int64, over speed16: Int64) -> TimeSpan {
  let product = work.nanoseconds.multipliedFullWidth(by: factor16)
  guard product.high >= 0 && product.high < speed16 >> 1 else {
    let exact = Int128(work.nanoseconds) * Int128(factor16) / Int128(speed16)
    return TimeSpan(nanoseconds: Int64(clamping: exact))
  }
  return TimeSpan(nanoseconds: speed16.dividingFullWidth(product).quotient)
}
