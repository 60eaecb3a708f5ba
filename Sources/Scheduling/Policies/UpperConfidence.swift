import Quantities
import Randomness
import Specs
import Vocabulary

/// UCB1 (Auer, Cesa-Bianchi and Fischer 2002) with providers as arms: the greatest mean reward + c·√(2 ln t ÷ n), where
/// t counts all outcomes and n the provider's, jobs outstanding there included, since their outcomes are on the way.
/// Untried providers come first; equals are equally likely. A baseline: it knows prices and latencies only by what came
/// back.
public struct UpperConfidence: SchedulingPolicy {
  private struct Rule: CostRule {
    let rewards: ProviderRewards
    /// c² · 2 ln t.
    let spread: Double

    @inline(__always) func cost(of provider: Int, for job: Job, in columns: ProviderColumns) -> Double {
      let tries = Int64(rewards.counts[provider]) + Int64(max(columns.outstanding[provider], 0))
      if tries == 0 { return -.infinity }
      return -(rewards.means[provider] + (spread / Double(tries)).squareRoot())
    }
    /// Minus the bound.
    func score(_ cost: Double) -> Double { cost }
  }

  private let width: Double
  private var rewards: ProviderRewards
  private var scan = LeastScan()

  /// Requires width >= 0 (the c above), half > 0 and priceWeight >= 0.
  public init(width: Double = 1, half: TimeSpan = .seconds(10), priceWeight: Double = 0) {
    precondition(width >= 0 && half > .zero, "a bound has a width, and latencies are weighed by half")
    self.width = width
    rewards = ProviderRewards(half: half, priceWeight: priceWeight, initial: 1)
  }

  init(from spec: inout Spec) {
    self.init(
      width: spec.take(
        "width", "Factor on the confidence bound: 1 is UCB1, less explores less.", default: 1, in: 0...100),
      half: spec.takeHalfReward(), priceWeight: spec.takePriceWeight())
  }

  public var learns: Bool { true }
  public mutating func learn(_ outcome: ServiceOutcome) { rewards.learn(outcome) }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    rewards.reserve(table.count)
    let spread = 2 * width * width * portableLog(Double(max(rewards.total, 1)))
    let rule = Rule(rewards: rewards, spread: spread)
    if note.isWanted { scan.explain(by: rule, filter, among: table, into: &note) }
    return scan.place(by: rule, filter, among: table, using: &stream)
  }
}
