import Quantities
import Recording
import Testing

@testable import Reporting

/// The command to repeat a run, the files about it, and the summary that a person reads.
@Suite struct TextTests {
  @Test func commandsAreQuotedForAShell() {
    var command = ReplayCommand(scenario: "/home/x/my scenario.yaml", seed: 3)
    command.add("--set", "clients.a=it's")
    command.add("--until", "2 h")
    #expect(command.text == "assay run 'my scenario.yaml' --seed 3 --set 'clients.a=it'\\''s' --until '2 h'")
    #expect(ReplayCommand(scenario: "quickstart", seed: 0).text == "assay run quickstart --seed 0")
  }

  private func sample() -> RunReport {
    var report = RunReport()
    report.metrics.startGroup("Jobs")
    report.metrics.add("arrived", .count(1_234_567), better: .none)
    report.metrics.add("share", .number(0.12345678))
    report.metrics.startGroup("Latency")
    report.metrics.add("ttft_p50_s", .seconds(TimeSpan(nanoseconds: 123_456_789)), unit: "s", better: .lower)
    report.metrics.add("e2e_max_s", .seconds(TimeSpan(nanoseconds: 123_456_789_012)), unit: "s", better: .lower)
    report.metrics.add("paid", .tokens(Amount(base: 12_345_678_987_654_321_012)), unit: "token")
    report.metrics.add("odd", .number(.nan))
    report.metrics.add(ExactAccount("jobs", unit: "jobs", left: [.init("in", 10)], right: [.init("out", 10)]))
    report.metrics.add(
      ExactAccount("bytes", unit: "B", left: [.init("sent", 1 << 70)], right: [.init("delivered", 1 << 70)]))
    report.location = "runs/toy/1"
    report.fingerprint = 0xABC
    return report
  }

  @Test func aStrangerCanReadTheSummary() {
    #expect(
      SummaryText.text(title: "toy", seed: 1, sample()) == """
        toy, seed 1

        Jobs
          arrived      1,234,567
          share          0.12346

        Latency
          ttft p50 s      123.46 ms
          e2e max s       123.46 s
          paid        12,345,679 token
          odd                  –

        exact to the last unit: jobs, bytes
        results: runs/toy/1
        fingerprint: 0000000000000abc

        """)
  }

  @Test func theSummaryFileIsExact() {
    let json = SummaryFile.json(sample().metrics).rendered
    for part in [
      "\"ttft_p50_s\": {\n      \"value\": 0.123456789,\n      \"unit\": \"s\",\n      \"better\": \"lower\"\n    }",
      "\"value\": 12345678.987654321012,", "\"odd\": {\n      \"value\": null,", "\"in\": 10,",
      "\"sent\": 1180591620717411303424,\n", "\"holds\": true",
    ] {
      #expect(json.contains(part), "\(part)")
    }
  }

  @Test(
    arguments: [
      (.number(1e20), "", "1e+20 "), (.number(0.0000123), "", "0.0000123 "), (.number(-1234567.5), "", "-1,234,568 "),
      (.number(0.000833333333), "", "0.00083333 "),
      (.seconds(TimeSpan(nanoseconds: 1500)), "s", "1.5 µs"), (.seconds(.zero), "s", "0 s"),
      (.seconds(TimeSpan(nanoseconds: 999_999)), "s", "1000 µs"), (.integer(-12345), "", "-12,345 "),
      (.number(2), "", "2 "), (.fixed(9_999_995, decimals: 2), "", "100,000 "),
    ] as [(MetricValue, String, String)])
  func numbersForReading(value: MetricValue, unit: String, expected: String) {
    let cell = SummaryText.shown(Metric(name: "x", value: value, unit: unit, better: .none, label: "x"))
    #expect("\(cell.value) \(cell.unit)" == expected)
  }

  @Test func theDataPackageDescribesEveryColumn() {
    let tables = JournalTable.allCases.map(\.description)
    let json = DataPackage.json(name: "My Run", tables: tables).rendered
    #expect(json.contains("\"name\": \"my-run\"") && json.contains("\"path\": \"jobs.csv\""))
    #expect(json.contains("\"unit\": \"token\""))
    #expect(json.split(separator: "\"description\"").count - 1 == tables.count + tables.flatMap(\.columns).count)
  }

  @Test func progressSaysHowFar() {
    let state = ProgressLine.State(
      now: Instant(nanoseconds: 21_600_000_000_000), horizon: Instant(nanoseconds: 86_400_000_000_000),
      events: 2_500_000, jobs: 123_456, elapsed: .seconds(10))
    #expect(
      ProgressLine.text(state)
        == " 25 %  6 h 00 min of 1 d 0 h  123 k jobs  250 k events/s  30 s left")
  }
}
