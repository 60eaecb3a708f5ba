/// A report for a terminal. Scenarios where nothing changed take one line.
public enum PlainReport {
  public static func text(_ report: GateReport) -> String {
    var lines: [String] = []
    for cell in report.cells { lines += self.lines(cell) }
    for (name, reason) in report.skipped { lines.append("\(name): skipped: \(reason)") }
    lines.append("")
    lines += report.alarms.map { "WORSE  \($0)" }
    lines.append(Wording.counts(report))
    lines.append(report.footnote)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ cell: GateReport.Cell) -> [String] {
    if let violation = cell.violation { return ["\(cell.name): invariant broken: \(violation)"] }
    let course = Wording.course(cell.course)
    let isQuiet = cell.findings.allSatisfy { $0.verdict == .noChange }
    if case .same = cell.course, isQuiet {
      let metrics = cell.findings.isEmpty ? "" : "; \(Wording.plural(cell.findings.count, "metric")): no change"
      return ["\(cell.name): \(course[0])\(metrics)"]
    }
    return ["\(cell.name): \(course[0])"] + course.dropFirst().map { "  " + $0 } + table(cell.findings)
  }

  private static func table(_ findings: [GateReport.Finding]) -> [String] {
    guard !findings.isEmpty else { return [] }
    let header = ["metric", "base", "change", "interval", "tolerance", "seeds", "verdict"]
    let rows = [header] + findings.map(cells)
    let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let padded = zip(row, widths).enumerated().map { column, cell in
        let gap = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 || column == 6 ? cell.0 + gap : gap + cell.0
      }
      let line = "  " + padded.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  static func cells(_ finding: GateReport.Finding) -> [String] {
    if finding.lost > 0 {
      return [
        finding.metric, Wording.number(finding.mean) + Wording.unit(finding), "none left", "", "", "",
        finding.verdict.rawValue,
      ]
    }
    return [
      finding.metric, Wording.number(finding.mean) + Wording.unit(finding),
      Wording.change(finding.difference, of: finding),
      Wording.interval(finding), Wording.tolerance(finding), "\(finding.replications)", finding.verdict.rawValue,
    ]
  }
}
