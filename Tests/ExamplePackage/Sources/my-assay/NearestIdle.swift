import Quantities
import Randomness
import Scheduling
import Specs
import Vocabulary

/// The least round trip among the providers whose wait is within the patience; where no wait is, the least wait.
/// Blind to price and speed. One look at every provider that hosts the model.
struct NearestIdle: SchedulingPolicy {
  private let patience: TimeSpan
  // Kept for its capacity.
  private var nearest: [ProviderID] = []

  init(from spec: inout Spec) {
    patience = spec.take(
      "patience", "A wait up to this counts as none.", default: .zero, in: .zero...TimeSpan.hours(1))
  }

  mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    nearest.removeAll(keepingCapacity: true)
    var least = (wait: TimeSpan.forever, way: TimeSpan.forever)
    for provider in table.facts.hosts[job.model.index] where filter.admits(provider, in: table) {
      let cost = (
        wait: max(.zero, table.queueing(at: provider) - patience), way: table.facts.roundTrip(of: job, to: provider)
      )
      if note.isWanted { note.offer(provider, Double(cost.way.nanoseconds) / 1e9, .lowerIsBetter) }
      if cost < least {
        least = cost
        nearest.removeAll(keepingCapacity: true)
      }
      if cost == least { nearest.append(provider) }
    }
    if nearest.isEmpty { return nil }
    // Chance decides among equals, from the stream that comes with the call: no other chance is repeatable.
    return nearest[nearest.count == 1 ? 0 : stream.below(nearest.count)]
  }
}
