import Marketplace
import Quantities
import Recording
import Scenarios
import Scheduling
import SimulationKernel
import Specs

/// What is wrong with a trial, in one sentence.
struct Finding: Error {
  var sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}

/// One run to its end, ready to be compared.
struct Ending {
  var fingerprint: UInt64
  var events: UInt64
  var now: Instant
  var journal: Journal
  var summary: MetricTable
}

/// One scenario of the swarm, run in several ways that must agree.
struct Trial {

  let recipe: Recipe
  let scenario: Scenario
  /// The run as a user would run it, and the last instant of all the runs.
  let whole: Ending

  init(_ recipe: Recipe) throws(Finding) {
    self.recipe = recipe
    scenario = try Self.read(recipe.text(), recipe.seed)
    var simulation = World.simulation(of: scenario, seed: recipe.seed, recording: JournalTable.allCases)
    _ = World.advance(&simulation, through: simulation.model.horizon, eventLimit: recipe.eventLimit)
    _ = World.advance(&simulation, through: simulation.now, eventLimit: .max)
    whole = try Self.end(&simulation)
  }

  func check() throws(Finding) {
    try checkTables()
    try runInSlices()
    try runForked()
    try runVariants()
  }

  private static func read(_ text: String, _ seed: UInt64) throws(Finding) -> Scenario {
    do throws(SpecError) {
      let reading = try SpecReader.read(Array(text.utf8), named: "swarm-\(seed).yaml") {
        Scenario(from: &$0, policies: .standard)
      }
      return reading.product
    } catch {
      throw Finding("the scenario is refused: \(error)")
    }
  }

  private static func end(_ simulation: inout Simulation<World>) throws(Finding) -> Ending {
    let now = simulation.now
    try checkInvariants(&simulation)
    simulation.model.appendFinalRows(at: now)
    let summary = simulation.model.summarize(at: now)
    if let broken = summary.brokenAccount { throw Finding(broken.sentence) }
    return Ending(
      fingerprint: simulation.fingerprint, events: simulation.eventsHandled, now: now,
      journal: simulation.model.journal, summary: summary)
  }

  private static func checkInvariants(_ simulation: inout Simulation<World>) throws(Finding) {
    simulation.model.checkInvariants(at: simulation.now)
    if let violation = simulation.model.violation {
      throw Finding("after event \(simulation.eventsHandled): \(violation)")
    }
  }

  private func compare(_ other: Ending, _ how: String) throws(Finding) {
    if other.events != whole.events || other.fingerprint != whole.fingerprint {
      throw Finding("\(how): another course, \(other.events) events in place of \(whole.events)")
    }
    if other.summary != whole.summary { throw Finding("\(how): another summary") }
    for table in JournalTable.allCases {
      let (a, b) = (whole.journal.pendingText(of: table), other.journal.pendingText(of: table))
      if a != b { throw Finding("\(how): \(Self.firstDifference(a, b, in: table))") }
    }
  }

  private static func firstDifference(_ a: String, _ b: String, in table: JournalTable) -> String {
    let rows = (a.split(separator: "\n"), b.split(separator: "\n"))
    for (x, y) in zip(rows.0, rows.1) where x != y { return "\(table.rawValue) has\n  \(y)\nin place of\n  \(x)" }
    return "\(table.rawValue) has \(rows.1.count) rows in place of \(rows.0.count)"
  }

  /// In slices of odd sizes, by events and by time, with every identity checked at each cut.
  private func runInSlices() throws(Finding) {
    var dice = Dice(seed: recipe.seed &+ 1 << 32)
    var simulation = World.simulation(of: scenario, seed: recipe.seed, recording: JournalTable.allCases)
    var isDone = false
    while !isDone {
      if dice.chance(0.1) {
        let step = TimeSpan(nanoseconds: whole.now.nanoseconds / Int64(dice.int(50...400)))
        _ = World.advance(&simulation, through: min(simulation.now + step, whole.now), eventLimit: .max)
      } else {
        let reason = World.advance(&simulation, through: whole.now, eventLimit: UInt64(dice.int(1...201)))
        isDone = reason != .limitReached
      }
      try Self.checkInvariants(&simulation)
    }
    try compare(try Self.end(&simulation), "in slices")
  }

  /// Forked on the way, the fork first. Half of the seeds state the end beforehand, as `--until` does.
  private func runForked() throws(Finding) {
    var dice = Dice(seed: recipe.seed &+ 2 << 32)
    var simulation = World.simulation(of: scenario, seed: recipe.seed, recording: JournalTable.allCases)
    _ = World.advance(&simulation, through: whole.now, eventLimit: whole.events * UInt64(dice.int(5...95)) / 100)
    var fork = simulation.fork()
    _ = World.advance(&fork, through: whole.now, eventLimit: .max)
    try compare(try Self.end(&fork), "a fork")
    _ = World.advance(&simulation, through: whole.now, eventLimit: .max)
    try compare(try Self.end(&simulation), "forked")
  }

  /// Runs that differ in something of which their jobs must not know.
  private func runVariants() throws(Finding) {
    if recipe.hasOpenDemand {
      let other = try run(.otherPolicy)
      let columns = ["client", "client_region", "model", "arrival_s", "prompt_tokens", "output_tokens"]
      try compareJobs(other, columns: columns, "under another policy")
    }
    let crowded = try run(.bystanders)
    try compareJobs(crowded, columns: JournalTable.jobs.description.columns.map(\.name), "with bystanders")
    if recipe.features.has(.tokens) {
      let stepwise = try run(.uncoalesced)
      try compareJobs(stepwise, columns: JournalTable.jobs.description.columns.map(\.name), "step by step")
    }
  }

  private func run(_ variant: Recipe.Variant) throws(Finding) -> Ending {
    let scenario = try Self.read(recipe.text(variant), recipe.seed)
    var simulation = World.simulation(of: scenario, seed: recipe.seed, recording: [.jobs])
    _ = World.advance(&simulation, through: whole.now, eventLimit: .max)
    return try Self.end(&simulation)
  }

  /// Jobs that ended in both runs agree in the columns; when these are all of them, every job must end in both.
  private func compareJobs(_ other: Ending, columns: [String], _ how: String) throws(Finding) {
    let ours = TableText(.jobs, in: whole.journal)
    let theirs = TableText(.jobs, in: other.journal)
    let places = columns.map { ours[$0] }
    var byNumber: [Int64: Int] = [:]
    for (row, job) in theirs.integers("job").enumerated() { byNumber[job] = row }
    var compared = 0
    for (row, job) in ours.integers("job").enumerated() {
      guard let match = byNumber[job] else { continue }
      compared += 1
      for (place, name) in zip(places, columns) where ours.rows[row][place] != theirs.rows[match][place] {
        throw Finding(
          "\(how), job \(job) has \(name) \(theirs.rows[match][place]) in place of \(ours.rows[row][place])")
      }
    }
    let isWhole = columns.count == JournalTable.jobs.description.columns.count
    if isWhole && (compared != ours.rows.count || compared != theirs.rows.count) {
      throw Finding("\(how), \(theirs.rows.count) jobs ended in place of \(ours.rows.count)")
    }
    if compared == 0 && !ours.rows.isEmpty { throw Finding("\(how), no job ended in both runs") }
  }
}
