import Quantities
import Randomness
import Specs
import Vocabulary

/// The less loaded of `choices` feasible providers, drawn at random without replacement (Mitzenmacher 2001;
/// Vvedenskaya, Dobrushin and Karpelevich 1996). Among equals the one drawn first, so each is equally likely.
public struct PowerOfChoices: SchedulingPolicy {
  /// What the choices are compared by.
  public enum Load: String, CaseIterable, SpecValue { case outstanding, work }

  private let choices: Int
  private let load: Load
  private var drawn: [Int32] = []
  private var feasible: [Int32] = []

  /// Requires 1 to 64 choices.
  public init(choices: Int = 2, load: Load = .outstanding) {
    precondition((1...64).contains(choices), "a power of choices draws 1 to 64 providers")
    self.choices = choices
    self.load = load
  }

  init(from spec: inout Spec) {
    choices = spec.take("choices", "Providers drawn for each job.", default: 2, in: 1...64)
    load = spec.take(
      "load", "What they are compared by: jobs outstanding, or work left for each slot.", default: .outstanding)
  }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if !drawQuickly(filter, among: table, using: &stream) { drawFromAll(filter, among: table, using: &stream) }
    if note.isWanted { filter.tally(table, into: &note) }
    var best: (provider: ProviderID, load: Int64)?
    for member in drawn {
      let provider = ProviderID(Int(member))
      let load = loadOf(provider, in: table)
      if note.isWanted { note.offer(provider, Double(load), .lowerIsBetter) }
      if best.map({ load < $0.load }) ?? true { best = (provider, load) }
    }
    return best?.provider
  }

  private func loadOf(_ provider: ProviderID, in table: ProviderTable) -> Int64 {
    load == .outstanding ? Int64(table.outstanding[provider.index]) : table.wait(at: provider).nanoseconds
  }

  /// Draws until there are enough different feasible ones; false when that takes too long.
  private mutating func drawQuickly(
    _ filter: FeasibilityFilter, among table: ProviderTable, using stream: inout RandomStream
  ) -> Bool {
    drawn.removeAll(keepingCapacity: true)
    let facts = table.facts
    let model = filter.job.model.index
    let count = facts.hosts[model].count
    if count == 0 { return true }
    for _ in 0..<(16 + 4 * choices) {
      let provider = facts.hosts[model][stream.below(count)]
      if drawn.contains(provider.raw) || !filter.admits(provider, in: table) { continue }
      drawn.append(provider.raw)
      if drawn.count == choices { return true }
    }
    return false
  }

  /// Draws from the list of all feasible providers; all of them when there are no more than choices.
  private mutating func drawFromAll(
    _ filter: FeasibilityFilter, among table: ProviderTable, using stream: inout RandomStream
  ) {
    drawn.removeAll(keepingCapacity: true)
    feasible.removeAll(keepingCapacity: true)
    filter.list(table, into: &feasible)
    for place in 0..<min(choices, feasible.count) {
      feasible.swapAt(place, place + stream.below(feasible.count - place))
      drawn.append(feasible[place])
    }
  }
}
