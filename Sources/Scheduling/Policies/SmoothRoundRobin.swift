import Quantities
import Randomness
import Specs
import Vocabulary

/// Smooth weighted round robin, nginx's rule of 2012: every feasible provider's credit grows by its weight, the
/// greatest credit is picked (the lowest id among equals) and pays the sum of the weights. Over a cycle everybody is
/// picked in proportion to its weight, and never in bursts. Draws nothing; blind to the load; a decision costs a scan.
public struct SmoothRoundRobin: SchedulingPolicy {
  private let weighting: ProviderWeighting
  private var weights = ModelCache<[Double]>(followsTerms: true)
  /// Credit of each host of a model, by its place among them; by model.
  private var credits: [[Double]] = []

  public init(_ weighting: ProviderWeighting) { self.weighting = weighting }

  init(from spec: inout Spec) { self.init(ProviderWeighting(from: &spec)) }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if note.isWanted { filter.tally(table, into: &note) }
    let model = job.model.index
    let hosts = table.facts.hosts[model]
    let weights = weights.value(of: model, table) { [weighting] in
      let weights = hosts.map { weighting.weight(of: $0.index, model: model, in: table) }
      return WalkerTable.areUsable(weights) ? weights : hosts.map { _ in 1 }
    }
    while credits.count <= model { credits.append([]) }
    if credits[model].count != hosts.count { credits[model] = Array(repeating: 0, count: hosts.count) }
    var best = -1
    var total = 0.0
    for (place, provider) in hosts.enumerated() where filter.admits(provider, in: table) {
      credits[model][place] += weights[place]
      total += weights[place]
      if note.isWanted { note.offer(provider, credits[model][place], .higherIsBetter) }
      if best < 0 || credits[model][place] > credits[model][best] { best = place }
    }
    if best < 0 { return nil }
    credits[model][best] -= total
    return hosts[best]
  }
}
