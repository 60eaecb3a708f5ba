import Quantities
import Randomness
import Specs
import Testing
import Vocabulary

@testable import Scheduling

/// Who wins among equals, and how often.
@Suite struct FairnessTests {
  private var stream = RandomSource(seed: 97).stream(StreamName("fairness"))

  private func fleet(_ outstanding: [Int32], regions: Int = 1) -> ProviderTable {
    RandomTable.alike(outstanding, regions: regions)
  }

  private mutating func picks(_ policy: any SchedulingPolicy, _ table: ProviderTable, _ job: Job, of n: Int) -> [Int] {
    var policy = policy
    var note = DecisionNote()
    var counts = Array(repeating: 0, count: table.count)
    for _ in 0..<n {
      let pick = policy.place(job, among: table, at: .start, using: &stream, noting: &note)
      counts[pick?.index ?? 0] += 1
    }
    return counts
  }

  @Test mutating func equalsAreEquallyLikely() {
    let loads: [Int32] = [1, 0, 0, 2, 0, 0, 0, 1, 0, 0]
    let idle = loads.indices.filter { loads[$0] == 0 }
    let table = fleet(loads, regions: 3)
    let even = Array(repeating: 1 / Double(idle.count), count: idle.count)
    var limited = RandomTable.easy
    limited.budget = 5
    for job in [RandomTable.easy, limited] {
      for isIndexed in [false, true] {
        for policy in [
          ShortestQueue() as any SchedulingPolicy, LeastWork(), Cheapest(), LowestLatency(),
          FilterScore(weights: .init(load: 1)), FilterScore(weights: .init(load: 1), pick: .top_k, depth: 7),
        ] {
          var table = table
          if isIndexed { table.keepIndex(by: policy.preferredIndex) }
          let counts = picks(policy, table, job, of: 4_900)
          #expect(fits(idle.map { counts[$0] }, even), "\(policy)")
          #expect(idle.reduce(0) { $0 + counts[$1] } == 4_900)
        }
      }
    }
  }

  @Test mutating func randomIsEvenAlsoWhenFewAreFeasible() {
    var table = fleet(Array(repeating: 0, count: 400))
    let up = [3, 200, 201, 399]
    for i in 0..<400 where !up.contains(i) { table.isUp[i] = false }
    let even = [0.25, 0.25, 0.25, 0.25]
    #expect(fits(up.map { picks(RandomChoice(), table, RandomTable.easy, of: 4000)[$0] }, even))
    #expect(fits(up.map { picks(PowerOfChoices(), table, RandomTable.easy, of: 4000)[$0] }, even))
  }

  @Test(arguments: [2, 3]) mutating func choicesAreDrawnWithoutReplacement(choices: Int) {
    // Six different loads: rank k wins if it is drawn and none below it is, C(5-k, d-1) ÷ C(6, d). With replacement the
    // last would win now and then.
    let counts = picks(PowerOfChoices(choices: choices), fleet([0, 1, 2, 3, 4, 5]), RandomTable.easy, of: 12_000)
    let ways: [Double] = choices == 2 ? [5, 4, 3, 2, 1] : [10, 6, 3, 1]
    let total = ways.reduce(0, +)
    #expect(fits(Array(counts.prefix(ways.count)), ways.map { $0 / total }))
    #expect(counts.dropFirst(ways.count).allSatisfy { $0 == 0 })
  }

  @Test mutating func roundRobinTakesTurnsForEachModel() {
    var table = fleet([0, 0, 0, 0, 0])
    var policy = RoundRobin()
    var note = DecisionNote()
    func next() -> Int {
      policy.place(RandomTable.easy, among: table, at: .start, using: &stream, noting: &note)!.index
    }
    #expect([next(), next(), next()] == [0, 1, 2])
    table.isUp[3] = false
    #expect([next(), next(), next()] == [4, 0, 1])
    table.isUp[3] = true
    #expect([next(), next(), next(), next()] == [2, 3, 4, 0])
  }

  @Test mutating func softmaxFollowsItsTemperature() {
    // Sums 1, 0.5 and 0 at temperature 0.5: chances in proportion to e², e and 1.
    let policy = FilterScore(weights: .init(load: 1), pick: .softmax, temperature: 0.5)
    let counts = picks(policy, fleet([0, 1, 2]), RandomTable.easy, of: 8_000)
    let weights = [portableExp(2), portableExp(1), 1]
    let total = weights.reduce(0, +)
    #expect(fits(counts, weights.map { $0 / total }))
  }

  @Test(arguments: Catalog<any SchedulingPolicy>.standard.kinds)
  mutating func nobodyFeasibleIsAlwaysRefused(kind: String) throws {
    var policy = try CatalogTests.policy("policy: \(kind)")
    var late = RandomTable.easy
    late.deadline = .start
    var note = DecisionNote(isWanted: true)
    for case_ in 0..<4 {
      var table = fleet([0, 0, 0])
      table.askPrompt = [1, 1, 1]
      var job = RandomTable.easy
      switch case_ {
      case 0: job.budget = 99
      case 1: job.allowedRegions = 2
      case 2: job = late
      default: table.isUp = [false, false, false]
      }
      if case_ == 3 { table.keepIndex(by: policy.preferredIndex) }
      for _ in 0..<50 {
        note.reset()
        #expect(policy.place(job, among: table, at: .start, using: &stream, noting: &note) == nil)
        #expect(note.feasible == 0 && note.dropped.reduce(0, +) == 3 && note.scores.isEmpty)
      }
    }
  }
}
