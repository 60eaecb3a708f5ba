import Quantities
import Randomness
import Vocabulary

/// Least predicted time to the answer: round trip, wait and service; equals equally likely.
public struct LowestLatency: SchedulingPolicy {
  struct Rule: LatencyRule {
    @inline(__always) func cost(latency: Int64, row: Int, region: RegionID) -> Int64 { latency }
    /// Seconds.
    func score(_ cost: Int64) -> Double { Double(cost) / 1e9 }
  }

  private var choice = LatencyChoice()

  public init() {}

  public var preferredIndex: LoadMeasure? { .latency }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    choice.place(by: Rule(), FeasibilityFilter(job, at: now), among: table, using: &stream, noting: &note)
  }
}
