import ArgumentParser
import Experiments
import Reporting
import Scenarios
import Scheduling
import Specs

struct Describe: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Tells what a scenario file may say: keys, units, defaults, alternatives.",
    discussion: """
      Without an argument: the whole file in outline. With a KIND of thing to choose (`distribution`, `policy`) its \
      alternatives, and with a NAME the keys of that one. KIND may also be the path of a section, as in `network`, or \
      `suite`, for the suite files of `assay check`.
      """)

  @Argument(help: "What to describe.")
  var kind: String?

  @Argument(help: "One of its alternatives.")
  var name: String?

  func execute(in house: House) throws -> Reporting.ExitCode {
    let description = Scenario.description(policies: house.policies)
    guard let kind else {
      try say(description.text)
      return .success
    }
    if kind == "suite" && name == nil {
      try say(Suite.description.text)
      return .success
    }
    if let text = description.text(of: kind, kind: name) {
      try say(text)
      return .success
    }
    let kinds = description.kinds(of: kind)
    let isKindKnown = name != nil && !kinds.isEmpty
    let word = isKindKnown ? name ?? "" : kind
    let remedy = suggestion(for: word, among: isKindKnown ? kinds : description.topics)
    throw CommandFailure(code: .usage, message: "assay describe: there is nothing called `\(word)`; \(remedy)")
  }
}

extension Scenario {
  static func description(policies: Catalog<any SchedulingPolicy>) -> Description {
    SpecReader.describe { Scenario(from: &$0, policies: policies) }
  }
}
