import CGSL
import Specs

/// Exponential: time between independent happenings of constant rate 1 / mean.
public struct ExponentialLaw: Distribution {
  public let mean: Double
  public let method: SamplingMethod

  public init(mean: Double, method: SamplingMethod = .gsl) {
    precondition(mean.isFinite && mean >= 0, "an exponential law needs a finite mean >= 0")
    self.mean = mean
    self.method = method
  }

  public func sample(using stream: inout RandomStream) -> Double {
    switch method {
    case .gsl: stream.withGSL { gsl_ran_exponential($0, mean) }
    case .ziggurat: mean * stream.exponential()
    }
  }
}

extension ExponentialLaw {
  init(from spec: inout Spec) {
    self.init(mean: spec.takeMeasure("mean", "Mean.", in: Spec.nonNegative), method: spec.takeSamplingMethod())
  }
}
