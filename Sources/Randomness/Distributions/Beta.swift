import CGSL
import Specs

/// Beta with two shapes (`gsl_ran_beta`), stretched from 0 … 1 to low … high.
public struct BetaLaw: Distribution {
  public let alpha, beta: Double
  public let low, high: Double

  public static let shapes = 0.01...1e6

  public init(alpha: Double, beta: Double, low: Double = 0, high: Double = 1) {
    precondition(Self.shapes.contains(alpha) && Self.shapes.contains(beta), "a beta law needs shapes from 0.01 to 10^6")
    precondition(low.isFinite && high.isFinite && low <= high, "a beta law needs finite low <= high")
    self.alpha = alpha
    self.beta = beta
    self.low = low
    self.high = high
  }

  public var mean: Double { low + (high - low) * (alpha / (alpha + beta)) }

  public func sample(using stream: inout RandomStream) -> Double {
    low + (high - low) * stream.withGSL { gsl_ran_beta($0, alpha, beta) }
  }
}

extension BetaLaw {
  init(from spec: inout Spec) {
    let alpha = spec.take("alpha", "First shape: larger moves the law to the high end.", in: Self.shapes)
    let beta = spec.take("beta", "Second shape: larger moves the law to the low end.", in: Self.shapes)
    let (low, high) = spec.dimension == .number ? spec.takeInterval(default: (0, 1)) : spec.takeInterval()
    self.init(alpha: alpha, beta: beta, low: low, high: high)
  }
}
