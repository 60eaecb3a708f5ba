/// A report for a step summary or a merge request: GitHub-flavoured Markdown.
public enum MarkdownReport {
  public static func text(_ report: GateReport, title: String, isStrict: Bool) -> String {
    var lines = ["## \(title): \(report.isRed(isStrict: isStrict) ? "worse" : "passed")", ""]
    lines += report.alarms.map { "- **worse**: \(escaped($0))" }
    if !report.alarms.isEmpty { lines.append("") }
    lines += [escaped(Wording.counts(report)) + ".", ""]
    let changed = report.cells.filter { if case .changed = $0.course { true } else { false } }
    for cell in changed {
      let sentences = Wording.course(cell.course)
      lines.append("- \(escaped(cell.name)): \(escaped(sentences[0]))")
      lines += sentences.dropFirst().map { "  - \(escaped(String($0.drop { $0 == " " })))" }
    }
    if !changed.isEmpty { lines.append("") }
    lines += table(report)
    for (name, reason) in report.skipped { lines.append("- \(escaped(name)) was skipped: \(escaped(reason))") }
    if !report.skipped.isEmpty { lines.append("") }
    lines.append("<sub>\(escaped(report.footnote))</sub>")
    return lines.joined(separator: "\n") + "\n"
  }

  /// All metrics that did not simply stay; the others only where nothing else is to be shown.
  private static func table(_ report: GateReport) -> [String] {
    let all = report.cells.flatMap { cell in cell.findings.map { (cell, $0) } }
    let moved = all.filter { $0.1.verdict != .noChange }
    guard !moved.isEmpty else { return [] }
    let head = ["scenario", "metric", "base", "change", "interval", "tolerance", "seeds", "verdict"]
    let rows = moved.map { cell, finding in [cell.name] + PlainReport.cells(finding) }
    return ["| \(head.joined(separator: " | ")) |", "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |"]
      + rows.map { "| \($0.map(escaped).joined(separator: " | ")) |" } + [""]
  }

  /// Text that Markdown and HTML leave as it is.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "|", "*", "`", "[", "]", "\\", "_": result += "\\\(character)"
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }
}
