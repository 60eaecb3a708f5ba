import CGSL
import Specs

/// Any value from `low` to `high`, all equally likely (`gsl_ran_flat`).
public struct UniformLaw: Distribution {
  public let low, high: Double

  public init(low: Double, high: Double) {
    precondition(low.isFinite && high.isFinite && low <= high, "a uniform law needs finite low <= high")
    self.low = low
    self.high = high
  }

  public var mean: Double { 0.5 * low + 0.5 * high }

  public func sample(using stream: inout RandomStream) -> Double { stream.withGSL { gsl_ran_flat($0, low, high) } }
}

extension UniformLaw {
  init(from spec: inout Spec) {
    let (low, high) = spec.takeInterval()
    self.init(low: low, high: high)
  }
}
