import Quantities
import Randomness
import Vocabulary

/// Join the idle queue: a feasible provider without a job, and where there is none any feasible one; each equally
/// likely (Lu, Xie, Kliot, Geller, Larus and Greenberg 2011). Blind to how long the queues are.
///
/// The idle are known from the broker's own table, so the lists of idle servers that the paper's servers send about,
/// and their age, are those of the view.
public struct JoinIdleQueue: SchedulingPolicy {
  private var least = IndexedChoice()
  private var any = RandomChoice()

  public init() {}

  public var preferredIndex: LoadMeasure? { .outstanding }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    let chosen = least.place(
      by: ShortestQueue.Rule(), index: .outstanding, filter, among: table, using: &stream, noting: &note)
    guard let chosen, table.outstanding[chosen.index] > 0 else { return chosen }
    var quiet = DecisionNote()
    return any.place(job, among: table, at: now, using: &stream, noting: &quiet)
  }
}
