import Quantities
import Randomness
import Specs
import Vocabulary

/// The feasible provider with the best mean reward so far, and now and then any, each equally likely (Sutton and Barto,
/// "Reinforcement Learning", §2.2). A baseline for learning policies: it knows prices and latencies only by what came
/// back, and forgets nothing. It looks at no queue, so that its favourite is soon overloaded.
public struct EpsilonGreedy: SchedulingPolicy {
  private struct Rule: CostRule {
    let means: [Double]
    @inline(__always) func cost(of provider: Int, for job: Job, in columns: ProviderColumns) -> Double {
      -means[provider]
    }
    /// Minus the mean reward.
    func score(_ cost: Double) -> Double { cost }
  }

  private let epsilon: Double
  private var rewards: ProviderRewards
  private var scan = LeastScan()
  private var anybody = RandomChoice()

  /// Requires epsilon in 0 … 1, half > 0, priceWeight >= 0 and initial in 0 … 1.
  public init(epsilon: Double = 0.1, half: TimeSpan = .seconds(10), priceWeight: Double = 0, initial: Double = 1) {
    precondition((0...1).contains(epsilon) && half > .zero, "epsilon is a chance, and latencies are weighed by half")
    self.epsilon = epsilon
    rewards = ProviderRewards(half: half, priceWeight: priceWeight, initial: initial)
  }

  init(from spec: inout Spec) {
    self.init(
      epsilon: spec.take("epsilon", "Chance of a draw in which each is equally likely.", default: 0.1, in: 0...1),
      half: spec.takeHalfReward(), priceWeight: spec.takePriceWeight(),
      initial: spec.take(
        "initial", "Reward, 0 to 1, that an untried provider is taken to give; 1 tries each before it settles.",
        default: 1, in: 0...1))
  }

  public var learns: Bool { true }
  public mutating func learn(_ outcome: ServiceOutcome) { rewards.learn(outcome) }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    rewards.reserve(table.count)
    let rule = Rule(means: rewards.means)
    if note.isWanted { scan.explain(by: rule, filter, among: table, into: &note) }
    if stream.uniform() < epsilon {
      var quiet = DecisionNote()
      return anybody.place(job, among: table, at: now, using: &stream, noting: &quiet)
    }
    return scan.place(by: rule, filter, among: table, using: &stream)
  }
}

extension Spec {
  mutating func takeHalfReward() -> TimeSpan {
    take(
      "half", "Latency at which the reward is half: it is 1 ÷ (1 + latency ÷ half + price_weight × relative price).",
      default: .seconds(10), in: TimeSpan.milliseconds(1)...TimeSpan.hours(24))
  }

  mutating func takePriceWeight() -> Double {
    take(
      "price_weight", "Weight in the reward of a price relative to the mean of those paid so far.", default: 0,
      in: 0...1000)
  }
}
