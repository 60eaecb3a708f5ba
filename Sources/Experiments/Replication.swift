import Marketplace
import Quantities
import Randomness
import Recording
import Scenarios
import SimulationKernel

/// What one run gives to a comparison of runs: its metrics and the course it took.
public struct Replication: Sendable, Equatable {
  public var seed: UInt64
  public var events: UInt64
  public var fingerprint: UInt64
  public var checkpoints: Checkpoints
  /// The metrics of `summary.json`, in its order; a metric that had nothing to measure is absent.
  public var metrics: [Metric]
  /// What broke, if an invariant did: the run ended there.
  public var violation: String?

  public subscript(name: String) -> Double? { metrics.first { $0.name == name }?.value.double }

  /// Runs replication `index` of a scenario to its end. No output but this; no clock and no file is touched.
  public static func run(_ scenario: Scenario, index: Int) -> Replication {
    let seed = self.seed(of: scenario, index: index)
    var simulation = World.simulation(of: scenario, seed: seed)
    var checkpoints = Checkpoints()
    let horizon = simulation.model.horizon
    while World.advance(&simulation, through: horizon, eventLimit: Checkpoints.firstSpacing) == .limitReached {
      if simulation.model.violation != nil { break }
      checkpoints.add(simulation.fingerprint, after: simulation.eventsHandled)
    }
    let end = simulation.model.violation == nil ? horizon : simulation.now
    simulation.model.checkInvariants(at: end)
    let table = simulation.model.summarize(at: end)
    return Replication(
      seed: seed, events: simulation.eventsHandled, fingerprint: simulation.fingerprint, checkpoints: checkpoints,
      metrics: table.metrics, violation: simulation.model.violation ?? table.brokenAccount?.sentence)
  }

  /// The seed of replication `index`, mixed from the scenario's own: under any policy the same requests at the same
  /// instants (common random numbers).
  public static func seed(of scenario: Scenario, index: Int) -> UInt64 {
    RandomSource(seed: scenario.seed).replication(index).seed
  }
}
