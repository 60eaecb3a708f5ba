import Quantities
import Recording
import SimulationKernel

/// One run from its first event to its results: drives the simulation in slices, and between them writes rows, looks at
/// limits and signals, and shows how far it is. Nothing that it does between slices can change an event.
public struct RunSession<M: RunnableModel>: ~Copyable {
  /// Events between two looks at the world outside. Fixed, so that a violation is found at the same event everywhere.
  public static var slice: UInt64 { 8192 }
  /// Events between two looks for a signal and at the clock: so that it is seen within a second even at 4 ms an event,
  /// which a scan of a million providers takes.
  private static var step: UInt64 { 256 }

  public var simulation: Simulation<M>
  public var limits = RunLimits()
  private let folder: OutputFolder?
  private var manifest: Manifest
  private let scenarioJSON: [UInt8]
  private var progress: ProgressLine
  private let clock = WallClock()

  /// `folder` nil: nothing is written, rows are dropped. `scenarioJSON`: the resolved scenario, as `scenario.json`.
  public init(
    _ simulation: consuming Simulation<M>, manifest: Manifest, scenarioJSON: [UInt8], folder: OutputFolder?,
    progress: ProgressLine
  ) {
    self.simulation = simulation
    self.manifest = manifest
    self.scenarioJSON = scenarioJSON
    self.folder = folder
    self.progress = progress
  }

  /// Runs to the end, or until something stops it. Results are on the disk when it returns. Called once.
  public mutating func run() -> RunReport {
    var report = RunReport()
    do {
      try folder?.start(simulation.model.journal.tables.map(\.description))
      let ending = try advance()
      progress.clear()
      try close(ending, &report)
    } catch {
      progress.clear()
      note(.outputFailed(error), &report)
      report.location = folder?.fail(manifest)
    }
    return report
  }

  /// Handles events until an end of the run, and writes the rows of each slice.
  private mutating func advance() throws(OutputError) -> RunEnding {
    while true {
      let stop = advanceSlice()
      try drain()
      if let broken = simulation.model.violation { return .violated(broken) }
      if stop != .limitReached { return .complete }
      if let signal = CaughtSignals.first { return .signal(signal) }
      let elapsed = clock.elapsed
      let ahead = simulation.model.memoryAhead(ofEvents: Int(Self.slice))
      if let limit = limits.hit(events: simulation.eventsHandled, wall: elapsed, memoryAhead: ahead) {
        return .limit(limit)
      }
      progress.show(
        ProgressLine.State(
          now: simulation.now, horizon: simulation.model.horizon, events: simulation.eventsHandled,
          jobs: simulation.model.jobsEnded, elapsed: elapsed))
    }
  }

  /// Handles a slice of events, less where a limit or a signal ends it. Where a slice ends depends on the world outside
  /// only if it is the last.
  private mutating func advanceSlice() -> StopReason {
    var left = min(Self.slice, limits.events - min(limits.events, simulation.eventsHandled))
    while true {
      let granted = min(Self.step, left)
      let stop = M.advance(&simulation, through: simulation.model.horizon, eventLimit: granted)
      left -= granted
      if stop != .limitReached || left == 0 || CaughtSignals.first != nil { return stop }
      if limits.wall < .forever && clock.elapsed >= limits.wall { return stop }
    }
  }

  /// Last checks, last rows, summary; then the folder takes its place.
  private mutating func close(_ ending: RunEnding, _ report: inout RunReport) throws(OutputError) {
    let end = ending.isComplete ? simulation.model.horizon : simulation.now
    var ending = ending
    simulation.model.checkInvariants(at: end)
    if let broken = simulation.model.violation { ending = .violated(broken) }
    simulation.model.appendFinalRows(at: end)
    report.metrics = simulation.model.summarize(at: end)
    if simulation.model.violation == nil, let broken = report.metrics.brokenAccount {
      ending = .violated(broken.sentence)
    }
    note(ending, &report)
    report.simulated = end - .start
    manifest.simulated = report.simulated
    try drain()
    guard let folder else { return }
    try folder.write("scenario.json", scenarioJSON)
    try folder.write("summary.json", Array(SummaryFile.json(report.metrics).rendered.utf8))
    report.location = try folder.finish(manifest)
  }

  private mutating func note(_ ending: RunEnding, _ report: inout RunReport) {
    report.ending = ending
    report.events = simulation.eventsHandled
    report.fingerprint = simulation.fingerprint
    report.simulated = simulation.now - .start
    report.elapsed = clock.elapsed
    report.complaint = complaint(of: ending)
    manifest.ending = ending
    manifest.events = report.events
    manifest.fingerprint = report.fingerprint
    manifest.simulated = report.simulated
  }

  private mutating func drain() throws(OutputError) {
    if let folder {
      try folder.take(from: &simulation.model.journal)
    } else {
      simulation.model.journal.drain { _, _ in }
    }
  }

  /// What the user is told of a run that did not end well.
  private func complaint(of ending: RunEnding) -> String? {
    let place = "event \(simulation.eventsHandled), \(MetricValue.seconds(simulation.now - .start).text) s"
    switch ending {
    case .complete: return nil
    case .limit(let flag): return "stopped by \(flag) at \(place); the results are partial"
    case .signal: return "stopped by \(ending.reason) at \(place); the results are partial"
    case .outputFailed(.pipeClosed): return nil
    case .outputFailed(let error): return error.description
    case .violated(let sentence):
      return """
        invariant broken: \(sentence)
          seed \(manifest.seed), found by \(place), fingerprint \(fingerprintText(simulation.fingerprint))
          replay: \(manifest.command.text) --max-events \(simulation.eventsHandled)
        """
    }
  }
}

/// What came of a run.
public struct RunReport: Sendable {
  public internal(set) var ending = RunEnding.complete
  public internal(set) var metrics = MetricTable()
  public internal(set) var events: UInt64 = 0
  public internal(set) var fingerprint: UInt64 = 0
  public internal(set) var simulated = TimeSpan.zero
  /// On the wall; for the reader only, never for a file.
  public internal(set) var elapsed = TimeSpan.zero
  /// The folder with the results, if any were kept.
  public internal(set) var location: String?
  /// For standard error: why the run did not end well.
  public internal(set) var complaint: String?

  public init() {}

  public var exitCode: ExitCode { ending.exitCode }
}
