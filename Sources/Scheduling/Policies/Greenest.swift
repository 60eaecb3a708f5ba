import Quantities
import Randomness
import Specs
import Vocabulary

/// Least carbon, or least energy, among the providers that are predicted to answer nearly as soon as the first: in
/// space what "Let's Wait Awhile" does in time (Wiesner et al., Middleware 2021).
///
/// A job's energy is the power that one job at work adds on the device (`ProviderFacts.jobWatts`) over its predicted
/// service; its carbon that energy at the region's grams per kilowatt hour (`ProviderFacts.carbonIntensity`). Among
/// equals the lowest latency, then each equally likely. Leaves out the energy of the network and of making the devices.
public struct Greenest: SchedulingPolicy {
  public enum Measure: Sendable { case energy, carbon }

  private struct Rule: LatencyRule {
    struct Cost: Comparable {
      /// Joules, or joules × g/kWh; infinite beyond the limit.
      var harm: Double
      var latency: Int64
      @inline(__always) static func < (a: Cost, b: Cost) -> Bool {
        a.harm != b.harm ? a.harm < b.harm : a.latency < b.latency
      }
    }

    let measure: Measure
    let energies: [Double]
    let intensity: [Double]
    let limit: Int64

    @inline(__always) func cost(latency: Int64, row: Int, region: RegionID) -> Cost {
      if latency > limit { return Cost(harm: .infinity, latency: latency) }
      return Cost(
        harm: measure == .energy ? energies[row] : energies[row] * intensity[region.index], latency: latency)
    }
    /// Joules or grams.
    func score(_ cost: Cost) -> Double { measure == .energy ? cost.harm : cost.harm / 3.6e6 }
  }

  private let measure: Measure
  private let slack: Double
  private var choice = LatencyChoice()
  private var soonest = LatencyChoice()
  private var energies: [Double] = []

  /// Requires slack >= 0: how much later than the first an answer may be, in parts of the first's latency.
  public init(_ measure: Measure, slack: Double = 0.5) {
    precondition(slack >= 0, "a slack is not negative")
    self.measure = measure
    self.slack = slack
  }

  init(_ measure: Measure, from spec: inout Spec) {
    self.init(
      measure,
      slack: spec.take(
        "slack",
        "How much later than the first provider an answer may be, in parts of the first one's predicted latency.",
        default: 0.5, in: 0...1_000_000))
  }

  public var preferredIndex: LoadMeasure? { .latency }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    var quiet = DecisionNote()
    var unused = stream
    guard
      let first = soonest.place(by: LowestLatency.Rule(), filter, among: table, using: &unused, noting: &quiet)
    else {
      if note.isWanted { filter.tally(table, into: &note) }
      return nil
    }
    let least = Double(table.predictedLatency(of: job, at: first).nanoseconds)
    let limit = min(least * (1 + slack), 0x1p62)
    energies.removeAll(keepingCapacity: true)
    for row in table.facts.speed16.indices { energies.append(table.facts.energy(of: job, onRow: row)) }
    let rule = Rule(
      measure: measure, energies: energies, intensity: table.facts.carbonIntensity, limit: Int64(limit))
    return choice.place(by: rule, filter, among: table, using: &stream, noting: &note)
  }
}
