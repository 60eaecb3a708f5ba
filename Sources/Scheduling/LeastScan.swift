import Quantities
import Randomness
import Vocabulary

/// What a policy wants least of. Specialised for each policy, so that a scan has no call through a table per element.
protocol CostRule {
  associatedtype Cost: Comparable
  /// Called once for a cell, before its members.
  mutating func enter(_ cell: ProviderCells.Cell, for job: Job, in table: ProviderTable)
  func cost(of provider: ProviderID, for job: Job, in table: ProviderTable) -> Cost
  /// The cost as a decision's note shows it.
  func score(_ cost: Cost) -> Double
}

extension CostRule {
  mutating func enter(_ cell: ProviderCells.Cell, for job: Job, in table: ProviderTable) {}
}

extension CostRule where Cost == Int64 {
  func score(_ cost: Int64) -> Double { Double(cost) }
}

/// Finds a feasible provider of least cost in one pass over the columns; equals are equally likely.
struct LeastScan: Sendable {
  // The equals found so far; keeps its capacity.
  private var equals: [Int32] = []

  mutating func place<Rule: CostRule>(
    by rule: Rule, _ filter: FeasibilityFilter, among table: ProviderTable, using stream: inout RandomStream
  ) -> ProviderID? {
    var rule = rule
    let job = filter.job
    let cells = table.facts.cells
    var least: Rule.Cost?
    equals.removeAll(keepingCapacity: true)
    for number in cells.ofModel[job.model.index] {
      let cell = cells.cells[Int(number)]
      guard filter.allows(cell.region) else { continue }
      rule.enter(cell, for: job, in: table)
      for place in Int(cell.first)..<Int(cell.first + cell.count) {
        let member = cells.members[place]
        let provider = ProviderID(Int(member))
        guard table.isUp[Int(member)] else { continue }
        let cost = rule.cost(of: provider, for: job, in: table)
        if let least, least < cost { continue }
        if filter.hasLimits && filter.overrun(of: provider, in: table) != nil { continue }
        if least != cost {
          least = cost
          equals.removeAll(keepingCapacity: true)
        }
        equals.append(member)
      }
    }
    if equals.isEmpty { return nil }
    return ProviderID(Int(equals[equals.count == 1 ? 0 : stream.below(equals.count)]))
  }

  /// Notes what each filter dropped and the best scores.
  func explain<Rule: CostRule>(
    by rule: Rule, _ filter: FeasibilityFilter, among table: ProviderTable, into note: inout DecisionNote
  ) {
    var rule = rule
    filter.tally(table, into: &note)
    for cell in table.facts.cells.cells {
      rule.enter(cell, for: filter.job, in: table)
      for place in Int(cell.first)..<Int(cell.first + cell.count) {
        let provider = ProviderID(Int(table.facts.cells.members[place]))
        guard filter.admits(provider, in: table) else { continue }
        let cost = rule.cost(of: provider, for: filter.job, in: table)
        note.offer(provider, rule.score(cost), .lowerIsBetter)
      }
    }
  }
}
