import Quantities
import Randomness
import Vocabulary

/// An oracle, for comparison only: the provider that would truly answer first, if no other job came after this one.
/// Equals equally likely.
///
/// No real broker could know: `ProviderTable.foreseen` is filled for each decision by who owns the true engines. Where
/// nobody foresees, the predicted latency counts. Greedy: what is best for this job may not be for the next. A decision
/// costs a trial of every engine.
public struct Clairvoyant: SchedulingPolicy {
  private struct Rule: CostRule {
    let foreseen: [Int64]
    @inline(__always) func cost(of provider: Int, for job: Job, in columns: ProviderColumns) -> Int64 {
      foreseen[provider]
    }
    /// Seconds.
    func score(_ cost: Int64) -> Double { Double(cost) / 1e9 }
  }

  private var scan = LeastScan()
  private var predicted = LowestLatency()

  public init() {}

  public var foresees: Bool { true }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    guard table.foreseen.count == table.count else {
      return predicted.place(job, among: table, at: now, using: &stream, noting: &note)
    }
    let filter = FeasibilityFilter(job, at: now)
    let rule = Rule(foreseen: table.foreseen)
    if note.isWanted { scan.explain(by: rule, filter, among: table, into: &note) }
    return scan.place(by: rule, filter, among: table, using: &stream)
  }
}
