import Quantities
import Randomness
import Vocabulary

/// Least predicted time to the answer: round trip, wait and service; equals equally likely.
public struct LowestLatency: SchedulingPolicy {
  private struct Rule: CostRule {
    /// Service by speed row, nanoseconds.
    var services: [Int64]
    /// Round trip between the job's region and the cell's, nanoseconds.
    var path: Int64 = 0

    @inline(__always) mutating func enter(_ cell: ProviderCells.Cell, for job: Job, in table: ProviderTable) {
      path = table.facts.regionRoundTrip[job.region.index * table.facts.regionCount + cell.region.index]
    }

    @inline(__always) func cost(of provider: Int, for job: Job, in columns: ProviderColumns) -> Int64 {
      let service = services[Int(columns.speedRow[provider])]
      return path + 2 * columns.accessDelay[provider] + columns.queueing(provider) + service
    }
    /// Seconds.
    func score(_ cost: Int64) -> Double { Double(cost) / 1e9 }
  }

  private var scan = LeastScan()
  // Keeps its capacity between decisions.
  private var services: [Int64] = []

  public init() {}

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    table.facts.predictServices(of: job, into: &services)
    let rule = Rule(services: services)
    if note.isWanted { scan.explain(by: rule, filter, among: table, into: &note) }
    return scan.place(by: rule, filter, among: table, using: &stream)
  }
}
