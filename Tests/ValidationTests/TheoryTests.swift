import Foundation
import TestSupport
import Testing

/// Queues whose answers are known, against thirty replications in one process of the release build.
///
/// Passes when the expected value lies in the 99.99 % t-interval of the replications, widened by the stated slack where
/// the formula is a limit, and the interval is no wider than stated: a sloppy simulation cannot pass by being vague.
@Suite struct TheoryTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var scenario: String
    var metric: String
    var expected: Double
    var slack: Double
    var halfWidth: Double
    var formula: String
    var testDescription: String { "\(scenario) \(metric) = \(expected)" }
  }

  /// Student's t at 0.99995 for 29 degrees of freedom.
  static let student = 4.506
  static let replications = 30

  static func rows() throws -> [Row] {
    let table = try String(
      contentsOf: Checkout.root.appending(path: "scenarios/validation/expected.csv"), encoding: .utf8)
    return table.split(separator: "\n").dropFirst().map { line in
      let cells = line.split(separator: ",", maxSplits: 5).map(String.init)
      return Row(
        scenario: cells[0], metric: cells[1], expected: Double(cells[2])!, slack: Double(cells[3])!,
        halfWidth: Double(cells[4])!, formula: cells[5])
    }
  }

  static func scenarios() throws -> [String] {
    var names: [String] = []
    for row in try rows() where !names.contains(row.scenario) { names.append(row.scenario) }
    return names
  }

  /// Values of each metric in thirty replications of a scenario.
  static func replicate(_ scenario: String, _ metrics: [String]) throws -> [String: [Double]] {
    let output = try ReleaseBuild.run(
      "assay-probe", ["replicate", "scenarios/validation/\(scenario).yaml", "\(replications)"] + metrics)
    #expect(output.status == 0, "\(scenario): \(output.text) \(output.error)")
    var values: [String: [Double]] = [:]
    for line in output.text.split(separator: "\n") {
      let cells = line.split(separator: ",")
      if cells.count == 3, let value = Double(cells[2]) { values[String(cells[0]), default: []].append(value) }
    }
    return values
  }

  /// The 99.99 % interval of the mean of thirty replications.
  static func interval(of sample: [Double]) -> (mean: Double, half: Double) {
    let mean = sample.reduce(0, +) / Double(sample.count)
    let variance = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sample.count - 1)
    return (mean, student * (variance / Double(sample.count)).squareRoot())
  }

  @Test(arguments: try scenarios())
  func closedFormLiesInTheInterval(scenario: String) throws {
    let rows = try Self.rows().filter { $0.scenario == scenario }
    let values = try Self.replicate(scenario, rows.map(\.metric))
    for row in rows {
      let sample = values[row.metric] ?? []
      try #require(sample.count == Self.replications, "\(row.metric) of \(scenario): \(sample.count) values")
      let (mean, half) = Self.interval(of: sample)
      let allowed = half + row.slack * row.expected
      #expect(
        abs(mean - row.expected) <= allowed,
        "\(scenario) \(row.metric): \(mean) ± \(half), expected \(row.expected) = \(row.formula)")
      #expect(
        half <= row.halfWidth * row.expected,
        "\(scenario) \(row.metric): the interval is ±\(half / row.expected * 100) %, allowed \(row.halfWidth * 100) %")
      print("\(scenario) \(row.metric): \(mean) ± \(half) (99.99 %), expected \(row.expected)")
    }
    let ties = values["arrival_ties"] ?? []
    #expect(ties.reduce(0, +) <= 2 * Double(max(ties.count, 1)), "a coarse generator makes equal arrival instants")
  }

  @Test func dogBoneTransfersEndWhenArithmeticSaysSo() throws {
    let folder = try Scratch.folder()
    defer { Scratch.remove(folder) }
    let run = try ReleaseBuild.run(
      "assay", ["run", "scenarios/validation/dog-bone.yaml", "--quiet", "--out", folder.appending(path: "run").path])
    #expect(run.status == 0, "\(run.error)")
    let expected = try CSV(Checkout.root.appending(path: "scenarios/validation/dog-bone-expected.csv"))
    let found = try CSV(folder.appending(path: "run/transfers.csv"))
    #expect(expected.rows.count == found.rows.count)
    for row in expected.rows {
      let transfer = try #require(found.rows.first { $0["kind"] == row["transfer"] })
      let seconds = Double(transfer["finished_s"]!)!
      #expect(abs(seconds - Double(row["finished_s"]!)!) <= 1e-9, "\(row["transfer"]!) ends at \(seconds) s")
    }
  }
}
