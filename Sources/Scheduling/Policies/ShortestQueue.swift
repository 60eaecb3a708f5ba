import Quantities
import Randomness
import Vocabulary

/// Join the shortest queue: fewest jobs outstanding, equals equally likely (Winston 1977: optimal for exponential
/// service at equal speeds). Blind to speed, price and distance.
public struct ShortestQueue: SchedulingPolicy {
  struct Rule: CostRule {
    @inline(__always) func cost(of provider: Int, for job: Job, in columns: ProviderColumns) -> Int64 {
      Int64(columns.outstanding[provider])
    }
    /// Jobs outstanding.
    func score(_ cost: Int64) -> Double { Double(cost) }
  }

  private var choice = IndexedChoice()

  public init() {}

  public var preferredIndex: LoadMeasure? { .outstanding }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    choice.place(
      by: Rule(), index: .outstanding, FeasibilityFilter(job, at: now), among: table, using: &stream, noting: &note)
  }
}
