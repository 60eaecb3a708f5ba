import Quantities
import Randomness
import Specs
import Testing
import Vocabulary

@testable import Scheduling

/// Each policy against the definition of what it picks, on random tables and jobs.
@Suite struct BruteForceTests {
  private let source = RandomSource(seed: 41_017)
  private let now = Instant(nanoseconds: 500_000_000)

  /// Runs a policy on random decisions; `right` gives the picks that would be right, empty for a refusal.
  private func check(
    _ name: String, _ policy: any SchedulingPolicy, indexed: Bool = false, isNoted: Bool = true,
    rounds: Int = 150,
    right: (RandomTable, Job) -> [Int]
  ) {
    var refusals = 0
    for round in 0..<rounds {
      var stream = source.stream(StreamName(name), round)
      var policy = policy
      var fleet = RandomTable(count: 1 + stream.below(40), using: &stream)
      if indexed { fleet.table.keepIndex(by: policy.preferredIndex) }
      var note = DecisionNote()
      for _ in 0..<8 {
        let job = RandomTable.job(using: &stream)
        note.isWanted = isNoted && stream.below(2) == 0
        note.reset()
        let pick = policy.place(job, among: fleet.table, at: now, using: &stream, noting: &note)
        let expected = right(fleet, job)
        if let pick {
          #expect(expected.contains(pick.index), "\(name), seed \(source.seed), round \(round)")
          fleet.table.assign(1_000_000_000, to: pick)
        } else {
          refusals += 1
          #expect(expected.isEmpty, "\(name), seed \(source.seed), round \(round)")
        }
        if note.isWanted { checkNote(note, fleet, job, isAfter: pick, "\(name), round \(round)") }
      }
    }
    #expect(refusals > rounds / 6 && refusals < rounds * 23 / 3)
  }

  private func checkNote(
    _ note: DecisionNote, _ fleet: RandomTable, _ job: Job, isAfter pick: ProviderID?, _ place: Comment
  ) {
    var before = fleet
    if let pick { before.table.release(1_000_000_000, from: pick) }
    var dropped = Array(repeating: 0, count: Filter.allCases.count)
    for i in 0..<fleet.table.count {
      if let filter = before.rejection(i, job, at: now) { dropped[filter.rawValue] += 1 }
    }
    #expect(note.dropped == dropped, place)
    #expect(note.feasible == fleet.table.count - dropped.reduce(0, +), place)
    #expect(note.scores.count <= DecisionNote.depth && (note.scores.isEmpty == (pick == nil)), place)
    let scores = note.scores.map(\.score)
    #expect(scores == scores.sorted() || scores == scores.sorted(by: >), place)
    if let pick, note.feasible <= DecisionNote.depth {
      #expect(note.scores.contains { $0.provider == pick }, place)
    }
  }

  @Test(arguments: Catalog<any SchedulingPolicy>.standard.kinds, [false, true])
  func everyPolicyPicksWhoIsFeasible(kind: String, indexed: Bool) throws {
    check(kind, try CatalogTests.policy("policy: \(kind)"), indexed: indexed, rounds: 40) { $0.feasible($1, at: now) }
  }

  @Test(arguments: [false, true]) func shortestQueue(indexed: Bool) {
    check("shortest-queue", ShortestQueue(), indexed: indexed) { fleet, job in
      fleet.least(job, at: now) { fleet.table.outstanding[$0] }
    }
  }

  @Test(arguments: [false, true]) func leastWork(indexed: Bool) {
    check("least-work", LeastWork(), indexed: indexed) { fleet, job in fleet.least(job, at: now) { fleet.wait($0) } }
  }

  @Test(arguments: [false, true]) func cheapest(indexed: Bool) {
    check("cheapest", Cheapest(), indexed: indexed) { fleet, job in
      let low = fleet.least(job, at: now) { fleet.price($0, job) }
      let fewest = low.map { fleet.table.outstanding[$0] }.min()
      return low.filter { fleet.table.outstanding[$0] == fewest }
    }
  }

  @Test(arguments: [false, true]) func lowestLatency(indexed: Bool) {
    check("lowest-latency", LowestLatency(), indexed: indexed) { fleet, job in
      fleet.least(job, at: now) { fleet.latency($0, job) }
    }
  }

  @Test(arguments: [false, true], [Greenest.Measure.energy, .carbon])
  func greenest(indexed: Bool, measure: Greenest.Measure) {
    check("greenest", Greenest(measure, slack: 0.3), indexed: indexed) { fleet, job in
      let feasible = fleet.feasible(job, at: now)
      guard let first = feasible.map({ fleet.latency($0, job) }).min() else { return [] }
      let soon = feasible.filter { Double(fleet.latency($0, job)) <= 1.3 * Double(first) }
      func harm(_ i: Int) -> Double {
        let facts = fleet.table.facts
        let joules = fleet.joules(i, job)
        return measure == .energy ? joules : joules * facts.carbonIntensity[facts.regions[i].index]
      }
      let least = soon.map(harm).min() ?? 0
      // Whole nanoseconds of a bound in doubles, and sums in another order: leave the last digits open.
      let green = soon.filter { harm($0) <= least * (1 + 1e-9) }
      let soonest = green.map { fleet.latency($0, job) }.min()
      return green.filter { fleet.latency($0, job) == soonest }
    }
  }

  @Test(arguments: [false, true], [0.0, 0.4]) func deadlineAndBudget(indexed: Bool, reserve: Double) {
    check("dbc-cost", DeadlineBudget(.cost, reserve: reserve), indexed: indexed, isNoted: reserve == 0) { fleet, job in
      var early = job
      if job.deadline < .never {
        let left = Double((job.deadline - now).nanoseconds) * (1 - reserve)
        early.deadline = now + TimeSpan(nanoseconds: Int64(left))
      }
      let low = fleet.least(fleet.feasible(early, at: now).isEmpty ? job : early, at: now) { fleet.price($0, job) }
      let fewest = low.map { fleet.table.outstanding[$0] }.min()
      return low.filter { fleet.table.outstanding[$0] == fewest }
    }
    check("dbc-time", DeadlineBudget(.time, reserve: reserve), indexed: indexed) { fleet, job in
      fleet.least(job, at: now) { fleet.latency($0, job) }
    }
  }

  @Test func clairvoyant() {
    check("clairvoyant", Clairvoyant()) { fleet, job in fleet.least(job, at: now) { fleet.latency($0, job) } }
    var stream = source.stream(StreamName("foreseen"))
    for _ in 0..<50 {
      var fleet = RandomTable(count: 20, using: &stream)
      fleet.table.foreseen = (0..<20).map { _ in Int64(stream.below(8)) }
      let job = RandomTable.job(using: &stream)
      var (policy, note) = (Clairvoyant(), DecisionNote())
      let pick = policy.place(job, among: fleet.table, at: now, using: &stream, noting: &note)
      let right = fleet.least(job, at: now) { fleet.table.foreseen[$0] }
      #expect(pick.map { right.contains($0.index) } ?? right.isEmpty, "seed \(source.seed)")
    }
  }

  @Test func powerOfAllChoices() {
    // With as many choices as providers it is the shortest queue.
    check("power-of-all", PowerOfChoices(choices: 64)) { fleet, job in
      fleet.least(job, at: now) { fleet.table.outstanding[$0] }
    }
    check("power-of-all-by-work", PowerOfChoices(choices: 64, load: .work)) { fleet, job in
      fleet.least(job, at: now) { fleet.wait($0) }
    }
  }

  @Test func powerOfTwoPicksSomebodyFeasibleAndNeverTheWorst() {
    check("power-of-two", PowerOfChoices()) { fleet, job in
      let feasible = fleet.feasible(job, at: now)
      let most = feasible.map { fleet.table.outstanding[$0] }.max()
      let worst = feasible.filter { fleet.table.outstanding[$0] == most }
      return worst.count == 1 && feasible.count > 1 ? feasible.filter { $0 != worst[0] } : feasible
    }
  }

  @Test func filterScore() {
    let weights = FilterScore.Weights(
      load: 2, work: 1, price: 3, roundTrip: 1.5, service: 0.5, sameRegion: 1, reputation: 2, energy: 0.5, carbon: 1)
    let policy = FilterScore(weights: weights)
    check("filter-score", policy) { fleet, job in
      let sums = filterScores(fleet, job)
      let feasible = fleet.feasible(job, at: now)
      guard let best = sums.max() else { return [] }
      return zip(feasible, sums).filter { $0.1 > best - 1e-9 }.map(\.0)
    }
  }

  private func filterScores(_ fleet: RandomTable, _ job: Job) -> [Double] {
    let feasible = fleet.feasible(job, at: now)
    let facts = fleet.table.facts
    let costs: [(Double, (Int) -> Double)] = [
      (2, { Double(fleet.table.outstanding[$0]) }), (1, { Double(fleet.wait($0)) }),
      (3, { Double(fleet.price($0, job)) }),
      (1.5, { Double(facts.roundTrip(of: job, to: ProviderID($0)).nanoseconds) }),
      (0.5, { Double(facts.predictedService(of: job, at: ProviderID($0)).nanoseconds) }),
      (1, { facts.regions[$0] == job.region ? 0 : 1 }), (2, { -fleet.table.reputation[$0] }),
      (0.5, { fleet.joules($0, job) }), (1, { fleet.joules($0, job) * facts.carbonIntensity[facts.regions[$0].index] }),
    ]
    var sums = feasible.map { _ in 0.0 }
    for (weight, cost) in costs {
      let values = feasible.map(cost)
      guard let low = values.min(), let high = values.max() else { continue }
      for place in sums.indices { sums[place] += weight * (high > low ? (high - values[place]) / (high - low) : 1) }
    }
    return sums
  }
}
