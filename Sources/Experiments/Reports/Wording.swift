/// Numbers and findings as people read them.
enum Wording {
  /// Four digits that count.
  static func number(_ x: Double) -> String {
    guard x.isFinite else { return x.isNaN ? "–" : x > 0 ? "∞" : "−∞" }
    guard x != 0 else { return "0" }
    var decimals = 3
    var size = x.magnitude
    while size >= 10 && decimals > 0 { (size, decimals) = (size / 10, decimals - 1) }
    while size < 1 && decimals < 15 { (size, decimals) = (size * 10, decimals + 1) }
    return fixed(x, decimals: decimals)
  }

  /// Without zeros at the end of decimals.
  static func trimmed(_ x: Double) -> String {
    var text = number(x)
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// With a sign, minus as a hyphen.
  static func signed(_ x: Double) -> String { (x > 0 ? "+" : "") + number(x) }

  static func fixed(_ x: Double, decimals: Int) -> String {
    guard x.magnitude < 1e15 else { return "\(x)" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int128((x.magnitude * scale).rounded(.toNearestOrEven))
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let whole = padded.dropLast(decimals)
    let sign = x < 0 && scaled != 0 ? "-" : ""
    return decimals == 0 ? sign + padded : "\(sign)\(whole).\(padded.suffix(decimals))"
  }

  /// A difference: in percent of the mean where there is one, else in the unit.
  static func change(_ x: Double, of finding: GateReport.Finding) -> String {
    guard finding.mean != 0, x.isFinite else { return signed(x) + unit(finding) }
    let percent = 100 * x / finding.mean.magnitude
    let text = fixed(percent, decimals: 2)
    return (percent > 0 && text != "0.00" ? "+" : "") + text + " %"
  }

  static func unit(_ finding: GateReport.Finding) -> String { finding.unit.isEmpty ? "" : " \(finding.unit)" }

  /// "+10.1 % … +14.5 %"
  static func interval(_ finding: GateReport.Finding) -> String {
    guard finding.halfWidth.isFinite else { return "too few seeds" }
    let (low, high) = (finding.difference - finding.halfWidth, finding.difference + finding.halfWidth)
    return "\(change(low, of: finding)) … \(change(high, of: finding))"
  }

  static func tolerance(_ finding: GateReport.Finding) -> String {
    if let part = finding.tolerance { return "±\(trimmed(100 * part)) %" }
    let text = change(finding.margin, of: finding)
    return "±" + (text.hasPrefix("+") ? String(text.dropFirst()) : text)
  }

  /// One sentence that says it all: for failures.
  static func sentence(_ finding: GateReport.Finding, in cell: GateReport.Cell) -> String {
    if finding.lost > 0 {
      return "\(cell.name): \(finding.metric) has no value in \(finding.lost) of \(cell.replications) seeds, "
        + "where the base has one"
    }
    let verb = finding.verdict == .noChange ? "did not change" : "is \(finding.verdict.rawValue)"
    return "\(cell.name): \(finding.metric) \(verb): \(change(finding.difference, of: finding)) "
      + "from \(number(finding.mean))\(unit(finding)) (interval \(interval(finding)), tolerance \(tolerance(finding)), "
      + "\(finding.replications) seeds, \(finding.direction.rawValue) is better)"
  }

  /// "same events in 8 seeds", or what is known of the change, a sentence a line.
  static func course(_ course: GateReport.Course) -> [String] {
    switch course {
    case .same(let seeds): ["same events in \(seeds) seeds"]
    case .changed(let change): change.sentences
    }
  }

  /// "2 worse, 1 inconclusive, 40 no change"; what there is none of is left out.
  static func counts(_ report: GateReport) -> String {
    let words = [Verdict.worse, .better, .inconclusive, .noChange].compactMap { verdict in
      let count = report.count(verdict)
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    let metrics = words.isEmpty ? "no metrics" : "metrics: " + words.joined(separator: ", ")
    let course = report.changed == 0 ? "no course changed" : "\(report.changed) took another course"
    return "\(plural(report.cells.count, "scenario")); \(metrics); \(course)"
  }

  static func plural(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension GateReport {
  /// Every metric that became worse and every invariant that broke, a sentence each.
  public var alarms: [String] {
    cells.flatMap { cell in
      (cell.violation.map { ["\(cell.name): invariant broken: \($0)"] } ?? [])
        + cell.findings.filter { $0.verdict == .worse }.map { Wording.sentence($0, in: cell) }
    }
  }

  /// What holds of all verdicts.
  var footnote: String {
    "worse, better and no change are each wrong anywhere in this table with a chance of at most "
      + "\(Wording.trimmed(100 * error)) % (paired t tests, Holm over metrics, at most \(most) seeds)"
  }
}
