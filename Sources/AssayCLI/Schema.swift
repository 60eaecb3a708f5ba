import ArgumentParser
import Reporting
import Scenarios

struct Schema: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Prints the JSON Schema of scenario files, for editors and checkers.",
    discussion: """
      Keep it in a file and name that in the first line of a scenario, \
      `# yaml-language-server: $schema=scenario.schema.json`, and editors complete and check as you type.
      """)

  func execute(in house: House) throws -> Reporting.ExitCode {
    try say(Scenario.description(policies: house.policies).schema(title: "Assay scenario"))
    return .success
  }
}
