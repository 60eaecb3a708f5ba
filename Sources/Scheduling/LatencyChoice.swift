import Quantities
import Randomness
import Vocabulary

/// What a policy wants least of, where the predicted time to the answer is all that tells providers of one region and
/// speed row apart; a greater time never costs less.
protocol LatencyRule {
  associatedtype Cost: Comparable
  /// - Parameters:
  ///   - latency: predicted time to the answer, nanoseconds.
  ///   - row: the provider's speed row.
  func cost(latency: Int64, row: Int, region: RegionID) -> Cost
  /// The cost as a decision's note shows it.
  func score(_ cost: Cost) -> Double
}

/// A feasible provider of least cost by a `LatencyRule`: by the table's index of latencies where it has one, one look
/// at each region and speed row; else by a scan. Both give each of the equals the same chance; without a budget they
/// even pick the same provider from the same stream.
struct LatencyChoice: Sendable {
  /// Providers of one stratum that are equally good.
  private struct Winner: BitwiseCopyable {
    var stratum: Int32
    var count: Int32
  }

  /// Draws among the equals before a job's budget makes a scan necessary.
  private static let tries = 8
  private var scan = LeastScan()
  // Keep their capacity between decisions.
  private var services: [Int64] = []
  private var winners: [Winner] = []
  private var listed: [Int32] = []

  mutating func place<Rule: LatencyRule>(
    by rule: Rule, _ filter: FeasibilityFilter, among table: ProviderTable, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    table.facts.predictServices(of: filter.job, into: &services)
    if note.isWanted { scan.explain(by: scanRule(rule), filter, among: table, into: &note) }
    if let index = table.index(by: .latency) {
      let equals = search(by: rule, filter, index, table)
      if equals == 0 { return nil }
      let isFree = filter.job.budget == .max
      for _ in 0..<(isFree || equals == 1 ? 1 : Self.tries) {
        let provider = provider(ranked: equals == 1 ? 0 : stream.below(equals), index, table)
        if isFree || filter.overrun(of: provider, in: table) == nil { return provider }
      }
    }
    return scan.place(by: scanRule(rule), filter, among: table, using: &stream)
  }

  /// How many providers share the least cost by the index; those that only a budget excludes are among them.
  private mutating func search<Rule: LatencyRule>(
    by rule: Rule, _ filter: FeasibilityFilter, _ index: LoadIndex, _ table: ProviderTable
  ) -> Int {
    let facts = table.facts
    let paths = filter.job.region.index * facts.regionCount
    winners.removeAll(keepingCapacity: true)
    listed.removeAll(keepingCapacity: true)
    var best: Rule.Cost?
    var total = 0
    for number in facts.strata.ofModel[filter.job.model.index] {
      let here = index.least(ofCell: number)
      if here.count == 0 { continue }
      let stratum = facts.strata.cells[Int(number)]
      if !filter.allows(stratum.region) { continue }
      let row = Int(stratum.row)
      let latency = here.key + services[row] + facts.regionRoundTrip[paths + stratum.region.index]
      if latency > filter.patience { continue }
      let cost = rule.cost(latency: latency, row: row, region: stratum.region)
      if let best, best < cost { continue }
      if best != cost {
        best = cost
        total = 0
        winners.removeAll(keepingCapacity: true)
      }
      winners.append(Winner(stratum: number, count: here.count))
      total += Int(here.count)
    }
    if winners.count > 1 { list(index, facts.strata) }
    return total
  }

  /// Lists the equals one by one where a cell has them in several strata, so that they stand as in a scan.
  private mutating func list(_ index: LoadIndex, _ strata: ProviderCells) {
    func isSameCell(_ a: Winner, _ b: Winner) -> Bool {
      let (a, b) = (strata.cells[Int(a.stratum)], strata.cells[Int(b.stratum)])
      return a.region == b.region && a.models == b.models
    }
    guard zip(winners, winners.dropFirst()).contains(where: isSameCell) else { return }
    var start = 0
    for (place, winner) in winners.enumerated() {
      let stratum = strata.cells[Int(winner.stratum)]
      for rank in 0..<Int(winner.count) { listed.append(index.provider(ranked: rank, in: stratum, of: strata).raw) }
      if place + 1 == winners.count || !isSameCell(winner, winners[place + 1]) {
        listed[start...].sort()
        start = listed.count
      }
    }
  }

  private func provider(ranked rank: Int, _ index: LoadIndex, _ table: ProviderTable) -> ProviderID {
    if !listed.isEmpty { return ProviderID(Int(listed[rank])) }
    let strata = table.facts.strata
    var rank = rank
    for winner in winners {
      if rank < Int(winner.count) {
        return index.provider(ranked: rank, in: strata.cells[Int(winner.stratum)], of: strata)
      }
      rank -= Int(winner.count)
    }
    preconditionFailure("a rank lies below the number of equals")
  }

  // MARK: by a scan

  private func scanRule<Rule: LatencyRule>(_ rule: Rule) -> ScanRule<Rule> { ScanRule(rule: rule, services: services) }

  private struct ScanRule<Rule: LatencyRule>: CostRule {
    let rule: Rule
    /// Service by speed row, nanoseconds.
    let services: [Int64]
    /// Round trip between the job's region and the cell's, nanoseconds.
    var path: Int64 = 0
    var region = RegionID(0)

    @inline(__always) mutating func enter(_ cell: ProviderCells.Cell, for job: Job, in table: ProviderTable) {
      path = table.facts.regionRoundTrip[job.region.index * table.facts.regionCount + cell.region.index]
      region = cell.region
    }

    @inline(__always) func cost(of provider: Int, for job: Job, in columns: ProviderColumns) -> Rule.Cost {
      let row = Int(columns.speedRow[provider])
      let latency = path + 2 * columns.accessDelay[provider] + columns.queueing(provider) + services[row]
      return rule.cost(latency: latency, row: row, region: region)
    }

    func score(_ cost: Rule.Cost) -> Double { rule.score(cost) }
  }
}
