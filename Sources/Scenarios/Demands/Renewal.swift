import Quantities
import Randomness
import Specs

/// Independent gaps of one law. A constant law is a clock; gamma and Weibull laws of shape below 1 are bursty
/// (ServeGen, 2025, fits them to single clients). Negative draws count as no gap.
struct RenewalArrivals: ArrivalProcess {
  let gap: any Distribution

  /// Requires a positive mean.
  init(gap: any Distribution) {
    precondition(gap.mean > 0, "gaps between arrivals need a positive mean")
    self.gap = gap
  }

  init(from spec: inout Spec) {
    gap = spec.takeDistribution(
      "gap", "Law of the time from one job to the next.", in: .time, default: "{kind: exponential, mean: 1 s}")
    if !(gap.mean > 0) {
      spec.problem("gap", "has no positive mean", remedy: "give a law whose times are above zero")
    }
  }

  var meanRate: Double { 1 / gap.mean }

  mutating func next(after last: Instant, using stream: inout RandomStream) -> Instant? {
    last.adding(saturating: max(.zero, TimeSpan(seconds: gap.sample(using: &stream))))
  }
}
