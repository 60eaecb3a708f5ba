import ArgumentParser
import Experiments
import Randomness
import Reporting
import Scenarios
import Specs

struct Compare: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Compares two variants under the same seeds.",
    discussion: """
      Two scenarios, or one under two policies: `assay compare quickstart --policy lowest-latency,least-work`. The \
      second is held against the first: better and worse are said of the second. Both see the same requests at the \
      same instants wherever the scenarios agree. Exit code 0 whatever comes out.
      """)

  @Argument(
    help: "The base, and the variant unless --policy names two.",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var scenarios: [String]

  @Option(
    help: ArgumentHelp("Two values of scheduling.policy, the base first.", valueName: "a,b"))
  var policy: String?

  @Option(help: ArgumentHelp("Seeds at most.", valueName: "n"))
  var replications = 32

  @Option(
    help: ArgumentHelp("A suite file whose metrics and tolerances count.", valueName: "suite"), completion: .file())
  var metrics: String?

  @Flag(help: "The scenarios at their full size, not shortened by their own `ci:`.")
  var full = false

  @OptionGroup var options: ScenarioOptions
  @OptionGroup var workers: WorkerOptions

  func validate() throws {
    let isRight = policy == nil ? scenarios.count == 2 : scenarios.count == 1
    if !isRight { throw ValidationError("name two scenarios, or one and --policy a,b") }
    if let policy, Self.parts(of: policy).count != 2 {
      throw ValidationError("--policy: `\(policy)` does not name two policies; write it as in least-work,random")
    }
    if !(2...1000).contains(replications) { throw ValidationError("--replications: write a number from 2 to 1000") }
  }

  func execute(in house: House) throws -> Reporting.ExitCode {
    if let failure = PortabilityProbe.failure() {
      throw CommandFailure(code: .internalError, message: "self-test: \(failure); please report this")
    }
    let policies = policy.map(Self.parts(of:)) ?? []
    let names = policies.isEmpty ? scenarios : [scenarios[0], scenarios[0]]
    var suite = try metrics.map { try SuiteCases.read($0) } ?? Suite(scenarios: [])
    suite.replications = replications
    let variants = try names.enumerated().map { place, name in
      var entry = SuiteEntry(scenario: name)
      if !policies.isEmpty { entry.policies = [policies[place]] }
      return try SuiteCases.open(
        entry, policy: entry.policies.first ?? "", folder: nil, isFull: full, options, in: house)
    }
    let (base, variant) = (variants[0], variants[1])
    let cell = GateCell(
      name: policies.isEmpty
        ? "\(variant.name) against \(base.name)" : "\(base.origin.scenario): \(policies[1]) against \(policies[0])",
      file: variant.file, scenario: variant.scenario,
      base: .run(base.scenario))
    let progress = RunProgress(isQuiet: workers.quiet)
    var gate = Gate([cell], suite: suite)
    let report = try gate.judged(workers: try workers.count(for: variants.map(\.scenario)), progress)
    let effort = progress.finish()
    try say(PlainReport.text(report) + effort + "\n")
    return .success
  }

  /// Parts between commas that stand in no brackets.
  static func parts(of text: String) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if character == "{" || character == "[" { depth += 1 }
      if character == "}" || character == "]" { depth -= 1 }
      if character == "," && depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
    }
    return parts.map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
  }
}
