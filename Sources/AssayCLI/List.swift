import ArgumentParser
import Reporting
import Specs

struct List: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Lists the scenarios that come with assay, one a line.",
    discussion: "Looks in ASSAY_HOME, else beside the binary, else in the checkout.")

  func execute(in house: House) throws -> Reporting.ExitCode {
    let scenarios = house.assets.all(in: "scenarios", suffixes: ScenarioFile.suffixes)
    if scenarios.isEmpty {
      let places = house.assets.roots.joined(separator: ", ")
      throw CommandFailure(
        code: .missingFile,
        message: "no scenarios found; set ASSAY_HOME to the folder that holds scenarios/ (looked in: \(places))")
    }
    let width = scenarios.map(\.name.count).max() ?? 0
    let lines = scenarios.map { scenario in
      let bytes = (try? FileBytes.read(scenario.path, limit: SpecReader.sizeLimit)) ?? []
      let line = SpecReader.text(of: "description", in: bytes, named: scenario.path) ?? ""
      return scenario.name + String(repeating: " ", count: width - scenario.name.count + 2) + line
    }
    try say(lines.joined(separator: "\n") + "\n")
    return .success
  }
}
