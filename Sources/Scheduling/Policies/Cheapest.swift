import Quantities
import Randomness
import Vocabulary

/// The lowest price for the job; among equal prices the fewest outstanding, then equally likely.
public struct Cheapest: SchedulingPolicy {
  private struct Rule: CostRule {
    struct Cost: Comparable {
      var price: Int64
      var outstanding: Int32
      @inline(__always) static func < (a: Cost, b: Cost) -> Bool {
        a.price != b.price ? a.price < b.price : a.outstanding < b.outstanding
      }
    }

    @inline(__always) func cost(of provider: Int, for job: Job, in columns: ProviderColumns) -> Cost {
      Cost(price: columns.price(provider, job), outstanding: columns.outstanding[provider])
    }
    /// Base units.
    func score(_ cost: Cost) -> Double { Double(cost.price) }
  }

  private var scan = LeastScan()
  private var search = AskSearch()

  public init() {}

  public var preferredIndex: LoadMeasure? { .ask }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if note.isWanted { scan.explain(by: Rule(), filter, among: table, into: &note) }
    if let equals = search.run(job, within: filter.patience, among: table) {
      if equals == 0 { return nil }
      return search.provider(ranked: equals == 1 ? 0 : stream.below(equals), among: table)
    }
    return scan.place(by: Rule(), filter, among: table, using: &stream)
  }
}
