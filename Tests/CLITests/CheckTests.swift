import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Twenty servers at load 0.85: the less loaded of two, two thousand jobs.
let small = """
  name: small
  duration: 120 s
  sampling: 30 s
  network: {fidelity: ideal}
  models: {unit: {profile: generic}}
  providers: {station: {count: 20, device: generic, engine: {kind: service, servers: 1}, ask: {per_second: 0.001 USD}}}
  clients: {source: {timeout: 24 h}}
  demand: {jobs: {arrivals: {kind: poisson, rate: 17 /s}, work: {kind: exponential, mean: 1 s}}}
  scheduling: {policy: {kind: power-of-choices, choices: 2}}
  ci: [duration=60 s]

  """

let suite = """
  replications: 16
  scenarios: [{scenario: small.yaml}]
  metrics:
    e2e_mean_s: {tolerance: 3 %}
    wait_mean_s: {better: lower, tolerance: 5 %}
    energy_cost: {tolerance: 1 %}

  """

/// A folder with a scenario, a suite and the suite's baseline.
private func withBaseline(_ body: (URL) throws -> Void) throws {
  try withFolder { folder in
    try write(small, folder.appending(path: "small.yaml"))
    try write(suite, folder.appending(path: "suite.yaml"))
    let made = try assay(["check", "suite.yaml", "--baseline", "kept", "--update"], in: folder)
    #expect(made.status == 0 && made.error.isEmpty, "\(made.error)")
    #expect(made.lines.first == "kept/small.json: small, 16 seeds")
    try body(folder)
  }
}

private func check(_ more: [String] = [], in folder: URL) throws -> ProcessOutput {
  try assay(["check", "suite.yaml", "--baseline", "kept"] + more, in: folder)
}

private func bytes(_ name: String, _ folder: URL) throws -> Data {
  try Data(contentsOf: folder.appending(path: name))
}

@Suite struct CheckTests {
  @Test func nothingChangedIsGreen() throws {
    try withBaseline { folder in
      let before = try bytes("kept/small.json", folder)
      let output = try check(in: folder)
      #expect(output.status == 0 && output.error.isEmpty, "\(output.text)\(output.error)")
      #expect(output.lines.first == "small: same events in 8 seeds; 3 metrics: no change")
      #expect(output.lines.last?.contains("events/s") == true)
      #expect(try check(["--strict"], in: folder).status == 0)
      // Another number of threads gives the same baseline, and checking wrote nothing.
      #expect(try bytes("kept/small.json", folder) == before)
      for workers in ["1", "3"] {
        #expect(try check(["--update", "--workers", workers], in: folder).status == 0)
        #expect(try bytes("kept/small.json", folder) == before)
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "kept").path) == ["small.json"])
    }
  }

  @Test func aPlantedRegressionIsRedAndSaysWhy() throws {
    try withBaseline { folder in
      let reports = ["--junit", "out/junit.xml", "--markdown", "out/summary.md", "--sarif", "out/check.sarif"]
      let output = try check(["--set", "scheduling.policy=random"] + reports, in: folder)
      #expect(output.status == 1 && output.error.isEmpty, "\(output.text)\(output.error)")
      let alarm = try #require(output.lines.first { $0.hasPrefix("WORSE  small: e2e_mean_s is worse: +") })
      #expect(alarm.contains("interval +") && alarm.contains("tolerance ±3 %") && alarm.contains("lower is better"))
      #expect(output.text.contains("seeds took another course"))

      let junit = try XMLDocumentShape(bytes("out/junit.xml", folder))
      #expect(junit.count("testsuites") == 1 && junit.count("testsuite") == 1 && junit.count("testcase") == 4)
      #expect(junit.count("failure") >= 1 && junit.attributes("testsuites")["failures"] == "\(junit.count("failure"))")
      #expect(try String(decoding: bytes("out/summary.md", folder), as: UTF8.self).hasPrefix("## assay check: worse\n"))
      let sarif = try JSONSerialization.jsonObject(with: bytes("out/check.sarif", folder)) as? [String: Any]
      #expect(sarif?["version"] as? String == "2.1.0")
      let run = (sarif?["runs"] as? [[String: Any]])?.first
      let results = run?["results"] as? [[String: Any]] ?? []
      let worst = try #require(results.first { $0["level"] as? String == "error" })
      #expect(worst["ruleId"] as? String == "metric-worse")
      let place = (worst["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
      #expect((place?["artifactLocation"] as? [String: Any])?["uri"] as? String == "small.yaml")
      let driver = (run?["tool"] as? [String: Any])?["driver"] as? [String: Any]
      #expect((driver?["rules"] as? [[String: Any]])?.count == 3)
    }
  }

  /// Mistakes that a mean does not show, or hardly, and mistakes of one in a hundred: each is called by the metric that
  /// it moves. What is planted is a setting, so that the program under test is the one that ships.
  @Test(arguments: [
    ("last come, first served", "providers.station.engine={kind: service, servers: 1, order: lifo}", "e2e_p99_s"),
    ("one server ignored", "providers.station.count=19", "e2e_mean_s"),
    ("service longer by 1 %", "demand.jobs.work.mean=1.01 s", "e2e_mean_s"),
    ("a view older than it should be", "scheduling.view_age=300 ms", "wait_mean_s"),
  ])
  func plantedMistakesAreCalledByName(mistake: String, setting: String, metric: String) throws {
    try withFolder { folder in
      try write(small, folder.appending(path: "small.yaml"))
      let suite = """
        replications: 32
        scenarios: [{scenario: small.yaml, set: [scheduling.view_age=100 ms]}]
        metrics: {e2e_mean_s: {tolerance: 1 %}, e2e_p99_s: {tolerance: 5 %}, wait_mean_s: {tolerance: 2 %}}
        """
      try write(suite, folder.appending(path: "suite.yaml"))
      #expect(try check(["--update"], in: folder).status == 0)
      let output = try check(["--set", setting], in: folder)
      #expect(output.status == 1, "\(mistake): \(output.text)\(output.error)")
      #expect(output.text.contains("WORSE  small: \(metric) is worse: +"), "\(mistake): \(output.text)")
    }
  }

  @Test func anotherCourseAloneIsReportedAndPasses() throws {
    try withBaseline { folder in
      let output = try check(["--set", "sampling=7 s"], in: folder)
      #expect(output.status == 0, "\(output.text)")
      #expect(output.text.contains("small: 8 of 8 seeds took another course"))
      #expect(output.text.contains("equal up to event 0, different by event 1024"))
      #expect(!output.text.contains("WORSE"))
      #expect(try check(["--set", "sampling=7 s", "--strict"], in: folder).status == 1)
    }
  }

  /// The same events at the same instants, but what they cost has changed: the course says nothing of that.
  @Test func metricsAreComparedWhereTheCourseIsTheSame() throws {
    try withBaseline { folder in
      let output = try check(["--set", "energy.price=0.2 USD/kWh"], in: folder)
      #expect(output.status == 1 && output.text.contains("small: same events in "), "\(output.text)")
      #expect(output.text.contains("WORSE  small: energy_cost is worse: +33.33 %"), "\(output.text)")
      #expect(try check(["--set", "energy.price=0.1 USD/kWh"], in: folder).status == 0)
    }
  }

  @Test func githubGetsAnnotations() throws {
    try withBaseline { folder in
      let output = try assay(
        ["check", "suite.yaml", "--baseline", "kept", "--set", "scheduling.policy=random"],
        environment: ["GITHUB_ACTIONS": "true"], in: folder)
      let line = try #require(output.lines.first { $0.hasPrefix("::error ") })
      #expect(line.hasPrefix("::error file=small.yaml,title=e2e_mean_s is worse::small: "))
      #expect(output.lines.contains { $0.hasPrefix("::notice file=small.yaml,") && $0.contains("%0A") })
    }
  }

  @Test func policiesOfASuiteHaveBaselinesOfTheirOwn() throws {
    try withFolder { folder in
      try write(small, folder.appending(path: "scenarios/small.yaml"))
      let text = """
        replications: 4
        scenarios:
          - scenario: scenarios/small.yaml
            policies: [random, "{kind: power-of-choices, choices: 3}"]
            set: ["duration=20 s"]
        """
      try write(text, folder.appending(path: "suites/own.yaml"))
      #expect(try assay(["check", "suites/own.yaml", "--update"], in: folder).status == 0)
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "results/baseline").path
      ).sorted()
      #expect(names == ["small.kind-power-of-choices-choices-3.json", "small.random.json"])
      let output = try assay(["check", "suites/own.yaml"], in: folder)
      #expect(output.status == 0 && output.text.contains("small under random: same events in 4 seeds"))
    }
  }
}

@Suite struct ShippedBaselineTests {
  /// What `assay check` compares without a suite is all there, and small: eight seeds of each in seconds.
  @Test func everyShippedScenarioHasASmallBaseline() throws {
    for scenario in try Checkout.scenarios() {
      let name = URL(fileURLWithPath: scenario).deletingPathExtension().lastPathComponent
      let file = Checkout.root.appending(path: "results/baseline/\(name).json")
      guard let kept = try? JSONFile(file) else {
        Issue.record("\(scenario) has no baseline; make one with `assay check --update`")
        continue
      }
      let events = kept.value("events") as? [Int] ?? []
      #expect(events.count == 64 && kept.text("policy") == "", "\(name)")
      #expect(events.allSatisfy { $0 <= 500_000 }, "\(scenario) takes too long: give it a `ci:`, or a shorter one")
    }
  }
}

@Suite struct RefusalTests {
  @Test func aBaselineOfSomethingElseIsRefused() throws {
    try withBaseline { folder in
      let file = folder.appending(path: "kept/small.json")
      let kept = try String(contentsOf: file, encoding: .utf8)
      // Comments, layout and the line that describes change nothing of what is run.
      try write("# comment\n" + small + "description: words\n", folder.appending(path: "small.yaml"))
      #expect(try check(in: folder).status == 0)
      try write(small.replacingOccurrences(of: "17 /s", with: "16 /s"), folder.appending(path: "small.yaml"))
      var output = try check(in: folder)
      #expect(output.status == 65 && output.text.isEmpty)
      #expect(output.error.contains("kept/small.json: the baseline is of another scenario"))
      #expect(output.error.contains("--update"))
      #expect(try String(contentsOf: file, encoding: .utf8) == kept)
      try write(small, folder.appending(path: "small.yaml"))

      for (from, to, reason) in [
        ("\"assay_version\": \"", "\"assay_version\": \"9.", "was made by assay 9."),
        ("assay-baseline/1", "assay-baseline/2", "has the format assay-baseline/2"),
        ("\"seeds\": [", "\"seeds\": [\"1\", ", "has another number of elements than seeds"),
        ("\"events\": [", "\"events\": [x", "kept/small.json:8:14: events[0]: "),
      ] {
        let damaged = kept.replacingOccurrences(of: from, with: to)
        #expect(damaged != kept)
        try write(damaged, file)
        output = try check(in: folder)
        #expect(output.status == 65 && output.error.contains(reason), "\(output.error)")
        #expect(try String(contentsOf: file, encoding: .utf8) == damaged)
      }
      try FileManager.default.removeItem(at: file)
      output = try check(in: folder)
      #expect(output.status == 66 && output.error.contains("there is no baseline of small; accept"))
    }
  }

  @Test func badSuitesAreRefused() throws {
    try withFolder { folder in
      try write(small, folder.appending(path: "small.yaml"))
      let cases: [(suite: String, code: Int32, said: String)] = [
        ("scenarios: []", 65, "compares nothing"),
        ("replications: 8", 65, "compares nothing"),
        ("scenarios: [{scenario: none.yaml}]", 66, "none.yaml: there is no such file"),
        ("scenarios: [{scenario: small.yaml, policies: [randm]}]", 65, "did you mean `random`?"),
        ("scenarios: [{scenario: small.yaml}, {scenario: small.yaml}]", 65, "is compared twice"),
        ("scenaros: [{scenario: small.yaml}]", 65, "did you mean `scenarios`?"),
        ("scenarios: [{scenario: small.yaml, set: [duration]}]", 65, "is not a setting"),
        ("scenarios: [{scenario: small.yaml}]\nreplications: 1", 65, "out of range"),
        ("scenarios: [{scenario: small.yaml}]\nmetrics: {e2e_mean_s: {better: up}}", 65, "suite.yaml:2:"),
      ]
      for item in cases {
        try write(item.suite, folder.appending(path: "suite.yaml"))
        let output = try assay(["check", "suite.yaml", "--update"], in: folder)
        #expect(output.status == item.code && output.error.contains(item.said), "\(item.suite): \(output.error)")
        #expect(output.text.isEmpty && !FileManager.default.fileExists(atPath: folder.appending(path: "results").path))
      }
    }
  }

  @Test func aMetricThatNobodyMeasuresIsAMistake() throws {
    try withBaseline { folder in
      try write("scenarios: [{scenario: small.yaml}]\nmetrics: {e2e_maen_s: {}}", folder.appending(path: "suite.yaml"))
      let output = try check(in: folder)
      #expect(output.status == 65 && output.error.contains("did you mean `e2e_mean_s`?"), "\(output.error)")
      try write(
        "scenarios: [{scenario: small.yaml}]\nmetrics: {jobs_arrived: {}}", folder.appending(path: "suite.yaml"))
      #expect(try check(in: folder).error.contains("give the suite `better: lower`"))
    }
  }

  @Test func suitesAreDescribed() throws {
    let output = try assay(["describe", "suite"])
    #expect(output.status == 0)
    for key in ["replications", "error", "scenarios", "policies", "metrics", "tolerance", "absolute", "better"] {
      #expect(output.text.contains(key), "\(key)")
    }
  }

  @Test func settingsAreNotKept() throws {
    let output = try assay(["check", "--update", "--set", "duration=1 s"])
    #expect(output.status == 64 && output.error.contains("--update"))
    #expect(try assay(["check", "no-such-suite.yaml"]).status == 66)
    #expect(try assay(["check", "--workers", "0"]).status == 64)
  }
}

/// The elements of an XML document, if it is well-formed.
private final class XMLDocumentShape: NSObject, XMLParserDelegate {
  private var elements: [(name: String, attributes: [String: String])] = []

  init(_ data: Data) throws {
    super.init()
    let parser = XMLParser(data: data)
    parser.delegate = self
    guard parser.parse() else { throw CocoaError(.fileReadCorruptFile) }
  }

  func count(_ name: String) -> Int { elements.count { $0.name == name } }
  func attributes(_ name: String) -> [String: String] { elements.first { $0.name == name }?.attributes ?? [:] }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes))
  }
}
