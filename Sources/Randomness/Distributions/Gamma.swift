import CGSL
import Specs

/// Gamma with shape and scale; mean = shape · scale (`gsl_ran_gamma`, Marsaglia and Tsang 2000).
public struct GammaLaw: Distribution {
  public let shape, scale: Double

  public static let shapes = 0.01...1e9

  public init(shape: Double, scale: Double) {
    precondition(Self.shapes.contains(shape), "a gamma law needs 0.01 <= shape <= 10^9")
    precondition(scale.isFinite && scale >= 0, "a gamma law needs a finite scale >= 0")
    self.shape = shape
    self.scale = scale
  }

  public var mean: Double { shape * scale }

  public func sample(using stream: inout RandomStream) -> Double { stream.withGSL { gsl_ran_gamma($0, shape, scale) } }
}

extension GammaLaw {
  init(from spec: inout Spec) {
    let shape = spec.take("shape", "Shape: 1 is exponential, larger is narrower.", in: Self.shapes)
    self.init(shape: shape, scale: spec.takeMeasure("scale", "Scale: mean over shape.", in: Spec.nonNegative))
  }
}
