import Quantities
import Randomness
import Specs
import Vocabulary

/// A feasible provider, with a chance in proportion to its weight. With weights in proportion to capacity everybody has
/// the same load. Blind to the load.
public struct WeightedRandom: SchedulingPolicy {
  private let weighting: ProviderWeighting
  private var draw: WeightedDraw

  public init(_ weighting: ProviderWeighting) {
    self.weighting = weighting
    draw = WeightedDraw(weighting)
  }

  init(from spec: inout Spec) { self.init(ProviderWeighting(from: &spec)) }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if note.isWanted {
      filter.explain(table, .higherIsBetter, into: &note) {
        weighting.weight(of: $0, model: job.model.index, in: table)
      }
    }
    return draw.draw(filter, among: table, using: &stream)
  }
}
