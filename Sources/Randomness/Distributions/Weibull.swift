import CGSL
import Specs

/// Weibull: P(X > x) = exp(−(x / scale)^shape) (`gsl_ran_weibull`); shape < 1 is a failure rate that falls with age.
public struct WeibullLaw: Distribution {
  public let shape, scale: Double
  public let mean: Double

  public static let shapes = 0.05...1000.0

  public init(shape: Double, scale: Double) {
    precondition(Self.shapes.contains(shape), "a Weibull law needs 0.05 <= shape <= 1000")
    precondition(scale.isFinite && scale >= 0, "a Weibull law needs a finite scale >= 0")
    self.shape = shape
    self.scale = scale
    mean = scale * gammaFunction(1 + 1 / shape)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    stream.withGSL { gsl_ran_weibull($0, scale, shape) }
  }
}

extension WeibullLaw {
  init(from spec: inout Spec) {
    let shape = spec.take("shape", "Shape: 1 is exponential, below 1 is heavy-tailed.", in: Self.shapes)
    self.init(shape: shape, scale: spec.takeMeasure("scale", "Scale: the 63rd percentile.", in: Spec.nonNegative))
  }
}
