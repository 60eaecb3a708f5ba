import Marketplace
import Quantities
import Recording
import Reporting
import Scenarios
import SimulationKernel
import Specs

/// All that a run leaves behind: equal remains are equal files.
private struct Remains: Equatable, Sendable {
  var fingerprint: UInt64
  var events: UInt64
  var summary: String
  /// Every table, whole.
  var tables: [String]

  init(_ simulation: inout Simulation<World>) {
    let now = simulation.model.horizon
    simulation.model.checkInvariants(at: now)
    simulation.model.appendFinalRows(at: now)
    summary = SummaryFile.json(simulation.model.summarize(at: now)).rendered + (simulation.model.violation ?? "")
    fingerprint = simulation.fingerprint
    events = simulation.eventsHandled
    tables = JournalTable.allCases.map { simulation.model.journal.pendingText(of: $0) }
  }

  var bytes: Int { tables.reduce(0) { $0 + $1.utf8.count } }
  var text: String { "\(String(fingerprint, radix: 16)), \(events) events, \(bytes) bytes of tables" }
}

/// The scenario of the first argument, to the time of the second, if one is given.
private struct Course: Sendable {
  let scenario: Scenario
  let end: Instant

  init?(_ arguments: [String]) {
    guard let path = arguments.first else { return nil }
    scenario = assay_probe.scenario(at: path)
    let until = arguments.count > 1 ? try? TimeSpan(specText: arguments[1]) : scenario.duration
    guard let until else { return nil }
    end = .start + min(until, scenario.duration)
  }

  func begin() -> Simulation<World> {
    World.simulation(of: scenario, seed: scenario.seed, recording: JournalTable.allCases, until: end)
  }

  func run() -> Remains {
    var simulation = begin()
    simulation.run(through: end)
    return Remains(&simulation)
  }
}

/// `fork SCENARIO [UNTIL]`: a run forked in the middle and the run that goes on end alike, and like one that was never
/// forked: fingerprint, summary and every table.
func forkAgrees(_ arguments: [String]) -> Int32 {
  guard let course = Course(arguments) else { return 64 }
  let whole = course.run()
  var first = course.begin()
  // In the middle of the events, not of the time: there is something on the way.
  first.run(through: course.end, eventLimit: whole.events / 2)
  var second = first.fork()
  second.run(through: course.end)
  first.run(through: course.end)
  let remains = [whole, Remains(&first), Remains(&second)]
  for one in remains { print(one.text) }
  return remains.allSatisfy { $0 == whole } && whole.bytes > 0 ? 0 : 1
}

/// `threads SCENARIO [UNTIL]`: two runs at once on two threads of one process end like one alone.
func threadsAgree(_ arguments: [String]) async -> Int32 {
  guard let course = Course(arguments) else { return 64 }
  let alone = course.run()
  let together = await withTaskGroup(of: Remains.self) { group in
    for _ in 0..<2 { group.addTask { course.run() } }
    var remains: [Remains] = []
    for await ending in group { remains.append(ending) }
    return remains
  }
  for one in [alone] + together { print(one.text) }
  return together.count == 2 && together.allSatisfy { $0 == alone } ? 0 : 1
}
