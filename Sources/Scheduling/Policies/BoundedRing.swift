import Quantities
import Randomness
import Specs
import Vocabulary

/// Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam 2018): from the hash of the job's affinity
/// round a circle of providers to the first that is feasible and has fewer than ⌈c·m/n⌉ jobs outstanding, where m
/// counts the jobs outstanding with this one and n the providers, both of those that are up and may serve the model and
/// region.
///
/// The same session or prefix keeps to the same provider while that is not full. When a provider goes, only its own
/// keys move, and those that the smaller bound makes overflow; jobs already placed stay. A job whose budget or deadline
/// leaves nobody within the bound goes to the feasible provider with the fewest outstanding. Draws nothing else; blind
/// to speed, price and distance.
public struct BoundedRing: SchedulingPolicy {
  private let bound: Double
  private let points: Int
  private var rings = ModelCache<HashRing>(followsTerms: false)
  private var scan = LeastScan()

  /// Requires bound > 1 and at least one point for each provider.
  public init(bound: Double = 1.25, points: Int = 8) {
    precondition(bound > 1 && points >= 1, "a bounded ring leaves room above the mean load, and has points")
    self.bound = bound
    self.points = points
  }

  init(from spec: inout Spec) {
    self.init(
      bound: spec.take(
        "bound", "Most jobs of a provider, in parts of the mean load; 1.25 of Mirrokni 2018.", default: 1.25,
        in: 1.01...1000),
      points: spec.take(
        "points", "Points of each provider on the ring: more make shares more even.", default: 8,
        in: 1...1024))
  }

  public var preferredIndex: LoadMeasure? { .census }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if note.isWanted { filter.explain(table, .lowerIsBetter, into: &note) { Double(table.outstanding[$0]) } }
    let hosts = table.facts.hosts[job.model.index]
    let load = table.census(for: job) ?? count(hosts, filter, table)
    if load.up == 0 { return nil }
    let most = Int64((bound * Double(load.outstanding + 1) / Double(load.up)).rounded(.up))
    let ring = rings.value(of: job.model.index, table) { [points] in HashRing(of: hosts, points: points) }
    var place = ring.place(of: job.affinity)
    for _ in 0..<ring.count {
      let provider = ring.owner(at: place)
      if Int64(table.outstanding[provider.index]) < most && filter.admits(provider, in: table) { return provider }
      place = place + 1 == ring.count ? 0 : place + 1
    }
    return scan.place(by: ShortestQueue.Rule(), filter, among: table, using: &stream)
  }

  private func count(
    _ hosts: [ProviderID], _ filter: FeasibilityFilter, _ table: ProviderTable
  ) -> (outstanding: Int64, up: Int64) {
    var sum: (outstanding: Int64, up: Int64) = (0, 0)
    for host in hosts where table.isUp[host.index] && filter.allows(table.facts.regions[host.index]) {
      sum.outstanding += Int64(table.outstanding[host.index])
      sum.up += 1
    }
    return sum
  }
}
