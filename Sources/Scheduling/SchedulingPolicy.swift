import Quantities
import Randomness
import Specs
import Vocabulary

/// Picks the provider of a job.
///
/// A policy sees what the broker's table says and nothing else; chance comes from the stream. It may keep a state of
/// its own (a cursor, buffers that keep their capacity). Called once for each job and broker.
public protocol SchedulingPolicy: Sendable {
  /// The provider, or nil when none is feasible. Fills the note with scores and drops if that is wanted.
  mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID?

  /// What the last placement agreed to pay, in base units; nil for what the provider asks.
  var agreedPrice: Int64? { get }

  /// The index that makes this policy fast; the table's owner keeps one if it can (`ProviderTable.keepIndex`).
  var preferredIndex: LoadMeasure? { get }

  /// Wants to be told how its offers ended. Constant for a policy's life.
  var learns: Bool { get }

  /// An offer of this policy ended; called only where `learns`.
  mutating func learn(_ outcome: ServiceOutcome)

  /// Wants `ProviderTable.foreseen` filled before each decision: for oracles. Constant for a policy's life.
  var foresees: Bool { get }
}

extension SchedulingPolicy {
  public var agreedPrice: Int64? { nil }
  public var preferredIndex: LoadMeasure? { nil }
  public var learns: Bool { false }
  public mutating func learn(_ outcome: ServiceOutcome) {}
  public var foresees: Bool { false }
}

extension Catalog where Product == any SchedulingPolicy {
  /// The policies that come with Assay. Another package adds its own: `Catalog.standard.adding(…)`.
  public static var standard: Self {
    Self(
      "scheduling policy",
      [
        .init("random", "A feasible provider, each equally likely.") { _ in RandomChoice() },
        .init("weighted-random", "A feasible provider, by weights of speed, slots, price and stake.") {
          WeightedRandom(from: &$0)
        },
        .init("round-robin", "Feasible providers in turn, for each model on its own.") { _ in RoundRobin() },
        .init("smooth-round-robin", "In turn by weights, without bursts: nginx's rule of 2012.") {
          SmoothRoundRobin(from: &$0)
        },
        .init("shortest-queue", "The provider with the fewest jobs outstanding.") { _ in ShortestQueue() },
        .init("join-idle-queue", "An idle provider; where nobody is, any, each equally likely (Lu 2011).") { _ in
          JoinIdleQueue()
        },
        .init("power-of-choices", "The less loaded of a few providers drawn at random.") { PowerOfChoices(from: &$0) },
        .init("least-work", "The least predicted work left for each slot.") { _ in LeastWork() },
        .init("sita", "Jobs told apart by size, each band with providers of its own (SITA-E, Harchol-Balter 1999).") {
          SizeInterval(from: &$0)
        },
        .init("cheapest", "The provider that asks least; among equals the fewest outstanding.") { _ in Cheapest() },
        .init("price-weighted", "A draw from a mixture of stake, price and chance, as Livepeer's gateways do.") {
          PriceWeighted(from: &$0)
        },
        .init("deadline-budget", "The cheapest by the deadline, or the soonest within the budget (DBC, Buyya 2002).") {
          DeadlineBudget(from: &$0)
        },
        .init("lowest-latency", "Least predicted round trip, wait and service.") { _ in LowestLatency() },
        .init("bounded-ring", "Consistent hashing of sessions, with bounded loads (Mirrokni 2018).") {
          BoundedRing(from: &$0)
        },
        .init("prefix-aware", "The most of the prompt in the provider's cache, less its wait.") {
          PrefixAware(from: &$0)
        },
        .init("carbon-aware", "Least carbon among those predicted to answer nearly as soon as the first.") {
          Greenest(.carbon, from: &$0)
        },
        .init("energy-aware", "Least energy among those predicted to answer nearly as soon as the first.") {
          Greenest(.energy, from: &$0)
        },
        .init("filter-score", "Weighted sum of normalised scores, as clusters do.") { FilterScore(from: &$0) },
        .init("epsilon-greedy", "The best mean reward so far, and now and then anybody; learns (Sutton and Barto).") {
          EpsilonGreedy(from: &$0)
        },
        .init("ucb1", "The best reward that is still believable; learns (Auer 2002).") { UpperConfidence(from: &$0) },
        .init("clairvoyant", "Who would truly answer first: an oracle to compare with.") { _ in Clairvoyant() },
        .init("reverse-auction", "The lowest of the bids asked for, at its own price or the next.") {
          ReverseAuction(from: &$0)
        },
      ])
  }

  /// The catalog with more alternatives behind these; a kind that is there already is replaced.
  public func adding(_ more: Entry...) -> Self {
    let kept = entries.filter { entry in !more.contains { $0.kind == entry.kind } }
    return Self(noun, kept + more, bareScalar: bareScalar)
  }
}
