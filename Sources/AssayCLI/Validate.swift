import ArgumentParser
import Reporting

struct Validate: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Checks scenario files and tells everything that is wrong with them.",
    discussion: """
      Every problem is one line on standard error, `file:line:column: path: problem; remedy`; every good file one on \
      standard output. Exit code 65 if a scenario or its data is wrong, 66 if a file is missing.
      """)

  @Argument(
    help: "Scenario files, or names of shipped scenarios.", completion: .file(extensions: ["yaml", "yml", "json"]))
  var scenarios: [String]

  @OptionGroup var options: ScenarioOptions

  func execute(in house: House) throws -> Reporting.ExitCode {
    var code = Reporting.ExitCode.success
    for name in scenarios {
      do {
        let file = try ScenarioFile(name, options, settings: options.settings, in: house)
        let scenario = file.reading.product
        try say(
          "\(name): ok (\(scenario.name), \(scenario.providerCount) providers, \(scenario.clientCount) clients)\n")
        for (demand, kind) in scenario.demand {
          for note in kind.arrivals.trace?.notes ?? [] { try say("\(name): trace of \(demand): \(note)\n") }
        }
      } catch let error as CommandFailure {
        complain(error.message)
        // A bad scenario outweighs a missing file: it has to be mended here.
        if code != .badData { code = error.code }
      }
    }
    return code
  }
}
