import Quantities
import Randomness
import Specs

/// Times up and times down that alternate, independent, each of its own law: an alternating renewal process.
///
/// Measured: spot GPUs stay up for lognormal times with mu 7.96 (of seconds) and sigma 1.46 (fitted to the SkyPilot
/// traces of nine zones over 45 days, where an exponential law is rejected); volunteers' hosts for Weibull or lognormal
/// times of hours (Heien, Kondo & Anderson 2011). A provider starts at a random point of its life: the process is run
/// for twenty mean cycles before the start.
struct OnOffChurn: ChurnProcess {
  static let cyclesBefore = 20.0

  let up: any Distribution
  let down: any Distribution
  private(set) var isUpAtStart = true
  private var firstChange: TimeSpan?

  /// Requires laws of time whose means sum to something positive.
  init(up: any Distribution, down: any Distribution) {
    precondition(up.mean >= 0 && down.mean >= 0 && up.mean + down.mean > 0, "a cycle of churn takes time")
    self.up = up
    self.down = down
  }

  init(from spec: inout Spec) {
    up = spec.takeDistribution(
      "up", "Law of the time a provider stays.", in: .time,
      default: "{kind: exponential, mean: 6 h}")
    down = spec.takeDistribution(
      "down", "Law of the time it stays away.", in: .time,
      default: "{kind: exponential, mean: 2 h}")
    for (key, law) in [("up", up), ("down", down)] where !(law.mean > 0) {
      spec.problem(key, "has no positive mean", remedy: "give a law whose times are above zero")
    }
  }

  var meanAvailability: Double { up.mean / (up.mean + down.mean) }

  func started(using stream: inout RandomStream) -> any ChurnProcess {
    var process = self
    var isUp = stream.uniform() < meanAvailability
    var time = -Self.cyclesBefore * (up.mean + down.mean)
    while true {
      let change = time + Self.length(isUp ? up : down, using: &stream).seconds
      if change > 0 {
        process.isUpAtStart = isUp
        process.firstChange = TimeSpan(seconds: change)
        return process
      }
      time = change
      isUp.toggle()
    }
  }

  mutating func nextChange(after now: Instant, isUp: Bool, using stream: inout RandomStream) -> Instant? {
    if let first = firstChange {
      firstChange = nil
      return now.adding(saturating: first)
    }
    return now.adding(saturating: Self.length(isUp ? up : down, using: &stream))
  }

  /// At least a microsecond, so that time moves on whatever the law draws.
  private static func length(_ law: any Distribution, using stream: inout RandomStream) -> TimeSpan {
    max(TimeSpan(nanoseconds: 1_000), TimeSpan(seconds: law.sample(using: &stream)))
  }
}
