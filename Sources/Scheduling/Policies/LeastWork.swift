import Quantities
import Randomness
import Vocabulary

/// Least predicted work left for each slot, equals equally likely (Harchol-Balter 1999). As good as the prediction of
/// service times; blind to price and distance.
public struct LeastWork: SchedulingPolicy {
  struct Rule: CostRule {
    @inline(__always) func cost(of provider: Int, for job: Job, in columns: ProviderColumns) -> Int64 {
      columns.wait(provider)
    }
    /// Seconds.
    func score(_ cost: Int64) -> Double { Double(cost) / 1e9 }
  }

  private var choice = IndexedChoice()

  public init() {}

  public var preferredIndex: LoadMeasure? { .wait }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    choice.place(by: Rule(), index: .wait, FeasibilityFilter(job, at: now), among: table, using: &stream, noting: &note)
  }
}
