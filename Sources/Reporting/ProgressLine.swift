import Glibc
import Quantities

/// One line on a terminal that says how far a run is; it leaves no trace in any file.
public struct ProgressLine: Sendable {
  private let isShown: Bool
  private let dim: (on: String, off: String)
  private var nextAt = TimeSpan.zero
  private var width = 0

  /// Shown on standard error if that is a terminal. Colour is off when NO_COLOR is set (no-color.org) or TERM is dumb.
  public init(isQuiet: Bool) {
    let term = getenv("TERM").map { String(cString: $0) } ?? "dumb"
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1 && term != "dumb"
    let hasNoColor = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    dim = hasNoColor ? ("", "") : ("\u{1B}[2m", "\u{1B}[22m")
  }

  /// How far a run is.
  struct State {
    var now: Instant
    var horizon: Instant
    var events: UInt64
    var jobs: Int64
    var elapsed: TimeSpan
  }

  /// Shows the state, at most five times a second.
  mutating func show(_ state: State) {
    if isShown && state.elapsed >= nextAt { show(Self.text(state), at: state.elapsed) }
  }

  /// Shows how many runs of many are done, at most five times a second; `runs` of nil where it is not known yet.
  public mutating func show(runs done: Int, of runs: Int?, events: UInt64, elapsed: TimeSpan) {
    let count = runs.map { "\(done) of \($0) runs" } ?? "\(done) runs"
    if isShown && elapsed >= nextAt { show("\(count)  \(Self.rate(events, in: elapsed))", at: elapsed) }
  }

  private mutating func show(_ line: String, at elapsed: TimeSpan) {
    nextAt = elapsed + .milliseconds(200)
    // A line that wraps would not be overwritten; 79 columns is what every terminal has.
    let text = String(line.prefix(79))
    put("\r" + dim.on + text + dim.off + String(repeating: " ", count: max(0, width - text.count)))
    width = text.count
  }

  /// Takes the line away.
  public mutating func clear() {
    guard isShown, width > 0 else { return }
    put("\r" + String(repeating: " ", count: width) + "\r")
    width = 0
  }

  static func text(_ state: State) -> String {
    let share = Double(state.now.nanoseconds) / Double(max(1, state.horizon.nanoseconds))
    let seconds = state.elapsed.seconds
    let percent = padded(String(Int(share * 100)), 3)
    var text = "\(percent) %  \(duration(state.now.seconds)) of \(duration(state.horizon.seconds))"
    text += "  \(scaled(Double(state.jobs))) jobs  \(rate(state.events, in: state.elapsed))"
    if share > 0.01 && seconds > 0.5 { text += "  \(duration(seconds / share * (1 - share))) left" }
    return text
  }

  /// "1.5 M events/s".
  public static func rate(_ events: UInt64, in elapsed: TimeSpan) -> String {
    let seconds = elapsed.seconds
    return scaled(seconds > 0 ? Double(events) / seconds : 0) + " events/s"
  }

  /// "3.2 M", "450 k", "17".
  private static func scaled(_ value: Double) -> String {
    for (limit, unit) in [(1e9, " G"), (1e6, " M"), (1e3, " k")] where value >= limit {
      return decimalText(Int128((value / limit * 10).rounded()), unit)
    }
    return String(Int(value))
  }

  private static func decimalText(_ tenths: Int128, _ unit: String) -> String {
    tenths >= 1000 ? "\(tenths / 10)\(unit)" : "\(tenths / 10).\(tenths % 10)\(unit)"
  }

  /// "2 d 3 h", "4 h 05 min", "6 min 07 s", "8 s".
  private static func duration(_ seconds: Double) -> String {
    guard seconds < 1e12 else { return "for ever" }
    let whole = Int(seconds.rounded())
    if whole >= 86_400 { return "\(whole / 86_400) d \(whole % 86_400 / 3600) h" }
    if whole >= 3600 { return "\(whole / 3600) h \(padded("\(whole % 3600 / 60)", 2, with: "0")) min" }
    return whole >= 60 ? "\(whole / 60) min \(padded("\(whole % 60)", 2, with: "0")) s" : "\(whole) s"
  }

  private static func padded(_ text: String, _ width: Int, with filler: Character = " ") -> String {
    String(repeating: filler, count: max(0, width - text.count)) + text
  }

  /// A terminal that does not take the line is no reason to stop a run.
  private func put(_ text: String) {
    var copy = text
    _ = copy.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
