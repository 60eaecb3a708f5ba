import ArgumentParser
import Experiments
import Glibc
import Randomness
import Reporting
import Scenarios
import Specs

struct Check: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Tells whether anything became worse than the baseline: the gate for policies.",
    discussion: """
      Runs every scenario of the suite under many seeds and compares each metric with the same seeds of the baseline. \
      Without a SUITE: the shipped scenarios, shortened by their own `ci:`. Exit code 1 when a metric is worse beyond \
      its tolerance; a changed course of events alone is reported and passes, unless --strict. See docs/CHECK.md.
      """)

  @Argument(
    help: "A suite file: scenarios, policies, metrics.", completion: .file(extensions: ["yaml", "yml", "json"]))
  var suite: String?

  @Option(help: "Folder of the baselines.", completion: .directory)
  var baseline = "results/baseline"

  @Flag(help: "Accepts the results of now as the baseline.")
  var update = false

  @Flag(help: "A changed course of events fails too.")
  var strict = false

  @Flag(help: "The scenarios at their full size; baselines of their own.")
  var full = false

  @Option(help: ArgumentHelp("Writes JUnit XML there.", valueName: "file"), completion: .file())
  var junit: String?

  @Option(help: ArgumentHelp("Writes Markdown there, for a step summary.", valueName: "file"), completion: .file())
  var markdown: String?

  @Option(help: ArgumentHelp("Writes SARIF 2.1.0 there.", valueName: "file"), completion: .file())
  var sarif: String?

  @Option(
    help: ArgumentHelp(
      "Compares with the build of that commit, made in a worktree of its own, in place of the baseline.",
      valueName: "git-ref"))
  var against: String?

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var workers: WorkerOptions

  func validate() throws {
    if update && !options.settings.isEmpty {
      throw ValidationError("--update keeps what the files say; change the scenario in place of --set")
    }
    if update && against != nil { throw ValidationError("--update makes the baseline of this build; drop --against") }
  }

  func execute(in house: House) throws -> Reporting.ExitCode {
    if let failure = PortabilityProbe.failure() {
      throw CommandFailure(code: .internalError, message: "self-test: \(failure); please report this")
    }
    let cases = try SuiteCases(file: suite, isFull: full, options, in: house)
    if update { return try accept(cases) }
    guard let against else { return try compare(cases, BaselineFolder(path: baseline).baselines(of: cases.cases)) }
    let other = try OtherBuild(of: against, for: self, in: house)
    defer { other.removeScratch() }
    let folder = BaselineFolder(path: try other.baselines(), mayDiffer: true)
    return try compare(cases, folder.baselines(of: cases.cases), other)
  }

  /// Runs the suite against the baselines and tells what came out.
  private func compare(
    _ cases: SuiteCases, _ baselines: [Baseline], _ other: OtherBuild? = nil
  ) throws -> Reporting.ExitCode {
    let cells = zip(cases.cases, baselines).map { item, baseline in
      GateCell(name: item.name, file: item.file, scenario: item.scenario, base: .kept(baseline))
    }
    let progress = RunProgress(isQuiet: workers.quiet)
    var gate = Gate(cells, suite: cases.suite)
    var report = try gate.judged(workers: try workers.count(for: cells.map(\.scenario)), progress)
    report.skipped = cases.skipped
    let effort = progress.finish()
    for place in report.cells.indices {
      if case .changed(let change) = report.cells[place].course, let other {
        let found = try other.firstDifference(change, of: cases.cases[place], under: options.settings)
        report.cells[place].course = .changed(found)
      }
    }
    try publish(report)
    try say(PlainReport.text(report) + effort + "\n")
    return report.isRed(isStrict: strict) ? .invariantBroken : .success
  }

  private func publish(_ report: GateReport) throws(OutputError) {
    if let junit { try WholeFile.write(Array(JUnitReport.xml(report, isStrict: strict).utf8), to: junit) }
    if let markdown {
      let text = MarkdownReport.text(report, title: "assay check", isStrict: strict)
      try WholeFile.write(Array(text.utf8), to: markdown)
    }
    if let sarif {
      try WholeFile.write(SARIFReport.json(report, version: assayVersion, isStrict: strict), to: sarif)
    }
    if getenv("GITHUB_ACTIONS").map({ String(cString: $0) }) == "true" {
      let lines = Annotations.lines(report, isStrict: strict)
      if !lines.isEmpty { try say(lines.joined(separator: "\n") + "\n") }
    }
  }

  /// Runs all seeds of all cases and keeps what came out. Nothing is written unless all ran soundly.
  private func accept(_ cases: SuiteCases) throws -> Reporting.ExitCode {
    let scenarios = cases.cases.map(\.scenario)
    let count = cases.suite.replications
    let progress = RunProgress(isQuiet: workers.quiet, planned: count * scenarios.count)
    let runs = concurrently(
      count * scenarios.count, workers: try workers.count(for: scenarios),
      finished: { (run: Replication) in progress.note(run.events) },
      { Replication.run(scenarios[$0 / count], index: $0 % count) })
    let effort = progress.finish()
    for (place, run) in runs.enumerated() {
      guard let violation = run.violation else { continue }
      throw CommandFailure(
        code: .invariantBroken,
        message:
          "\(cases.cases[place / count].name): seed \(run.seed): invariant broken: \(violation); nothing was written")
    }
    let folder = BaselineFolder(path: baseline)
    var lines: [String] = []
    for (place, item) in cases.cases.enumerated() {
      let kept = Baseline(origin: item.origin, replications: Array(runs[(place * count)..<((place + 1) * count)]))
      try WholeFile.write(kept.json, to: folder.file(of: item))
      lines.append("\(folder.file(of: item)): \(item.name), \(count) seeds")
    }
    lines += cases.skipped.map { "\($0.name): skipped, its baseline stays as it was: \($0.reason)" }
    try say((lines + [effort]).joined(separator: "\n") + "\n")
    return .success
  }
}

extension Gate {
  /// The report, or the refusal as a failure of the command.
  mutating func judged(workers: Int, _ progress: RunProgress) throws(CommandFailure) -> GateReport {
    do throws(GateRefusal) {
      return try run(workers: workers) { progress.note($0) }
    } catch {
      _ = progress.finish()
      throw CommandFailure(code: .badData, message: error.sentences.joined(separator: "\n"))
    }
  }
}
