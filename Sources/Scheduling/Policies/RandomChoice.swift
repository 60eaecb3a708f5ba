import Quantities
import Randomness
import Vocabulary

/// A feasible provider, each equally likely: the baseline of every load-balancing study.
public struct RandomChoice: SchedulingPolicy {
  /// Draws before the feasible are listed. If 1 in 5 is feasible, 1 decision in 1,300 needs the list.
  static let tries = 32
  private var feasible: [Int32] = []

  public init() {}

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if note.isWanted { filter.tally(table, into: &note) }
    let chosen = draw(filter, among: table, using: &stream)
    if note.isWanted, let chosen { note.offer(chosen, 1, .higherIsBetter) }
    return chosen
  }

  private mutating func draw(
    _ filter: FeasibilityFilter, among table: ProviderTable, using stream: inout RandomStream
  ) -> ProviderID? {
    let facts = table.facts
    let model = filter.job.model.index
    let count = facts.hosts[model].count
    if count == 0 { return nil }
    for _ in 0..<Self.tries {
      let provider = facts.hosts[model][stream.below(count)]
      if filter.admits(provider, in: table) { return provider }
    }
    feasible.removeAll(keepingCapacity: true)
    filter.list(table, into: &feasible)
    if feasible.isEmpty { return nil }
    return ProviderID(Int(feasible[stream.below(feasible.count)]))
  }
}
