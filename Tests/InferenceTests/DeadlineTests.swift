import Quantities
import Testing
import Vocabulary

@testable import Inference

/// Earliest deadline first with interruption meets every deadline that anyone could meet.
struct DeadlineTests {
  static func missed(_ tasks: [EngineTask]) -> Int {
    var engine = PreemptiveEngine(servers: 1, order: .edf, power: OrderTests.power)
    let results = drive(&engine, OrderTests.stimuli(tasks)).results.sorted { $0.tag < $1.tag }
    return zip(tasks, results).count { $1.finishedAt > $0.deadline }
  }

  /// A job set is feasible exactly if no interval must hold more work than it is long (Baruah, Rosier & Howell 1990).
  static func isFeasible(_ tasks: [EngineTask]) -> Bool {
    for begin in Set(tasks.map(\.arrivedAt.nanoseconds)) {
      for end in Set(tasks.map(\.deadline.nanoseconds)) where end > begin {
        let inside = tasks.filter { $0.arrivedAt.nanoseconds >= begin && $0.deadline.nanoseconds <= end }
        if inside.reduce(0, { $0 + $1.work.nanoseconds }) > end - begin { return false }
      }
    }
    return true
  }

  @Test func deadlinesAreMetExactlyWhereTheDemandBoundHolds() {
    var (feasible, infeasible) = (0, 0)
    for seed in UInt64(1)...400 {
      var dice = Dice(state: seed)
      var now: Int64 = 0
      let slack = dice.within(20...200)
      let tasks = (0..<UInt32(12)).map { tag in
        now += dice.within(0...30)
        let work = dice.within(1...24)
        let at = Instant(nanoseconds: now)
        return EngineTask(
          tag: tag, work: TimeSpan(nanoseconds: work), arrivedAt: at,
          deadline: at + TimeSpan(nanoseconds: work + dice.within(0...slack)))
      }
      let canBeDone = Self.isFeasible(tasks)
      #expect((Self.missed(tasks) == 0) == canBeDone, "seed \(seed)")
      if canBeDone { feasible += 1 } else { infeasible += 1 }
    }
    #expect(feasible > 50 && infeasible > 50)
  }

  /// Periodic tasks with deadlines at their periods are feasible exactly up to a utilisation of 1 (Liu & Layland 1973).
  @Test func periodicTasksAreFeasibleUpToFullLoad() {
    let periods: [Int64] = [4, 6, 8, 12, 24]
    var (full, over) = (0, 0)
    for seed in UInt64(1)...200 {
      var dice = Dice(state: seed)
      let costs = periods.map { dice.within(0...max(1, $0 / 3)) }
      let demand = zip(periods, costs).reduce(0) { $0 + 24 / $1.0 * $1.1 }
      var jobs: [(at: Int64, work: Int64, period: Int64)] = []
      for (period, cost) in zip(periods, costs) where cost > 0 {
        for at in stride(from: Int64(0), to: 240, by: Int(period)) { jobs.append((at, cost, period)) }
      }
      jobs.sort { ($0.at, $0.period) < ($1.at, $1.period) }
      let tasks = jobs.enumerated().map { index, job in
        EngineTask(
          tag: UInt32(index), work: TimeSpan(nanoseconds: job.work), arrivedAt: Instant(nanoseconds: job.at),
          deadline: Instant(nanoseconds: job.at + job.period))
      }
      #expect((Self.missed(tasks) == 0) == (demand <= 24), "seed \(seed): \(costs)")
      if demand > 24 { over += 1 } else if demand >= 22 { full += 1 }
    }
    #expect(full > 5 && over > 20)
  }
}
