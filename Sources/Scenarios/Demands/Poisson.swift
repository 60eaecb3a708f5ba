import Quantities
import Randomness
import Specs

/// Independent arrivals at a constant rate: exponential gaps.
struct PoissonArrivals: ArrivalProcess {
  /// Per second.
  let meanRate: Double

  init(rate: Rate) { meanRate = rate.perSecond }

  init(from spec: inout Spec) {
    self.init(rate: spec.takeRequired("rate", "Jobs per unit of time.", in: rateLimits))
  }

  mutating func next(after last: Instant, using stream: inout RandomStream) -> Instant? {
    meanRate > 0 ? last.afterExponential(rate: meanRate, using: &stream) : nil
  }
}

/// Rates of arrival that a clock of nanoseconds and an Int64 of time can follow.
let rateLimits: ClosedRange<Rate> = Rate(perSecond: 0)...Rate(perSecond: 1e9)
