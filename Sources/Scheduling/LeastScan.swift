import Quantities
import Randomness
import Vocabulary

/// What a policy wants least of. Specialised for each policy, so that a scan has no call through a table per element.
protocol CostRule {
  associatedtype Cost: Comparable
  /// Called once for a cell, before its members.
  mutating func enter(_ cell: ProviderCells.Cell, for job: Job, in table: ProviderTable)
  func cost(of provider: Int, for job: Job, in columns: ProviderColumns) -> Cost
  /// The cost as a decision's note shows it.
  func score(_ cost: Cost) -> Double
}

extension CostRule {
  mutating func enter(_ cell: ProviderCells.Cell, for job: Job, in table: ProviderTable) {}
}

/// Finds a feasible provider of least cost in one pass over the columns; equals are equally likely.
struct LeastScan: Sendable {
  // The equals found so far; keeps its capacity.
  private var equals: [Int32] = []

  mutating func place<Rule: CostRule>(
    by rule: Rule, _ filter: FeasibilityFilter, among table: ProviderTable, using stream: inout RandomStream
  ) -> ProviderID? {
    equals.removeAll(keepingCapacity: true)
    if table.count == 0 { return nil }
    table.withColumns { columns in
      var rule = rule
      var least: Rule.Cost?
      let cells = table.facts.cells
      for number in cells.ofModel[filter.job.model.index] {
        let cell = cells.cells[Int(number)]
        guard filter.allows(cell.region) else { continue }
        rule.enter(cell, for: filter.job, in: table)
        cells.members.withUnsafeBufferPointer { members in
          let here = UnsafeBufferPointer(rebasing: members[Int(cell.first)..<Int(cell.first + cell.count)])
          search(here, by: rule, filter, table, columns, &least)
        }
      }
    }
    if equals.isEmpty { return nil }
    return ProviderID(Int(equals[equals.count == 1 ? 0 : stream.below(equals.count)]))
  }

  @inline(__always) private mutating func search<Rule: CostRule>(
    _ members: UnsafeBufferPointer<Int32>, by rule: Rule, _ filter: FeasibilityFilter, _ table: ProviderTable,
    _ columns: ProviderColumns, _ least: inout Rule.Cost?
  ) {
    let job = filter.job
    for member in members {
      let i = Int(member)
      guard columns.isUp[i] else { continue }
      let cost = rule.cost(of: i, for: job, in: columns)
      if let least, least < cost { continue }
      if filter.hasLimits && filter.overrun(of: ProviderID(i), in: table) != nil { continue }
      if least != cost {
        least = cost
        equals.removeAll(keepingCapacity: true)
      }
      equals.append(member)
    }
  }

  /// Notes what each filter dropped and the best scores.
  func explain<Rule: CostRule>(
    by rule: Rule, _ filter: FeasibilityFilter, among table: ProviderTable, into note: inout DecisionNote
  ) {
    filter.tally(table, into: &note)
    if table.count == 0 { return }
    table.withColumns { columns in
      var rule = rule
      for cell in table.facts.cells.cells {
        rule.enter(cell, for: filter.job, in: table)
        for place in Int(cell.first)..<Int(cell.first + cell.count) {
          let provider = ProviderID(Int(table.facts.cells.members[place]))
          guard filter.admits(provider, in: table) else { continue }
          let cost = rule.cost(of: provider.index, for: filter.job, in: columns)
          note.offer(provider, rule.score(cost), .lowerIsBetter)
        }
      }
    }
  }
}
