import Quantities
import Randomness
import Specs
import Vocabulary

/// Prefix-cache-aware routing, as the Gateway API's endpoint picker and Dynamo's router do it: the greatest score
/// `overlap − wait ÷ patience`, where overlap is the part of the prompt that the provider probably has in its cache.
///
/// The broker guesses the caches from what it sent: a bounded number of sessions or prefixes for each provider, the
/// tokens of each being prompt and answer of its last job there. Nobody tells it of evictions, crashes, or what other
/// brokers sent. The best of those without overlap is the one with the least work left; among equals a provider with
/// overlap, then the lowest id. Where engines keep no prefixes, nothing is gained by it.
public struct PrefixAware: SchedulingPolicy {
  private let patience: TimeSpan
  private var record: AffinityRecord
  private var least = IndexedChoice()

  /// Requires patience > 0 and depth >= 1, affinities on record for each provider.
  public init(patience: TimeSpan = .seconds(5), depth: Int = 64) {
    precondition(patience > .zero, "a wait is weighed by the patience")
    self.patience = patience
    record = AffinityRecord(depth: depth)
  }

  init(from spec: inout Spec) {
    self.init(
      patience: spec.take(
        "patience", "Wait at which a provider with the whole prompt in its cache is worth as much as an idle one.",
        default: .seconds(5), in: .milliseconds(1)...TimeSpan.hours(24)),
      depth: spec.take(
        "depth", "Sessions or prefixes on record for each provider.", default: 64, in: 1...65_536))
  }

  public var preferredIndex: LoadMeasure? { .wait }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if note.isWanted { explain(filter, table, into: &note) }
    var quiet = DecisionNote()
    let idlest = least.place(
      by: LeastWork.Rule(), index: .wait, filter, among: table, using: &stream, noting: &quiet)
    guard var best = idlest else { return nil }
    var most = score(best.index, overlap: 0, table)
    var isHolder = false
    record.forEach(holding: job.affinity) { provider, tokens in
      let candidate = ProviderID(provider)
      let score = score(provider, overlap: job.overlap(tokens), table)
      let isBetter = score > most || score == most && (!isHolder || candidate < best)
      guard isBetter, filter.admits(candidate, in: table) else { return }
      (best, most, isHolder) = (candidate, score, true)
    }
    record.note(job.affinity, job.cachedTokens, at: best.index)
    return best
  }

  private func score(_ provider: Int, overlap: Double, _ table: ProviderTable) -> Double {
    overlap - Double(table.wait(at: ProviderID(provider)).nanoseconds) / Double(patience.nanoseconds)
  }

  private func explain(_ filter: FeasibilityFilter, _ table: ProviderTable, into note: inout DecisionNote) {
    var overlaps = Array(repeating: 0.0, count: table.count)
    record.forEach(holding: filter.job.affinity) { overlaps[$0] = filter.job.overlap($1) }
    filter.explain(table, .higherIsBetter, into: &note) { score($0, overlap: overlaps[$0], table) }
  }
}
