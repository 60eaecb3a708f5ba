import Quantities
import Specs

/// One more copy of a job that has not been answered after a stated time, or after a quantile of recent latencies; the
/// copies sent never exceed a share of the jobs (Dean and Barroso, "The Tail at Scale", CACM 2013: the 95th percentile,
/// some 5 % more load).
struct Hedge: RedundancyRule {
  /// Latencies needed before their quantile means anything.
  private static let fewest = 20

  private let delay: TimeSpan?
  private let budget: Double
  private var recent: RecentQuantile
  private var jobs: Int64 = 0
  private var copies: Int64 = 0

  init(from spec: inout Spec) {
    delay = spec.takeOptional(
      "delay", "Time without an answer before the copy leaves; without it, a quantile of recent latencies.",
      in: .zero...TimeSpan.hours(24))
    let level = spec.take(
      "quantile", "Of the broker's last 512 latencies, dispatch to answer; nobody is hedged before 20 are known.",
      default: 0.95, in: 0.01...0.9999)
    budget = spec.take("budget", "Most copies for a job sent, on average.", default: 0.05, in: 0...1)
    recent = RecentQuantile(level: level, window: 512)
  }

  mutating func jobSent() -> TimeSpan? {
    jobs += 1
    if let delay { return delay }
    return recent.count < Self.fewest ? nil : recent.value
  }

  mutating func grantsCopy() -> Bool {
    guard Double(copies + 1) <= budget * Double(jobs) else { return false }
    copies += 1
    return true
  }

  mutating func answered(after latency: TimeSpan) {
    if delay == nil { recent.add(latency) }
  }
}
