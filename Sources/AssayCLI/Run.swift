import ArgumentParser
import Experiments
import Marketplace
import Quantities
import Randomness
import Recording
import Reporting
import Scenarios
import Specs

struct Run: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Simulates a scenario and keeps its results.",
    discussion: """
      Results go to runs/<scenario>/<seed> unless --out names another folder; a complete run there is replaced, \
      any other folder that is not empty is refused. Equal scenario, seed and commit give equal bytes.
      """)

  @Argument(
    help: "A scenario file, or the name of a shipped one (`assay list`).",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var scenario: String

  @Option(help: "Seed of every random stream, in place of the scenario's.", transform: wholeSeed)
  var seed: UInt64?

  @Option(help: "Folder for the results.", completion: .directory)
  var out: String?

  @OptionGroup var options: ScenarioOptions

  @Option(
    help: ArgumentHelp("Ends the run at this simulated time, as in '2 h'.", valueName: "time"), transform: measured)
  var until: TimeSpan?

  @Flag(help: "No progress line and no summary.")
  var quiet = false

  @Flag(help: "The summary as JSON on standard output.")
  var json = false

  @Option(help: ArgumentHelp("Stops after this many events, with exit code 75.", valueName: "n"))
  var maxEvents: UInt64?

  @Option(
    help: ArgumentHelp("Stops after this time on the wall, as in '10 min', with exit code 75.", valueName: "time"),
    transform: measured)
  var maxWall: TimeSpan?

  @Option(
    help: ArgumentHelp(
      "Refuses to begin, or stops, with exit code 75 beyond this memory, as in '2 GiB'.", valueName: "size"),
    transform: measured)
  var maxMemory: ByteCount?

  @Option(help: .hidden, transform: eventRange)
  var traceEvents: ClosedRange<UInt64>?

  @Option(help: .hidden)
  var traceStep: UInt64 = 1

  func execute(in house: House) throws -> Reporting.ExitCode {
    if let failure = PortabilityProbe.failure() {
      throw CommandFailure(code: .internalError, message: "self-test: \(failure); please report this")
    }
    let given = seed.map { ["seed=\($0)"] } ?? []
    let file = try ScenarioFile(scenario, options, settings: options.settings + given, in: house)
    if let traceEvents { return try trace(file.reading.product, traceEvents) }
    let limits = self.limits
    try checkMemory(of: file.reading.product, limits)
    CaughtSignals.endAtOnce()
    let report = try simulate(file, limits)
    if let complaint = report.complaint { complain("\(scenario): \(complaint)") }
    if json {
      try say(SummaryFile.json(report.metrics).rendered)
    } else if !quiet {
      let scenario = file.reading.product
      try say(SummaryText.text(title: title(of: scenario), seed: scenario.seed, report))
    }
    return report.exitCode
  }

  /// Prints events instead of keeping results: `number,time_ns,fingerprint,kind,entity`, every `traceStep`-th.
  private func trace(_ scenario: Scenario, _ range: ClosedRange<UInt64>) throws -> Reporting.ExitCode {
    let writer = CheckedWriter.standardOutput()
    try EventTrace.walk(scenario, seed: scenario.seed, through: range, step: min(max(1, traceStep), 1 << 40)) { event in
      try writer.write(event.line + "\n")
      return true
    }
    try writer.finish()
    return .success
  }

  /// Refuses what would not fit before anything of it is made.
  private func checkMemory(of scenario: Scenario, _ limits: RunLimits) throws(CommandFailure) {
    let estimate = scenario.memoryEstimate
    if let refusal = limits.refusal(ofEstimate: estimate) {
      throw CommandFailure(code: .limitHit, message: "\(self.scenario): \(refusal)")
    }
  }

  private func simulate(_ file: ScenarioFile, _ limits: RunLimits) throws(OutputError) -> RunReport {
    let scenario = file.reading.product
    var manifest = Manifest(
      scenario: scenario.name.text, scenarioDigest: SHA256.digest(of: file.bytes), seed: scenario.seed,
      command: command(seed: scenario.seed), inputs: file.inputs)
    manifest.inputs.sort { $0.path < $1.path }
    let folder = try OutputFolder(out ?? "runs/\(scenario.name)/\(scenario.seed)", manifest: manifest)
    let simulation = World.simulation(
      of: scenario, seed: scenario.seed, recording: scenario.tables, until: until.map { .start + $0 })
    var session = RunSession(
      simulation, manifest: manifest, scenarioJSON: Array(file.reading.resolved.rendered.utf8),
      folder: folder,
      progress: ProgressLine(isQuiet: quiet))
    session.limits = limits
    CaughtSignals.install()
    return session.run()
  }

  private var limits: RunLimits {
    var limits = RunLimits()
    limits.available = .ofThisProcess()
    if let maxEvents { limits.events = maxEvents }
    if let maxWall { limits.wall = maxWall }
    if let maxMemory { limits.memory = maxMemory }
    return limits
  }

  /// What decides the bytes of the results, and nothing else.
  private func command(seed: UInt64) -> ReplayCommand {
    var command = ReplayCommand(scenario: scenario, seed: seed)
    for setting in options.settings { command.add("--set", setting) }
    if let until { command.add("--until", until.specText) }
    if let maxEvents { command.add("--max-events", String(maxEvents)) }
    return command
  }

  private func title(of scenario: Scenario) -> String {
    // More stands behind it in the same line.
    let summary = scenario.summary.hasSuffix(".") ? String(scenario.summary.dropLast()) : scenario.summary
    return summary.isEmpty ? scenario.name.text : "\(scenario.name): \(summary)"
  }
}

/// A seed as a scenario file may have it: digits alone, so that one seed has one spelling in commands and manifests.
private func wholeSeed(_ text: String) throws -> UInt64 {
  guard let seed = UInt64(text), String(seed) == text else {
    throw ValidationError("`\(text)` is not a seed; write a whole number from 0 to \(UInt64.max), without + or zeros")
  }
  return seed
}

/// `FROM..TO`, both numbers of events, from 1.
private func eventRange(_ text: String) throws -> ClosedRange<UInt64> {
  let ends = text.split(separator: ".", omittingEmptySubsequences: false)
  guard ends.count == 3, ends[1].isEmpty, let first = UInt64(ends[0]), let last = UInt64(ends[2]), first <= last,
    last <= 1 << 60
  else {
    throw ValidationError("`\(text)` is no range of events; write it as in 1..100")
  }
  return first...last
}

/// A quantity from the command line, as in a scenario file; not negative.
private func measured<V: SpecValue & Comparable>(_ text: String) throws -> V {
  do {
    let value = try V(specText: text)
    if value.specText.hasPrefix("-") { throw SpecMessage("`\(text)` is negative", remedy: "write zero or more") }
    return value
  } catch let message as SpecMessage {
    throw ValidationError("\(message.problem); \(message.remedy)")
  }
}
