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
}

extension SchedulingPolicy {
  public var agreedPrice: Int64? { nil }
  public var preferredIndex: LoadMeasure? { nil }
}

extension Catalog where Product == any SchedulingPolicy {
  /// The policies that come with Assay. Another package adds its own: `Catalog.standard.adding(…)`.
  public static var standard: Self {
    Self(
      "scheduling policy",
      [
        .init("random", "A feasible provider, each equally likely.") { _ in RandomChoice() },
        .init("round-robin", "Feasible providers in turn, for each model on its own.") { _ in RoundRobin() },
        .init("shortest-queue", "The provider with the fewest jobs outstanding.") { _ in ShortestQueue() },
        .init("power-of-choices", "The less loaded of a few providers drawn at random.") { PowerOfChoices(from: &$0) },
        .init("least-work", "The least predicted work left for each slot.") { _ in LeastWork() },
        .init("cheapest", "The provider that asks least; among equals the fewest outstanding.") { _ in Cheapest() },
        .init("lowest-latency", "Least predicted round trip, wait and service.") { _ in LowestLatency() },
        .init("filter-score", "Weighted sum of normalised scores, as clusters do.") { FilterScore(from: &$0) },
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
