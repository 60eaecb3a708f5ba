import Marketplace
import Quantities
import Scenarios
import Scheduling
import SimulationKernel
import Specs
import Testing

@testable import Experiments

/// Ten servers at load 0.8 under a policy; `more` are settings.
private func scenario(_ policy: String = "random", _ more: [String] = []) throws -> Scenario {
  let text = """
    name: ten
    duration: 300 s
    sampling: 60 s
    network: {fidelity: ideal}
    models: {unit: {profile: generic}}
    providers: {station: {count: 10, device: generic, engine: {kind: service, servers: 1}}}
    clients: {source: {timeout: 24 h}}
    demand: {jobs: {arrivals: {kind: poisson, rate: 8 /s}, work: {kind: exponential, mean: 1 s}}}
    """
  let settings = ["scheduling.policy=\(policy)"] + more
  return try SpecReader.read(Array(text.utf8), named: "ten.yaml", settings: settings) {
    Scenario(from: &$0, policies: .standard)
  }.product
}

@Suite struct ReplicationTests {
  @Test func checkpointsLieOnTheRun() throws {
    let scenario = try scenario()
    let run = Replication.run(scenario, index: 3)
    #expect(run.violation == nil && run.events > 5000 && run.checkpoints.marks.count >= 5)
    var simulation = World.simulation(of: scenario, seed: Replication.seed(of: scenario, index: 3))
    for (place, mark) in run.checkpoints.marks.enumerated() {
      let events = UInt64(place + 1) * run.checkpoints.spacing
      simulation.run(through: simulation.model.horizon, eventLimit: events - simulation.eventsHandled)
      #expect(simulation.fingerprint == mark && simulation.eventsHandled == events)
    }
    simulation.run(through: simulation.model.horizon)
    #expect(simulation.fingerprint == run.fingerprint && simulation.eventsHandled == run.events)
  }

  @Test func seedsDifferAndPoliciesShareThem() throws {
    let runs = try ["random", "least-work"].map { policy in
      let scenario = try scenario(policy)
      return (0..<4).map { Replication.run(scenario, index: $0) }
    }
    #expect(Set(runs[0].map(\.seed)).count == 4 && runs[0].map(\.seed) == runs[1].map(\.seed))
    // The same jobs arrive under both, whatever becomes of them.
    #expect(runs[0].map { $0["jobs_arrived"] } == runs[1].map { $0["jobs_arrived"] })
    #expect(runs[0].map(\.fingerprint) != runs[1].map(\.fingerprint))
    #expect(Set(runs[0].map { $0["jobs_arrived"] }).count > 1)
  }

  @Test func watchingChangesNoEvent() throws {
    let scenario = try scenario("round-robin")
    let run = Replication.run(scenario, index: 0)
    let events = CourseChange.events(of: scenario, seed: run.seed, in: 1...UInt64.max - 1, step: 1)
    #expect(UInt64(events.count) == run.events && events.last?.fingerprint == run.fingerprint)
    #expect(events.enumerated().allSatisfy { $0.element.number == UInt64($0.offset + 1) })
    #expect(events.allSatisfy { TracedEvent(line: $0.line) == $0 })
    let strided = CourseChange.events(of: scenario, seed: run.seed, in: 100...1000, step: 64)
    #expect(strided == stride(from: 128, through: 960, by: 64).map { events[$0 - 1] })
    #expect(JobStory.tell(job: 40, of: scenario, seed: run.seed)?["outcome"] == "completed")
  }

  /// To explain a job changes no event, whatever the policy.
  @Test func explainingChangesNoEvent() throws {
    for entry in Catalog<any SchedulingPolicy>.standard.entries {
      let scenario = try scenario("{kind: \(entry.kind)}")
      var prints: [UInt64] = []
      for job in [Int64(-1), 7, 500] {
        var simulation = World.simulation(of: scenario, seed: 5)
        simulation.model.explainedJob = job
        simulation.run(through: simulation.model.horizon)
        prints.append(simulation.fingerprint)
        #expect(simulation.model.explanations.count == (job < 0 ? 0 : 1), "\(entry.kind)")
      }
      #expect(Set(prints).count == 1, "\(entry.kind)")
    }
  }

  /// The first event that differs, found by strides, is the one that a comparison of whole traces finds.
  @Test(arguments: ["demand.jobs.next={jobs: 0.01}", "sampling=299 s", "token.epoch=250 s", "duration=290 s"])
  func theFirstDifferenceIsFound(setting: String) throws {
    let (one, other) = (try scenario(), try scenario("random", [setting]))
    let runs = [one, other].map { Replication.run($0, index: 1) }
    let whole = [one, other].map { CourseChange.events(of: $0, seed: runs[0].seed, in: 1...UInt64.max - 1, step: 1) }
    let shared = zip(whole[0], whole[1]).prefix { $0.0.fingerprint == $0.1.fingerprint }.count
    try #require(shared < max(whole[0].count, whole[1].count), "the setting changes nothing")
    var change = CourseChange(
      seed: runs[0].seed, index: 1, differing: 1, seeds: 1, events: runs[1].events, eventsBefore: runs[0].events)
    (change.equalAfter, change.differentAfter) = runs[1].checkpoints.parting(from: runs[0].checkpoints)
    #expect(change.interval.contains(UInt64(shared + 1)))
    // Without checkpoints the whole run is searched, in strides.
    for hasCheckpoints in [true, false] {
      if !hasCheckpoints { (change.equalAfter, change.differentAfter) = (nil, nil) }
      change.parted = nil
      let seed = change.seed
      change.find(
        now: { CourseChange.events(of: other, seed: seed, in: $0, step: $1) },
        before: { CourseChange.events(of: one, seed: seed, in: $0, step: $1) })
      let parted = try #require(change.parted)
      #expect(parted.before == (shared < whole[0].count ? whole[0][shared] : nil))
      #expect(parted.now == (shared < whole[1].count ? whole[1][shared] : nil))
    }
  }
}

@Suite struct BaselineTests {
  @Test func aBaselineReadsBackToTheBit() throws {
    let scenario = try scenario()
    var runs = (0..<10).map { Replication.run(scenario, index: $0) }
    // A metric that some runs have not, and values that are awkward to write.
    runs[4].metrics.removeAll { $0.name == "wait_mean_s" }
    runs[5].metrics[0].value = .number(0.1 + 0.2)
    runs[6].metrics[0].value = .number(Double.leastNonzeroMagnitude)
    let origin = Baseline.Origin(engine: "1", scenario: "ten", policy: "a\"b", digest: "00ff")
    let kept = Baseline(origin: origin, replications: runs)
    let read = try Baseline.read(kept.json, named: "ten.json")
    #expect(read.origin == origin && read.replications.count == 10 && read.json == kept.json)
    for (a, b) in zip(read.replications, runs) {
      #expect(a.seed == b.seed && a.events == b.events && a.fingerprint == b.fingerprint)
      for metric in b.metrics { #expect(a[metric.name] == b[metric.name], "\(metric.name)") }
      #expect(a.metrics.count == b.metrics.count)
    }
    #expect(read.replications[7].checkpoints == runs[7].checkpoints && read.replications[8].checkpoints.marks.isEmpty)
  }

  @Test func refusalsSayWhy() {
    let origin = Baseline.Origin(engine: "1", scenario: "ten", policy: "", digest: "00ff")
    let run = Replication(
      seed: 9, events: 1, fingerprint: 1, checkpoints: Checkpoints(), metrics: [], violation: nil)
    let kept = Baseline(origin: origin, replications: [run, run])
    var other = origin
    #expect(kept.refusal(for: origin, firstSeed: 9) == nil)
    #expect(kept.refusal(for: origin, firstSeed: 8) == "is of other seeds")
    other.engine = "2"
    #expect(kept.refusal(for: other, firstSeed: 9) == "was made by assay 1, and this is assay 2")
    #expect(kept.refusal(for: other, firstSeed: 9, mayDiffer: true) == nil)
    other.digest = "00fe"
    #expect(kept.refusal(for: other, firstSeed: 9, mayDiffer: true)?.hasPrefix("is of another scenario") == true)
  }
}

@Suite struct WordingTests {
  private func finding(_ difference: Double, mean: Double, halfWidth: Double) -> GateReport.Finding {
    GateReport.Finding(
      metric: "wait_mean_s", unit: "s", direction: .lower, verdict: .worse, mean: mean, difference: difference,
      halfWidth: halfWidth, margin: 0.1, tolerance: nil, replications: 8, lost: 0)
  }

  @Test func numbersHaveFourDigits() {
    let shown: [(Double, String)] = [
      (0, "0"), (1234.5, "1234"), (123456, "123456"), (0.0123456, "0.01235"), (-2.5, "-2.500"), (9.99996, "10.000"),
      (-0.0004, "-0.0004000"), (.infinity, "∞"), (.nan, "–"),
    ]
    for (value, text) in shown { #expect(Wording.number(value) == text) }
    #expect(Wording.fixed(-0.001, decimals: 2) == "0.00" && Wording.trimmed(5) == "5" && Wording.trimmed(0.5) == "0.5")
  }

  @Test func changesArePartsOfTheMean() {
    #expect(Wording.interval(finding(0.5, mean: 2, halfWidth: 0.1)) == "+20.00 % … +30.00 %")
    #expect(Wording.interval(finding(0.5, mean: 0, halfWidth: 0.1)) == "+0.4000 s … +0.6000 s")
    #expect(Wording.tolerance(finding(0.5, mean: -2, halfWidth: 0.1)) == "±5.00 %")
  }

  /// Names and reasons come from files: no report may be broken by them.
  @Test func textOfFilesIsEscaped() {
    var report = GateReport(error: 0.05, most: 8)
    report.cells = [
      GateReport.Cell(
        name: "a<b>&\"c\"|_%\n,:", file: "s p/ü.yaml", replications: 8, course: .same(seeds: 8),
        findings: [finding(0.5, mean: 2, halfWidth: 0.1)], violation: nil)
    ]
    let xml = JUnitReport.xml(report, isStrict: false)
    #expect(xml.contains("name=\"a&lt;b&gt;&amp;&quot;c&quot;|_%\n,:\"") && !xml.contains("<b>"))
    let markdown = MarkdownReport.text(report, title: "t", isStrict: false)
    #expect(markdown.contains("| a&lt;b&gt;&amp;\"c\"\\|\\_% ,: |"))
    let annotation = Annotations.lines(report, isStrict: false)[0]
    #expect(annotation.hasPrefix("::error file=s p/ü.yaml,title=wait_mean_s is worse::a<b>&\"c\"|_%25%0A,:: "))
    let sarif = String(decoding: SARIFReport.json(report, version: "1", isStrict: false), as: UTF8.self)
    #expect(sarif.contains("\"uri\": \"s%20p/%C3%BC.yaml\"") && sarif.contains("\\\"c\\\"|_%\\n"))
  }
}
