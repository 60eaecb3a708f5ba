import Quantities
import Randomness
import Vocabulary

/// A feasible provider of least load, by the table's index where it has one, else by a scan. Both give each of the
/// equals the same chance; without limits they even pick the same provider from the same stream.
struct IndexedChoice: Sendable {
  /// Draws among the equally loaded before a job's budget or deadline makes a scan necessary.
  private static let tries = 8
  private var scan = LeastScan()

  mutating func place<Rule: CostRule>(
    by rule: Rule, index measure: LoadMeasure, _ filter: FeasibilityFilter, among table: ProviderTable,
    using stream: inout RandomStream, noting note: inout DecisionNote
  ) -> ProviderID? {
    if note.isWanted { scan.explain(by: rule, filter, among: table, into: &note) }
    if let index = table.index(by: measure) {
      switch choose(filter, index, among: table, using: &stream) {
      case .provider(let provider): return provider
      case .nobody: return nil
      case .unsure: break
      }
    }
    return scan.place(by: rule, filter, among: table, using: &stream)
  }

  private enum Outcome {
    case provider(ProviderID)
    case nobody, unsure
  }

  private func choose(
    _ filter: FeasibilityFilter, _ index: LoadIndex, among table: ProviderTable, using stream: inout RandomStream
  ) -> Outcome {
    let cells = table.facts.cells
    let numbers = cells.ofModel[filter.job.model.index]
    var least = LoadIndex.absent
    var equals = 0
    for number in numbers {
      let here = index.least(ofCell: number)
      if here.key > least || here.count == 0 { continue }
      if filter.isRegional && !filter.allows(cells.cells[Int(number)].region) { continue }
      equals = here.key == least ? equals + Int(here.count) : Int(here.count)
      least = here.key
    }
    if least == LoadIndex.absent { return .nobody }
    for _ in 0..<(filter.hasLimits ? Self.tries : 1) {
      var rank = equals == 1 ? 0 : stream.below(equals)
      for number in numbers {
        let here = index.least(ofCell: number)
        guard here.key == least else { continue }
        let cell = cells.cells[Int(number)]
        if filter.isRegional && !filter.allows(cell.region) { continue }
        if rank >= Int(here.count) {
          rank -= Int(here.count)
          continue
        }
        let provider = index.provider(ranked: rank, in: cell, of: cells)
        if !filter.hasLimits || filter.overrun(of: provider, in: table) == nil { return .provider(provider) }
        break
      }
      if equals == 1 { break }
    }
    return .unsure
  }
}
