import Quantities
import Testing
import Vocabulary

@testable import Inference

/// Weighted fair queueing against the ideal that it imitates, and dominant shares against the example of their paper.
struct FairQueueTests {
  static let weights: [Int32] = [1, 2, 5, 1]

  static func tasks(seed: UInt64) -> [EngineTask] {
    var dice = Dice(state: seed)
    var now: Int64 = 0
    return (0..<UInt32(200)).map { tag in
      now += dice.happens(oneIn: 5) ? 0 : dice.within(0...110)
      let flow = dice.happens(oneIn: 3) ? 0 : Int(dice.within(0...3))
      return EngineTask(
        tag: tag, work: TimeSpan(nanoseconds: dice.within(1...(flow == 0 ? 150 : 60))),
        arrivedAt: Instant(nanoseconds: now), flow: Int32(flow), weight: weights[flow])
    }
  }

  /// When each job would be done by a server that shares itself among the flows by weight, in doubles.
  static func ideal(_ tasks: [EngineTask]) -> [Double] {
    var ends = [Double](repeating: 0, count: tasks.count)
    var lines = [[(tag: Int, left: Double)]](repeating: [], count: weights.count)
    var (now, next) = (0.0, 0)
    while next < tasks.count || lines.contains(where: { !$0.isEmpty }) {
      let active = lines.indices.filter { !lines[$0].isEmpty }
      let total = active.reduce(0.0) { $0 + Double(weights[$1]) }
      let arrival = next < tasks.count ? Double(tasks[next].arrivedAt.nanoseconds) : .infinity
      let soonest = active.map { now + lines[$0][0].left * total / Double(weights[$0]) }.min() ?? .infinity
      let until = min(arrival, soonest)
      for flow in active { lines[flow][0].left -= (until - now) * Double(weights[flow]) / total }
      now = until
      for flow in active where lines[flow][0].left <= 1e-7 { ends[lines[flow].removeFirst().tag] = now }
      if arrival <= soonest {
        lines[Int(tasks[next].flow)].append((next, Double(tasks[next].work.nanoseconds)))
        next += 1
      }
    }
    return ends
  }

  static func excess(_ tasks: [EngineTask], _ order: QueueOrder) -> Double {
    var engine = ServiceEngine(servers: 1, order: order, power: OrderTests.power)
    let ends = ideal(tasks)
    return drive(&engine, OrderTests.stimuli(tasks)).results.map {
      Double($0.finishedAt.nanoseconds) - ends[Int($0.tag)]
    }.max() ?? 0
  }

  /// Parekh & Gallager 1993: no job is done later than under the ideal sharing by more than the longest job.
  @Test func noJobIsLaterThanIdealByMoreThanTheLongest() {
    var (greatest, inOrder) = (0.0, 0)
    for seed in UInt64(1)...150 {
      let tasks = Self.tasks(seed: seed)
      let longest = Double(tasks.map(\.work.nanoseconds).max() ?? 0)
      let excess = Self.excess(tasks, .wfq)
      #expect(excess <= longest + 0.01, "seed \(seed)")
      greatest = max(greatest, excess / longest)
      if Self.excess(tasks, .fifo) > longest { inOrder += 1 }
    }
    #expect(greatest > 0.5, "the bound is never tried")
    #expect(inOrder > 100, "order of arrival keeps the bound too: the workload tells nothing")
  }

  /// Two flows that always wait get service by weight, to one job each.
  @Test func backloggedFlowsAreServedByWeight() {
    var engine = ServiceEngine(servers: 1, order: .wfq, power: OrderTests.power)
    var tag: UInt32 = 0
    var lengths: [Int64] = []
    for (flow, length) in [(0, Int64(7)), (1, 31)] {
      for _ in 0..<600 {
        let task = EngineTask(
          tag: tag, work: TimeSpan(nanoseconds: length), arrivedAt: .start, flow: Int32(flow),
          weight: flow == 0 ? 3 : 1)
        #expect(engine.admit(task, at: .start).isAccepted)
        lengths.append(length)
        tag += 1
      }
    }
    var results: [EngineResult] = []
    var served: [Int64] = [0, 0]
    while served[0] < 4000 {
      results.removeAll()
      let next = engine.nextWake
      engine.wake(at: next, into: &results)
      for result in results { served[result.tag < 600 ? 0 : 1] += lengths[Int(result.tag)] }
      #expect(abs(Double(served[0]) / 3 - Double(served[1])) <= 31 + 7)
    }
  }

  /// Ghodsi 2011, figure 3: 9 CPUs and 18 GB; tasks of A take 1 CPU and 4 GB, of B 3 CPUs and 1 GB.
  @Test func dominantSharesEqualThePaper() {
    let capacity = ResourcePair(first: 9, second: 18)
    let demands = [ResourcePair(first: 1, second: 4), ResourcePair(first: 3, second: 1)]
    var held = [ResourcePair(), ResourcePair()]
    var counts = [0, 0]
    while true {
      let used = ResourcePair(first: held[0].first + held[1].first, second: held[0].second + held[1].second)
      let shares = held.map { DominantShare(of: $0, in: capacity) }
      let next = shares[1] < shares[0] ? 1 : 0
      guard used.first + demands[next].first <= 9, used.second + demands[next].second <= 18 else { break }
      held[next] += demands[next]
      counts[next] += 1
    }
    #expect(counts == [3, 2])
    let twoThirds = DominantShare(of: ResourcePair(first: 6, second: 0), in: capacity)
    for share in held { #expect(DominantShare(of: share, in: capacity) == twoThirds) }
    // Of weight 2, half as much counts.
    let half = DominantShare(of: ResourcePair(first: 0, second: 6), in: capacity)
    #expect(DominantShare(of: held[0], in: capacity, weight: 2) == half)
  }
}
