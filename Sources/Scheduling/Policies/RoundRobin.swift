import Quantities
import Randomness
import Vocabulary

/// Feasible providers in turn by id, with a cursor for each model. Draws nothing.
public struct RoundRobin: SchedulingPolicy {
  /// Place in the model's list at which the next search begins, by model.
  private var cursors: [Int] = []

  public init() {}

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if note.isWanted { filter.tally(table, into: &note) }
    let model = job.model.index
    while cursors.count <= model { cursors.append(0) }
    let facts = table.facts
    let count = facts.hosts[model].count
    for step in 0..<count {
      let place = (cursors[model] + step) % count
      let provider = facts.hosts[model][place]
      guard filter.admits(provider, in: table) else { continue }
      cursors[model] = place + 1
      if note.isWanted { note.offer(provider, Double(step), .lowerIsBetter) }
      return provider
    }
    return nil
  }
}
