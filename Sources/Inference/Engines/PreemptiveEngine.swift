import Quantities
import Vocabulary

/// How a feedback queue treats a task that has used up its quantum.
struct FeedbackLevels: Sendable, Equatable {
  /// Service on the uppermost level before a task goes down.
  var quantum: TimeSpan
  /// Levels; on the last a task stays until it is done. `Int.max` where there is no last.
  var count: Int
  /// Quantum of a level over that of the one above it.
  var growth: Int64

  /// Requires quantum > 0, count >= 1, growth >= 1.
  init(quantum: TimeSpan = .milliseconds(100), count: Int = .max, growth: Int64 = 1) {
    precondition(quantum > .zero && count >= 1 && growth >= 1, "a level needs a quantum")
    self.quantum = quantum
    self.count = count
    self.growth = growth
  }

  /// Service that a task gets on this level, 0 being the uppermost.
  func slice(of level: Int64) -> TimeSpan {
    if level >= count - 1 { return .forever }
    var slice = quantum.nanoseconds
    if growth > 1 {
      for _ in 0..<level {
        let (product, overflow) = slice.multipliedReportingOverflow(by: growth)
        if overflow { return .forever }
        slice = product
      }
    }
    return TimeSpan(nanoseconds: slice)
  }
}

/// c servers that always work on the c tasks of least rank: whoever is in service is interrupted for a better task, and
/// goes on later where it was.
///
/// Ranks: predicted work left (SRPT, Schrage & Miller 1966), predicted work (preemptive SJF), deadline (EDF, Liu &
/// Layland 1973), class, latest arrival, or the level of a feedback queue (Corbató 1962); least attained service is a
/// feedback queue of endless levels of one quantum, so the task with fewest quanta is served and equals take turns. A
/// task comes before another of equal rank that came later to that rank. Service is counted in whole nanoseconds and
/// never lost: a task is done when it has had `work × jitter ÷ speed` of it, rounded down. Wrong predictions change
/// ranks only. O(c + log queue) per event; leaves out the cost of an interruption.
struct PreemptiveEngine: InferenceEngine {
  /// A task, with what has become of it so far. Ordered by rank, then by when it came to that rank.
  struct Task: Comparable, BitwiseCopyable, Sendable {
    var rank: Int64
    var serial: Int64
    /// Service that it still needs, and how much of it on its level.
    var left: TimeSpan
    var slice: TimeSpan
    var startedAt = Instant.never
    var tag: UInt32
    var interruptions: Int32 = 0

    static func < (a: Self, b: Self) -> Bool { a.rank == b.rank ? a.serial < b.serial : a.rank < b.rank }
  }

  /// A task in service since an instant, until it is done or has used up its slice.
  struct Served: Comparable, BitwiseCopyable, Sendable {
    var due: Instant
    var since: Instant
    var task: Task

    static func < (a: Self, b: Self) -> Bool { a.due == b.due ? a.task.serial < b.task.serial : a.due < b.due }
  }

  let servers: Int
  let order: QueueOrder
  let levels: FeedbackLevels
  /// Most tasks in service and in the queue together.
  let capacity: Int
  /// Speed relative to 1, in parts of 2^16.
  let speed16: Int64
  private let power: PowerCurve
  private var clock = Instant.start
  private var serials: Int64 = 0
  private var inService = EarliestFirst<Served>()
  private var queue = EarliestFirst<Task>()
  private var settled: [EngineResult] = []

  /// Requires servers >= 1, capacity >= servers, speed16 >= 1, an order that may interrupt.
  init(
    servers: Int, order: QueueOrder, levels: FeedbackLevels = FeedbackLevels(), capacity: Int = .max,
    speed16: Int64 = 1 << 16, power: PowerCurve
  ) {
    precondition(servers >= 1 && capacity >= servers && speed16 >= 1, "a station needs a server and room to use it")
    precondition(order.mayInterrupt, "this order never interrupts a task")
    self.servers = servers
    self.order = order
    self.levels = levels
    self.capacity = capacity
    self.speed16 = speed16
    self.power = power
  }

  var running: Int { inService.count }
  var waiting: Int { queue.count }
  var draw: Power { power[inService.count] }
  var nextWake: Instant { settled.isEmpty ? inService.first?.due ?? .never : clock }

  mutating func admit(_ task: EngineTask, at now: Instant) -> Admission {
    settle(through: now)
    guard inService.count + queue.count < capacity else { return .refusedQueueFull }
    let task = Task(
      rank: rank(of: task), serial: serials, left: serviceTime(of: task, speed16: speed16),
      slice: hasLevels ? levels.slice(of: 0) : .forever, tag: task.tag)
    serials += 1
    guard inService.count == servers else {
      begin(task, at: now)
      return .accepted
    }
    let worst = worstInService(at: now)
    if task < worst.task {
      queue.insert(interrupt(at: worst.place, now))
      begin(task, at: now)
    } else {
      queue.insert(task)
    }
    return .accepted
  }

  mutating func wake(at now: Instant, into finished: inout [EngineResult]) {
    // What was settled before comes first; what is settled now goes straight to the caller.
    if !settled.isEmpty {
      finished.append(contentsOf: settled)
      settled.removeAll(keepingCapacity: true)
    }
    swap(&settled, &finished)
    settle(through: now)
    swap(&settled, &finished)
  }

  mutating func cancel(_ tag: UInt32, at now: Instant) -> Bool {
    settle(through: now)
    if let place = inService.elements.firstIndex(where: { $0.task.tag == tag }) {
      _ = inService.remove(at: place)
      if !queue.isEmpty { begin(queue.removeFirst(), at: now) }
      return true
    }
    guard let place = queue.elements.firstIndex(where: { $0.tag == tag }) else { return false }
    _ = queue.remove(at: place)
    return true
  }

  mutating func failAll(at now: Instant, into lost: inout [UInt32]) {
    precondition(now >= clock, "an engine's time cannot go back")
    clock = now
    for result in settled { lost.append(result.tag) }
    for served in inService.elements { lost.append(served.task.tag) }
    for task in queue.elements { lost.append(task.tag) }
    settled.removeAll(keepingCapacity: true)
    inService.removeAll()
    queue.removeAll()
  }

  func brokenInvariant() -> String? {
    if inService.count > servers { return "a station serves more tasks than it has servers" }
    if inService.count < servers && !queue.isEmpty { return "a task waits at a station with a free server" }
    if inService.count + queue.count > capacity { return "a station holds more tasks than its capacity" }
    if let first = inService.first, first.due < clock { return "a station kept a task beyond its end" }
    if let best = queue.first, best < worstInService(at: clock).task { return "a better task waits" }
    return nil
  }

  private var hasLevels: Bool { order == .las || order == .mlfq }

  private func rank(of task: EngineTask) -> Int64 {
    switch order {
    case .priority: Int64(task.priority)
    case .sjf, .srpt: predictedTime(of: task, speed16: speed16).nanoseconds
    case .edf: task.deadline.nanoseconds
    case .lifo: -serials
    case .las, .mlfq, .fifo, .llf, .wfq, .ps: 0
    }
  }

  /// The task as it stands at `now`, after what service it has had since it was last taken up.
  private func current(_ served: Served, at now: Instant) -> Task {
    var task = served.task
    let had = now - served.since
    task.left = task.left - had
    if hasLevels && task.slice < .forever { task.slice = task.slice - had }
    if order == .srpt { task.rank -= had.nanoseconds }
    return task
  }

  private func worstInService(at now: Instant) -> (place: Int, task: Task) {
    var worst = (place: 0, task: current(inService.elements[0], at: now))
    for place in inService.elements.indices.dropFirst() {
      let task = current(inService.elements[place], at: now)
      if worst.task < task { worst = (place, task) }
    }
    return worst
  }

  private mutating func interrupt(at place: Int, _ now: Instant) -> Task {
    var task = current(inService.remove(at: place), at: now)
    task.interruptions += 1
    return task
  }

  private mutating func begin(_ task: Task, at now: Instant) {
    var task = task
    if task.startedAt == .never { task.startedAt = now }
    inService.insert(Served(due: now.adding(saturating: min(task.left, task.slice)), since: now, task: task))
  }

  private mutating func settle(through now: Instant) {
    precondition(now >= clock, "an engine's time cannot go back")
    while let first = inService.first, first.due <= now, first.due < .never {
      _ = inService.removeFirst()
      var task = current(first, at: first.due)
      if task.left == .zero {
        settled.append(
          EngineResult(
            tag: task.tag, preemptions: task.interruptions, startedAt: task.startedAt, firstTokenAt: first.due,
            finishedAt: first.due))
      } else {
        // A better task that waits now takes its place; else it goes on at once and was not interrupted.
        task.rank += 1
        task.serial = serials
        task.slice = levels.slice(of: task.rank)
        serials += 1
        if let best = queue.first, best < task { task.interruptions += 1 }
        queue.insert(task)
      }
      if !queue.isEmpty { begin(queue.removeFirst(), at: first.due) }
    }
    clock = now
  }
}
