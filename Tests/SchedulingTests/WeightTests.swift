import Quantities
import Randomness
import Testing
import Vocabulary

@testable import Scheduling

/// How often whom, where chances or turns follow weights.
@Suite struct WeightTests {
  private var stream = RandomSource(seed: 2_207).stream(StreamName("weights"))

  private mutating func picks(
    _ policy: any SchedulingPolicy, _ table: ProviderTable, of n: Int, job: Job = RandomTable.easy
  ) -> [Int] {
    var policy = policy
    var note = DecisionNote()
    var counts = Array(repeating: 0, count: table.count)
    for _ in 0..<n {
      let pick = policy.place(job, among: table, at: .start, using: &stream, noting: &note)
      counts[pick?.index ?? 0] += 1
    }
    return counts
  }

  private func shares(_ weights: [Double]) -> [Double] {
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  @Test mutating func weightsAreProductsOfPowers() {
    var table = RandomTable.alike([0, 0, 0, 0])
    table.askOutput = [1, 2, 4, 8]
    table.stake = [4, 1, 2, 3]
    let policy = WeightedRandom(ProviderWeighting(price: 2, stake: 1))
    #expect(fits(picks(policy, table, of: 20_000), shares([4 / 1, 1 / 4, 2 / 16, 3 / 64])))
    // Asks that change change the chances.
    table.askOutput[3] = 1
    #expect(fits(picks(policy, table, of: 20_000), shares([4, 1 / 4, 2 / 16, 3])))
    // Who has no weight is never drawn, unless nobody has one.
    table.stake = [0, 1, 0, 1]
    let counts = picks(WeightedRandom(ProviderWeighting(stake: 1)), table, of: 8_000)
    #expect(counts[0] + counts[2] == 0 && fits([counts[1], counts[3]], [0.5, 0.5]))
    table.stake = [0, 0, 0, 0]
    #expect(fits(picks(WeightedRandom(ProviderWeighting(stake: 1)), table, of: 8_000), shares([1, 1, 1, 1])))
  }

  @Test mutating func weightsHoldAmongTheFeasibleAlsoWhenThoseAreFew() {
    var table = RandomTable.alike(Array(repeating: 0, count: 500))
    let up = [7, 123, 499]
    table.isUp = (0..<500).map { up.contains($0) }
    for (place, provider) in up.enumerated() { table.stake[provider] = Int64(1 + place) }
    let counts = picks(WeightedRandom(ProviderWeighting(stake: 1)), table, of: 6_000)
    #expect(fits(up.map { counts[$0] }, shares([1, 2, 3])))
  }

  @Test mutating func smoothRoundRobinIsThePublishedSequence() {
    // nginx's commit message of May 2012: weights 5, 1, 1 give a a b a c a a.
    var table = RandomTable.alike([0, 0, 0])
    table.stake = [5, 1, 1]
    var policy = SmoothRoundRobin(ProviderWeighting(stake: 1))
    var note = DecisionNote()
    let picks = (0..<21).map { _ in
      policy.place(RandomTable.easy, among: table, at: .start, using: &stream, noting: &note)!.index
    }
    #expect(picks == [0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 2, 0, 0])
  }

  @Test mutating func smoothRoundRobinIsInProportionAtAllTimes() {
    // Of weights that sum to W, nobody ever lags or leads its share by a whole turn or more (exact for this rule).
    var table = RandomTable.alike(Array(repeating: 0, count: 9))
    table.stake = (0..<9).map { _ in Int64(1 + stream.below(20)) }
    let weights = shares(table.stake.map { Double($0) })
    var policy = SmoothRoundRobin(ProviderWeighting(stake: 1))
    var note = DecisionNote()
    var counts = Array(repeating: 0, count: 9)
    for turn in 1...Int(table.stake.reduce(0, +)) {
      counts[policy.place(RandomTable.easy, among: table, at: .start, using: &stream, noting: &note)!.index] += 1
      for i in 0..<9 { #expect(abs(Double(counts[i]) - weights[i] * Double(turn)) < 2) }
    }
    #expect(counts.map { Int64($0) } == table.stake)
  }

  @Test mutating func theIdleAreJoinedEvenlyAndElseAnybody() {
    var table = RandomTable.alike([1, 0, 3, 0, 0])
    for isIndexed in [false, true] {
      if isIndexed { table.keepIndex(by: JoinIdleQueue().preferredIndex) }
      let counts = picks(JoinIdleQueue(), table, of: 6_000)
      #expect(counts[0] + counts[2] == 0 && fits([counts[1], counts[3], counts[4]], shares([1, 1, 1])))
    }
    // With nobody idle it is blind: the longest queue is as likely as the shortest.
    #expect(fits(picks(JoinIdleQueue(), RandomTable.alike([1, 9, 2]), of: 6_000), shares([1, 1, 1])))
  }

  @Test mutating func theMixtureIsOfStakeChanceAndPrice() {
    var table = RandomTable.alike([0, 0, 0, 0])
    table.stake = [1, 2, 3, 4]
    table.askOutput = [10, 20, 30, 10]
    let prices = [portableExp(0), portableExp(-2), portableExp(-4), portableExp(0)]
    let mixture = PriceWeighted.Mixture(stake: 0.5, alike: 0.3, price: 0.2)
    let expected = (0..<4).map {
      0.5 * Double(table.stake[$0]) / 10 + 0.3 / 4 + 0.2 * prices[$0] / prices.reduce(0, +)
    }
    // Temperature 1/2: half of the lowest price more is a factor of e less.
    let policy = PriceWeighted(mixture, temperature: 0.5)
    #expect(fits(picks(policy, table, of: 30_000), expected))
    var note = DecisionNote(isWanted: true)
    var noted = policy
    _ = noted.place(RandomTable.easy, among: table, at: .start, using: &stream, noting: &note)
    for (provider, chance) in note.scores { #expect(abs(chance - expected[provider.index]) < 1e-12) }
    #expect(note.scores.count == 4)
  }
}
