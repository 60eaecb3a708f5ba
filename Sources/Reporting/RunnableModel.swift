import Quantities
import Recording
import SimulationKernel

/// What a run needs of a model beyond its events.
public protocol RunnableModel: Model {
  /// Rows that wait to be written; emptied between slices of events.
  var journal: Journal { get set }
  /// Where the run ends.
  var horizon: Instant { get }
  /// What is broken, once something is; the run stops at the next slice.
  var violation: String? { get }
  /// Jobs that have left the system, for the progress line.
  var jobsEnded: Int64 { get }
  /// About the memory that the model may want at once within so many events, such as to double a table that is full.
  func memoryAhead(ofEvents count: Int) -> ByteCount
  /// Checks everything that must balance at `now`, and notes the first that does not as `violation`.
  mutating func checkInvariants(at now: Instant)
  /// Appends the rows that stand at the end of a run, such as one per provider. Called once, complete or not.
  mutating func appendFinalRows(at now: Instant)
  /// The numbers of the summary, and the accounts that must balance.
  mutating func summarize(at now: Instant) -> MetricTable
  /// `simulation.run(through:eventLimit:)`, compiled where the model is known: one call per slice, none per event.
  static func advance(_ simulation: inout Simulation<Self>, through horizon: Instant, eventLimit: UInt64) -> StopReason
}
