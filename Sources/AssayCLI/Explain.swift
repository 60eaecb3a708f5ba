import ArgumentParser
import Experiments
import Marketplace
import Quantities
import Reporting
import Scenarios
import Scheduling
import Specs

struct Explain: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Tells why a job of a run went where it went, and how it ended.",
    discussion: """
      Replays the run of a results folder up to that job: what each filter dropped, the scores, the choice of every \
      attempt, and the events that were about the job. Numbers of jobs stand in jobs.csv.
      """)

  @Argument(help: "A results folder of `assay run`.", completion: .directory)
  var run: String

  @Option(help: ArgumentHelp("Number of the job, as in jobs.csv.", valueName: "n"))
  var job: Int64

  @OptionGroup var options: ScenarioOptions

  func execute(in house: House) throws -> Reporting.ExitCode {
    let folder = run.hasSuffix("/") ? String(run.dropLast()) : run
    guard (try? FileBytes.read("\(folder)/scenario.json", limit: SpecReader.sizeLimit)) != nil else {
      throw CommandFailure(
        code: .missingFile, message: "\(run): holds no scenario.json; name a results folder, as runs/quickstart/1")
    }
    let file = try ScenarioFile("\(folder)/scenario.json", options, settings: options.settings, in: house)
    let scenario = file.reading.product
    guard let story = JobStory.tell(job: job, of: scenario, seed: scenario.seed) else {
      throw CommandFailure(code: .usage, message: "\(run): has no job \(job); numbers of jobs stand in jobs.csv")
    }
    try say(text(of: story, scenario))
    return .success
  }

  private func text(of story: JobStory, _ scenario: Scenario) -> String {
    var lines = ["job \(job) of \(scenario.name), seed \(scenario.seed)"]
    if !story.row.isEmpty {
      let cells = story.row.filter { !$0.value.isEmpty && $0.column != "job" }
      let width = cells.map(\.column.count).max() ?? 0
      lines += cells.map { "  \($0.column)\(String(repeating: " ", count: width - $0.column.count))  \($0.value)" }
    }
    for explanation in story.explanations { lines += [""] + decision(explanation, story, scenario) }
    lines += ["", "events about it"]
    lines += story.events.isEmpty ? ["  none"] : story.events.map { "  \($0.number): \($0.sentence)" }
    lines += ["", ending(of: story)]
    return lines.joined(separator: "\n") + "\n"
  }

  private func decision(_ explanation: Explanation, _ story: JobStory, _ scenario: Scenario) -> [String] {
    let view = explanation.isByView ? ", by a picture of the load that may be stale" : ""
    let subject =
      explanation.isOfCopy ? "attempt \(explanation.attempt), one more copy" : "attempt \(explanation.attempt)"
    var lines = [
      "\(subject): broker-\(explanation.broker) decided at \(seconds(explanation.time))\(view)"
    ]
    lines.append("  \(explanation.rejections.count) candidates")
    for filter in Filter.allCases {
      let dropped = explanation.rejections.indices.filter { explanation.rejections[$0] == filter }
      if !dropped.isEmpty {
        let reason = meaning(of: filter, isOfCopy: explanation.isOfCopy)
        lines.append("  \(dropped.count) dropped by \(filter) (\(reason)): \(named(dropped, story))")
      }
    }
    let feasible = explanation.rejections.count { $0 == nil }
    lines.append("  \(feasible) could take it")
    if !explanation.scores.isEmpty {
      lines.append("  scores, best first")
      lines += explanation.scores.map { "    \(story.providers[$0.provider.index])  \($0.score)" }
    } else if feasible > 0 {
      lines.append("  the policy scores nobody")
    }
    guard let chosen = explanation.chosen else { return lines + ["  nobody was chosen: the client was refused"] }
    let place = explanation.scores.firstIndex { $0.provider == chosen }
    let rank = place.map { $0 == 0 ? ", the best" : ", number \($0 + 1) by score" } ?? ""
    let price = Amount(base: Int128(explanation.price))
    lines.append(
      "  went to \(story.providers[chosen.index])\(rank), for \(MetricText.tokens(price)) \(scenario.token.symbol)")
    if !explanation.isAffordable { lines.append("  but its client could not pay that: it was refused") }
    return lines
  }

  private func meaning(of filter: Filter, isOfCopy: Bool) -> String {
    switch filter {
    case .model: "does not host the model"
    case .region: "stands where the job may not go"
    case .up: isOfCopy ? "is away or loading, or has the job already" : "is away or loading"
    case .price: "asks more than the budget"
    case .deadline: "would answer too late"
    case .reputation: "is not trusted enough"
    }
  }

  /// The first names, and how many more.
  private func named(_ providers: [Int], _ story: JobStory) -> String {
    let shown = providers.prefix(8).map { story.providers[$0] }.joined(separator: ", ")
    return providers.count > 8 ? "\(shown), …" : shown
  }

  private func ending(of story: JobStory) -> String {
    guard let outcome = story["outcome"] else { return "still under way when the run ended" }
    let last = story.explanations.last
    let why =
      switch outcome {
      case "completed": "the answer reached its client"
      case "cloud": "its attempts were used up, so its client bought the answer from the cloud"
      case "failed": "its last attempt got no answer in time"
      case "expired": "its deadline passed"
      case "rejected" where last?.chosen == nil: "its last attempt was refused: no provider would do"
      case "rejected" where last?.isAffordable == false: "its last attempt was refused: its client could not pay"
      case "rejected": "its last attempt was refused by the provider it was offered to"
      default: outcome
      }
    return "ended \(outcome): \(why)"
  }

  private func seconds(_ instant: Instant) -> String { "\(MetricText.seconds(instant - .start)) s" }
}
