import Quantities
import Randomness
import Scheduling
import Vocabulary

/// What a broker wants done with a job.
public enum BrokerAction: BitwiseCopyable, Sendable {
  /// Offer the job to the provider for the price, in base units, that the broker saw or agreed.
  case offer(ProviderID, price: Int64)
  /// No provider is feasible.
  case refuse
}

/// A broker: matches a job to a provider by its policy and by what it believes of the providers.
///
/// The table is a parameter: the truth for a broker that is told at once, a picture of some age for one that is not.
public struct BrokerRole: Sendable {
  public var policy: any SchedulingPolicy
  /// When it sends a job to more than one provider; nil for never.
  public var redundancy: (any RedundancyRule)?
  public var stream: RandomStream
  public var note = DecisionNote()
  /// The policy wants to be told how its offers ended.
  public let learns: Bool
  /// The policy wants to be told before each decision when each provider would truly answer.
  public let foresees: Bool

  public init(
    policy: any SchedulingPolicy, redundancy: (any RedundancyRule)? = nil, stream: RandomStream
  ) {
    self.policy = policy
    self.redundancy = redundancy
    self.stream = stream
    learns = policy.learns
    foresees = policy.foresees
  }

  /// Decides on one job. `note` then holds the scores and drops of the decision if it asked for them.
  public mutating func handle(_ job: Job, seeing table: ProviderTable, at now: Instant) -> BrokerAction {
    note.reset()
    guard let provider = policy.place(job, among: table, at: now, using: &stream, noting: &note) else { return .refuse }
    return .offer(provider, price: policy.agreedPrice ?? table.price(of: job, at: provider))
  }

  /// An offer of this broker ended; for policies that learn.
  public mutating func handle(_ outcome: ServiceOutcome) { policy.learn(outcome) }
}
