import Quantities
import Recording

/// The summary that a person reads: headings, then label, value and unit in columns; the last line is the fingerprint.
public enum SummaryText {
  /// `title` stands above; `location` is where the files are, if any were written.
  public static func text(title: String, seed: UInt64, _ report: RunReport) -> String {
    var lines = ["\(title), seed \(seed)"]
    if let note = report.complaint { lines.append(String(note.prefix { $0 != "\n" })) }
    let cells = report.metrics.groups.map { group in
      group.metrics.filter { spread(of: $0) == nil }.map { ($0.label, shown($0)) }
    }
    let labelWidth = cells.joined().map(\.0.count).max() ?? 0
    let valueWidth = cells.joined().map(\.1.value.count).max() ?? 0
    for (group, rows) in zip(report.metrics.groups, cells) where !group.metrics.isEmpty {
      lines.append("")
      if !group.title.isEmpty { lines.append(group.title) }
      lines += spreads(group)
      for (label, cell) in rows {
        let gap = String(repeating: " ", count: labelWidth - label.count + 2 + valueWidth - cell.value.count)
        lines.append("  \(label)\(gap)\(cell.value)" + (cell.unit.isEmpty ? "" : " \(cell.unit)"))
      }
    }
    if !report.metrics.remarks.isEmpty { lines.append("") }
    lines += report.metrics.remarks
    lines.append("")
    let accounts = report.metrics.accounts
    if !accounts.isEmpty {
      let names = accounts.map(\.name).joined(separator: ", ")
      lines += report.metrics.brokenAccount.map { [$0.sentence] } ?? ["exact to the last unit: \(names)"]
    }
    if let location = report.location { lines.append("results: \(location)") }
    lines.append("fingerprint: \(fingerprintText(report.fingerprint))")
    return lines.joined(separator: "\n") + "\n"
  }

  private static let statistics = ["mean", "p50", "p90", "p95", "p99", "max"]

  /// The time that a metric is one statistic of: "end to end" and "p99" of the label "end to end, p99".
  private static func spread(of metric: Metric) -> (time: String, statistic: String)? {
    guard let comma = metric.label.lastIndex(of: ","), metric.unit == "s" else { return nil }
    let statistic = String(metric.label[metric.label.index(comma, offsetBy: 2)...])
    return statistics.contains(statistic) ? (String(metric.label[..<comma]), statistic) : nil
  }

  /// A table of the group's times: one row each, one column a statistic.
  private static func spreads(_ group: MetricTable.Group) -> [String] {
    var rows: [(time: String, cells: [String])] = []
    for metric in group.metrics {
      guard let (time, statistic) = spread(of: metric), let column = statistics.firstIndex(of: statistic) else {
        continue
      }
      if rows.last?.time != time { rows.append((time, Array(repeating: "", count: statistics.count))) }
      let cell = shown(metric)
      rows[rows.count - 1].cells[column] = "\(cell.value) \(cell.unit)"
    }
    guard !rows.isEmpty else { return [] }
    let labelWidth = rows.map(\.time.count).max() ?? 0
    let widths = statistics.indices.map { column in
      max(statistics[column].count, rows.map(\.cells[column].count).max() ?? 0)
    }
    func line(_ label: String, _ cells: [String]) -> String {
      let columns = zip(cells, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
      return "  \(label)\(String(repeating: " ", count: labelWidth - label.count))  " + columns.joined(separator: "  ")
    }
    return [line("", statistics)] + rows.map { line($0.time, $0.cells) }
  }

  /// Rounded for reading: five digits that count, times below a second in ms or µs, thousands parted by commas.
  static func shown(_ metric: Metric) -> (value: String, unit: String) {
    var value = metric.value
    var unit = metric.unit
    if unit == "s", case .fixed(let n, decimals: 9) = value, n.magnitude < 1_000_000_000, n != 0 {
      let isMilli = n.magnitude >= 1_000_000
      value = .fixed(n, decimals: isMilli ? 6 : 3)
      unit = isMilli ? "ms" : "µs"
    }
    switch value {
    case .integer(let n): return (grouped(String(n)), unit)
    case .fixed(let n, let decimals): return (rounded(n, decimals), unit)
    case .number(let x) where x.isFinite && x.magnitude < 1e15:
      // Six decimals at most, or five digits that count for what is smaller.
      var (scaled, decimals) = (x * 1e6, 6)
      while x != 0 && x.magnitude < 0.001 && scaled.magnitude < 1e4 && decimals < 30 {
        (scaled, decimals) = (scaled * 10, decimals + 1)
      }
      return (rounded(Int128(scaled.rounded()), decimals), unit)
    case .number(let x): return (x.isNaN ? "–" : x.description, unit)
    }
  }

  /// Keeps five digits that count, and all digits before the point.
  private static func rounded(_ n: Int128, _ decimals: Int) -> String {
    let digits = String(n.magnitude).count
    let dropped = max(0, min(decimals, digits - 5))
    var divisor: Int128 = 1
    for _ in 0..<dropped { divisor *= 10 }
    let (quotient, rest) = n.quotientAndRemainder(dividingBy: divisor)
    let isUp = rest.magnitude * 2 >= divisor.magnitude && dropped > 0
    let nearest = quotient + (isUp ? n.signum() : 0)
    return grouped(decimalText(nearest, decimals: decimals - dropped))
  }

  private static func grouped(_ text: String) -> String {
    let isNegative = text.hasPrefix("-")
    let whole = text.drop { $0 == "-" }.prefix { $0 != "." }
    guard whole.count > 4 else { return text }
    var parted = ""
    for (i, digit) in whole.enumerated() {
      if i > 0 && (whole.count - i) % 3 == 0 { parted += "," }
      parted.append(digit)
    }
    return (isNegative ? "-" : "") + parted + text.drop { $0 != "." }
  }
}
