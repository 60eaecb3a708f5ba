import Quantities
import Testing
import Vocabulary

@testable import Inference

/// Orders of a station's queue against the plainest simulation that one can write.
struct OrderTests {
  static let power = PowerCurve(idle: Power(watts: 5), most: Power(watts: 50), places: 1)
  static let levels = FeedbackLevels(quantum: TimeSpan(nanoseconds: 7), count: 3, growth: 2)
  static let quanta = FeedbackLevels(quantum: TimeSpan(nanoseconds: 5))

  static func tasks(seed: UInt64, count: UInt32, gap: Int64, work: Int64) -> [EngineTask] {
    var dice = Dice(state: seed)
    var now: Int64 = 0
    return (0..<count).map { tag in
      now += dice.happens(oneIn: 6) ? 0 : dice.within(0...gap)
      let at = Instant(nanoseconds: now)
      let work = TimeSpan(nanoseconds: dice.within(1...(dice.happens(oneIn: 4) ? 3 * work : work)))
      let deadline = dice.happens(oneIn: 5) ? .never : at + TimeSpan(nanoseconds: dice.within(0...8 * gap))
      return EngineTask(
        tag: tag, work: work, arrivedAt: at, deadline: deadline, forecast16: dice.within(0...3) << 15 + 1,
        priority: Int32(dice.within(0...3)), flow: Int32(dice.within(0...4)), weight: 1)
    }
  }

  static func stimuli(_ tasks: [EngineTask]) -> [Stimulus] {
    tasks.map { Stimulus(at: $0.arrivedAt, kind: .arrive($0)) }
  }

  static func predicted(_ task: EngineTask) -> Int64 { task.work.nanoseconds * task.forecast16 / 65_536 }

  /// What each order that does not interrupt goes by, written down once more.
  static func key(_ order: QueueOrder, _ task: EngineTask) -> Int64 {
    switch order {
    case .lifo: -Int64(task.tag)
    case .priority: Int64(task.priority)
    case .sjf: predicted(task)
    case .edf: task.deadline.nanoseconds
    case .llf: task.deadline == .never ? .max : task.deadline.nanoseconds - predicted(task)
    default: Int64(task.tag)
    }
  }

  /// Jobs by tag: when each began and ended, serving always the least key of those that wait.
  static func inTurn(_ tasks: [EngineTask], _ servers: Int, _ order: QueueOrder) -> [[Int64]] {
    var spans = [[Int64]](repeating: [], count: tasks.count)
    var busy: [Int64] = []
    var waiting: [EngineTask] = []
    var next = 0
    while next < tasks.count || !busy.isEmpty {
      let end = busy.min() ?? .max
      let arrival = next < tasks.count ? tasks[next].arrivedAt.nanoseconds : .max
      let now = min(end, arrival)
      if end <= arrival {
        busy.remove(at: busy.firstIndex(of: end)!)
      } else {
        waiting.append(tasks[next])
        next += 1
      }
      if busy.count < servers, let task = waiting.min(by: { (key(order, $0), $0.tag) < (key(order, $1), $1.tag) }) {
        waiting.removeAll { $0.tag == task.tag }
        spans[Int(task.tag)] = [now, now + task.work.nanoseconds]
        busy.append(now + task.work.nanoseconds)
      }
    }
    return spans
  }

  static func spans(_ results: [EngineResult]) -> [[Int64]] {
    results.sorted { $0.tag < $1.tag }.map { [$0.startedAt.nanoseconds, $0.finishedAt.nanoseconds] }
  }

  @Test(arguments: [QueueOrder.fifo, .lifo, .priority, .sjf, .edf, .llf])
  func withoutInterruptionEqualsTheRulesWrittenPlainly(order: QueueOrder) {
    for seed in UInt64(1)...60 {
      let servers = Int(seed % 3) + 1
      let tasks = Self.tasks(seed: seed, count: 150, gap: 60, work: Int64(servers) * 32)
      var engine = ServiceEngine(servers: servers, order: order, power: Self.power)
      let transcript = drive(&engine, Self.stimuli(tasks)) { $0 & 1 == 0 }
      #expect(transcript.broken == nil)
      #expect(Self.spans(transcript.results) == Self.inTurn(tasks, servers, order), "\(order), seed \(seed)")
    }
  }

  /// One nanosecond at a time: the tasks of least rank are served for it.
  static func byTheNanosecond(
    _ tasks: [EngineTask], _ servers: Int, _ order: QueueOrder, _ levels: FeedbackLevels
  ) -> [[Int64]] {
    struct Job {
      var task: EngineTask
      var serial: Int
      var had: Int64 = 0
      var level: Int64 = 0
      var hadOnLevel: Int64 = 0
      func rank(_ order: QueueOrder) -> Int64 {
        switch order {
        case .las, .mlfq: level
        case .srpt: OrderTests.predicted(task) - had
        default: OrderTests.key(order, task)
        }
      }
    }
    var spans = [[Int64]](repeating: [-1, -1], count: tasks.count)
    var jobs: [Job] = []
    var (next, serials, now) = (0, 0, Int64(0))
    func served() -> [Int] {
      Array(
        jobs.indices.sorted { (jobs[$0].rank(order), jobs[$0].serial) < (jobs[$1].rank(order), jobs[$1].serial) }
          .prefix(servers))
    }
    func begin() {
      for place in served() where spans[Int(jobs[place].task.tag)][0] < 0 { spans[Int(jobs[place].task.tag)][0] = now }
    }
    while next < tasks.count || !jobs.isEmpty {
      begin()
      while next < tasks.count && tasks[next].arrivedAt.nanoseconds == now {
        jobs.append(Job(task: tasks[next], serial: serials))
        (next, serials) = (next + 1, serials + 1)
        begin()
      }
      if jobs.isEmpty { now = tasks[next].arrivedAt.nanoseconds - 1 }
      now += 1
      var done: [UInt32] = []
      for place in served().sorted(by: { jobs[$0].serial < jobs[$1].serial }) {
        jobs[place].had += 1
        jobs[place].hadOnLevel += 1
        if jobs[place].had == jobs[place].task.work.nanoseconds {
          done.append(jobs[place].task.tag)
          spans[Int(jobs[place].task.tag)][1] = now
        } else if order == .las || order == .mlfq, jobs[place].level < levels.count - 1,
          jobs[place].hadOnLevel == levels.quantum.nanoseconds * (order == .las ? 1 : 1 << jobs[place].level)
        {
          (jobs[place].level, jobs[place].hadOnLevel, jobs[place].serial) = (jobs[place].level + 1, 0, serials)
          serials += 1
        }
      }
      jobs.removeAll { done.contains($0.task.tag) }
    }
    return spans
  }

  @Test(arguments: [QueueOrder.srpt, .sjf, .edf, .priority, .lifo, .las, .mlfq])
  func withInterruptionEqualsNanosecondByNanosecond(order: QueueOrder) {
    var interruptions = 0
    for seed in UInt64(1)...60 {
      let servers = Int(seed % 3) + 1
      let tasks = Self.tasks(seed: seed, count: 60, gap: 20, work: Int64(servers) * 11)
      let levels = order == .mlfq ? Self.levels : Self.quanta
      var engine = PreemptiveEngine(servers: servers, order: order, levels: levels, power: Self.power)
      let transcript = drive(&engine, Self.stimuli(tasks)) { $0 & 1 == 0 }
      #expect(transcript.broken == nil)
      let expected = Self.byTheNanosecond(tasks, servers, order, levels)
      #expect(Self.spans(transcript.results) == expected, "\(order), seed \(seed)")
      interruptions += transcript.results.reduce(0) { $0 + Int($1.preemptions) }
    }
    #expect(interruptions > 300)
  }

  /// Whatever the order, one server is idle at the same instants: it ends every busy period to the nanosecond alike.
  @Test func everyOrderConservesWork() throws {
    for seed in UInt64(1)...20 {
      let tasks = Self.tasks(seed: seed, count: 400, gap: 60, work: 31)
      var free: Int64 = 0
      for task in tasks { free = max(free, task.arrivedAt.nanoseconds) + task.work.nanoseconds }
      for order in QueueOrder.allCases {
        let text = "device: generic\nprofile: generic\nengine: {kind: service, order: \(order)"
        let modes = order.mayInterrupt && !order.alwaysInterrupts ? ["}", ", preemptive: true}"] : ["}"]
        for mode in modes {
          let fleet = try SpecTests.read(text + mode)
          var engine = fleet.engine.makeEngine(device: fleet.device, model: fleet.model, latency: fleet.latency)
          let transcript = drive(&engine, Self.stimuli(tasks))
          #expect(transcript.broken == nil && transcript.results.count == tasks.count)
          #expect(transcript.results.map(\.finishedAt.nanoseconds).max() == free, "\(order)\(mode), seed \(seed)")
        }
      }
    }
  }

  /// Schrage 1968: no order has a lower mean time in system than SRPT, job set by job set.
  @Test func shortestRemainingFirstIsLeast() {
    for seed in UInt64(1)...40 {
      let tasks = Self.tasks(seed: seed, count: 200, gap: 60, work: 31).map { task in
        EngineTask(tag: task.tag, work: task.work, arrivedAt: task.arrivedAt, deadline: task.deadline)
      }
      func total(_ order: QueueOrder, interrupting: Bool) -> Int64 {
        if interrupting {
          var engine = PreemptiveEngine(servers: 1, order: order, levels: Self.quanta, power: Self.power)
          return drive(&engine, Self.stimuli(tasks)).results.reduce(0) { $0 + $1.finishedAt.nanoseconds }
        }
        var engine = ServiceEngine(servers: 1, order: order, power: Self.power)
        return drive(&engine, Self.stimuli(tasks)).results.reduce(0) { $0 + $1.finishedAt.nanoseconds }
      }
      let least = total(.srpt, interrupting: true)
      for order in [QueueOrder.sjf, .las, .edf, .lifo] { #expect(least <= total(order, interrupting: true)) }
      for order in [QueueOrder.fifo, .sjf] { #expect(least < total(order, interrupting: false)) }
    }
  }
}
