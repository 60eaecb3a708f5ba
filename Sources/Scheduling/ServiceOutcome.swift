import Quantities
import Vocabulary

/// How an offer ended, for a policy that learns.
public struct ServiceOutcome: BitwiseCopyable, Sendable {
  public var provider: ProviderID
  public var model: ModelID
  /// Answered; else refused, lost or given up.
  public var isAnswered: Bool
  /// From the offer to the answer at the client, or to when that gave up.
  public var latency: TimeSpan
  /// Agreed price in base units.
  public var price: Int64

  public init(provider: ProviderID, model: ModelID, isAnswered: Bool, latency: TimeSpan, price: Int64) {
    self.provider = provider
    self.model = model
    self.isAnswered = isAnswered
    self.latency = latency
    self.price = price
  }
}

/// What a bandit knows of its arms, the providers.
///
/// The reward of an offer is 0 unless answered, else 1 ÷ (1 + latency ÷ half + weight × price ÷ mean price so far): in
/// 0 … 1, as UCB1 wants it.
struct ProviderRewards: Sendable {
  /// Latency at which a free answer is worth half.
  let half: TimeSpan
  let priceWeight: Double
  /// What a provider without an outcome is taken to be worth.
  let initial: Double
  private(set) var total: Int64 = 0
  private(set) var counts: [Int32] = []
  private var sums: [Double] = []
  private var paid = 0.0
  private var priced = 0.0

  /// Means of the rewards; `initial` where there is none.
  private(set) var means: [Double] = []

  init(half: TimeSpan, priceWeight: Double, initial: Double) {
    self.half = half
    self.priceWeight = priceWeight
    self.initial = initial
  }

  mutating func reserve(_ count: Int) {
    guard counts.count < count else { return }
    let more = count - counts.count
    counts.append(contentsOf: repeatElement(0, count: more))
    sums.append(contentsOf: repeatElement(0, count: more))
    means.append(contentsOf: repeatElement(initial, count: more))
  }

  mutating func learn(_ outcome: ServiceOutcome) {
    let i = outcome.provider.index
    reserve(i + 1)
    var reward = 0.0
    if outcome.isAnswered {
      paid += Double(outcome.price)
      priced += 1
      let price = paid > 0 ? Double(outcome.price) / (paid / priced) : 0
      let latency = Double(outcome.latency.nanoseconds) / Double(half.nanoseconds)
      reward = 1 / (1 + latency + priceWeight * price)
    }
    total += 1
    counts[i] += 1
    sums[i] += reward
    means[i] = sums[i] / Double(counts[i])
  }
}
