import Foundation
import TestSupport
import Testing

/// What README.md states in figures is what the program prints, what the benchmark measured, what the formulas give.
@Suite struct ReadmeTests {
  static func text(_ path: String) throws -> String {
    try String(contentsOf: Checkout.root.appending(path: path), encoding: .utf8)
  }

  /// The cells of the rows of a Markdown table: that with the heading that begins with these cells.
  static func table(_ heading: String, in text: String) throws -> [[String]] {
    let lines = text.components(separatedBy: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix(heading) }, "no table begins with \(heading)")
    return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.dropFirst().dropLast().components(separatedBy: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  static func words(_ line: some StringProtocol) -> [String] {
    String(line).components(separatedBy: .whitespaces).filter { !$0.isEmpty }
  }

  @Test func theQuotedSummaryIsThePrintedOne() throws {
    let readme = try Self.text("README.md").components(separatedBy: "```\n")
    let quoted = try #require(readme.first { $0.hasPrefix("quickstart: ") })
    let folder = try Scratch.folder()
    defer { Scratch.remove(folder) }
    let run = try ReleaseBuild.run("assay", ["run", "quickstart", "--out", folder.appending(path: "run").path])
    #expect(run.status == 0, "\(run.error)")
    let printed = Set(run.lines.map(Self.words))
    let lines = quoted.split(separator: "\n").map(Self.words).filter { !$0.isEmpty }
    #expect(lines.count > 15)
    for line in lines { #expect(printed.contains(line), "README quotes «\(line.joined(separator: " "))»") }
  }

  /// To the digits that README gives.
  static func agrees(_ stated: String, _ measured: String) throws -> Bool {
    if stated == "–" || measured == "–" { return stated == measured }
    let (a, b) = (try #require(Double(stated)), try #require(Double(measured)))
    let decimals = stated.firstIndex(of: ".").map { stated.distance(from: $0, to: stated.endIndex) - 1 } ?? 0
    return abs(a - b) <= 0.5001 * pow(10, -Double(decimals))
  }

  @Test func theSpeedsAreThoseOfTheBenchmark() throws {
    let results = try Self.text("Benchmarks/RESULTS.md")
    let halves = results.components(separatedBy: "Assay's rate over each peer's")
    let rates = try Self.table("|  | PHOLD", in: halves[0])
    let ratios = try Self.table("|  | PHOLD", in: halves[1])
    let rows = try Self.table("| workload | Assay, million", in: try Self.text("README.md"))
    #expect(rows.count == 5)
    for (place, row) in rows.enumerated() {
      let own = try #require(rates.first { $0[0] == "Assay" })
      #expect(try Self.agrees(row[1], own[place + 1]), "\(row[0])")
      for (column, peer) in ["C++ priority_queue", "ns-3", "SimPy", "SimGrid"].enumerated() {
        let ratio = try #require(ratios.first { $0[0] == peer })
        #expect(try Self.agrees(row[column + 2], ratio[place + 1]), "\(row[0]) over \(peer)")
      }
    }
  }

  @Test func theClosedFormsAreThoseOfTheTests() throws {
    let expected = try Self.text("scenarios/validation/expected.csv").split(separator: "\n").dropFirst()
      .map { String($0.split(separator: ",")[2]) }
    let rows = try Self.table("| scenario | quantity | closed form", in: try Self.text("README.md"))
    #expect(rows.count >= 9)
    for row in rows {
      #expect(try expected.contains { try Self.agrees(row[2], $0) }, "\(row)")
      let parts = row[3].components(separatedBy: " ± ")
      let (mean, half) = (try #require(Double(parts[0])), try #require(Double(parts[1])))
      // Two choices of 1,000 are near their limit, not at it.
      let slack = row[0].hasPrefix("two choices") ? 0.03 * mean : 0
      #expect(abs(mean - (try #require(Double(row[2])))) <= half + slack, "\(row)")
    }
  }
}
