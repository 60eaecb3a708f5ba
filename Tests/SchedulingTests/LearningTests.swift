import Quantities
import Randomness
import Testing
import Vocabulary

@testable import Scheduling

/// Policies that learn, against arms whose worth is known.
@Suite struct LearningTests {
  private let source = RandomSource(seed: 515)
  /// Chance of an answer, worth 1; else nothing.
  private let arms = [0.2, 0.5, 0.55, 0.8, 0.3]

  /// Plays for some rounds, and counts the picks of each arm.
  private func play(_ policy: any SchedulingPolicy, rounds: Int, run: Int) -> [Int] {
    var policy = policy
    var stream = source.stream(StreamName("arms"), run)
    let table = RandomTable.alike(Array(repeating: 0, count: arms.count))
    var note = DecisionNote()
    var counts = Array(repeating: 0, count: arms.count)
    for _ in 0..<rounds {
      let pick = policy.place(RandomTable.easy, among: table, at: .start, using: &stream, noting: &note)!
      counts[pick.index] += 1
      policy.learn(
        ServiceOutcome(
          provider: pick, model: ModelID(0), isAnswered: stream.uniform() < arms[pick.index], latency: .zero, price: 0))
    }
    return counts
  }

  @Test func upperConfidenceKeepsItsRegretBound() {
    // Auer 2002, theorem 1: expected regret <= sum of 8 ln n / gap over the worse, and (1 + pi^2/3) sum of the gaps.
    let rounds = 20_000
    let gaps = arms.map { arms.max()! - $0 }
    let bound =
      gaps.filter { $0 > 0 }.reduce(0) { $0 + 8 * portableLog(Double(rounds)) / $1 }
      + (1 + Double.pi * Double.pi / 3) * gaps.reduce(0, +)
    for run in 0..<5 {
      let counts = play(UpperConfidence(), rounds: rounds, run: run)
      let regret = zip(counts, gaps).reduce(0) { $0 + Double($1.0) * $1.1 }
      #expect(regret < bound && counts[3] > rounds * 8 / 10, "regret \(regret) of \(bound)")
      // It goes on exploring: nobody is forgotten.
      #expect(counts.allSatisfy { $0 > 10 })
    }
  }

  @Test func epsilonGreedySettlesOnTheBestAndExploresByChance() {
    let rounds = 20_000
    for run in 0..<5 {
      let counts = play(EpsilonGreedy(epsilon: 0.1), rounds: rounds, run: run)
      // A tenth of the picks is spread over five arms: 400 each, standard deviation 20.
      for (arm, count) in counts.enumerated() where arm != 3 { #expect(count > 300 && count < 2_000) }
      #expect(counts[3] > rounds * 85 / 100)
    }
    // Without chance and hope it stays with whom it first tried, if that ever answered.
    let stubborn = play(EpsilonGreedy(epsilon: 0, initial: 0), rounds: 500, run: 1)
    #expect(stubborn.contains { $0 > 450 })
  }

  @Test func rewardsAreOfLatencyAndPrice() {
    var rewards = ProviderRewards(half: .seconds(4), priceWeight: 2, initial: 0.5)
    func learn(_ provider: Int, _ seconds: Int64, _ price: Int64, _ isAnswered: Bool = true) {
      rewards.learn(
        ServiceOutcome(
          provider: ProviderID(provider), model: ModelID(0), isAnswered: isAnswered, latency: .seconds(seconds),
          price: price))
    }
    learn(2, 4, 10)
    // 4 s are one half, the price is the mean so far: 1 ÷ (1 + 1 + 2).
    #expect(rewards.means == [0.5, 0.5, 0.25])
    learn(0, 8, 30)
    // 8 s are two halves, the price is 3/2 of the mean so far: 1 ÷ (1 + 2 + 3).
    let first = 1.0 / 6
    #expect(rewards.means[0] == first)
    learn(0, 0, 0, false)
    #expect(rewards.means[0] == first / 2)
    #expect(rewards.counts == [2, 0, 1] && rewards.total == 3)
  }

  @Test func onlyLearnersLearn() throws {
    for kind in ["ucb1", "epsilon-greedy"] { #expect(try CatalogTests.policy("policy: \(kind)").learns) }
    #expect(!RandomChoice().learns && !RandomChoice().foresees && Clairvoyant().foresees)
  }
}
