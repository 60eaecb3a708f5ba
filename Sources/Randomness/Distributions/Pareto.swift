import CGSL
import Specs

/// Pareto: P(X > x) = (minimum / x)^shape from `minimum` on (`gsl_ran_pareto`), or the same law conditioned on
/// X <= maximum (bounded Pareto).
///
/// Without a maximum the shape must exceed 1: at 1 and below the law has no mean.
public struct ParetoLaw: Distribution {
  public let shape, minimum: Double
  public let maximum: Double
  public let mean: Double
  /// 1 − (minimum / maximum)^shape: the part of the unbounded law that is kept.
  private let kept: Double

  public static let shapes = 0.01...1000.0

  public init(shape: Double, minimum: Double, maximum: Double = .infinity) {
    precondition(Self.shapes.contains(shape), "a Pareto law needs 0.01 <= shape <= 1000")
    precondition(minimum.isFinite && minimum > 0, "a Pareto law needs a finite minimum > 0")
    precondition(maximum > minimum, "a Pareto law needs maximum > minimum")
    precondition(shape > 1 || maximum.isFinite, "a Pareto law of shape <= 1 has no mean; it needs a maximum")
    self.shape = shape
    self.minimum = minimum
    self.maximum = maximum
    if maximum.isFinite {
      // L a / (1 − e^(−a l)) · (e^((1−a) l) − 1) / (1 − a) with l = log(H / L); the last factor tends to l at a = 1.
      let span = portableLog(maximum / minimum)
      kept = -portableExpm1(-shape * span)
      let power = shape == 1 ? span : portableExpm1((1 - shape) * span) / (1 - shape)
      mean = minimum * shape * power / kept
    } else {
      kept = 1
      mean = minimum * shape / (shape - 1)
    }
  }

  public func sample(using stream: inout RandomStream) -> Double {
    if maximum == .infinity { return stream.withGSL { gsl_ran_pareto($0, shape, minimum) } }
    let survival = 1 - stream.uniform() * kept
    return min(minimum * portablePow(survival, -1 / shape), maximum)
  }
}

extension ParetoLaw {
  init(from spec: inout Spec) {
    let shape = spec.take("shape", "Tail index: P(X > x) falls as x^-shape.", in: Self.shapes)
    let minimum = spec.takeMeasure("minimum", "Least value.", in: Spec.positive)
    let maximum = spec.takeOptionalMeasure(
      "maximum", "Greatest value; needed for a shape of 1 or less.", in: Spec.positive)
    if let maximum, maximum <= minimum {
      spec.problem("maximum", "does not exceed the minimum", remedy: "write a maximum above the minimum")
    } else if shape <= 1 && !spec.has("maximum") {
      spec.problem("shape", "gives a law without a mean", remedy: "write a shape above 1, or a maximum")
    } else if shape > 1 || maximum != nil {
      self.init(shape: shape, minimum: minimum, maximum: maximum ?? .infinity)
      return
    }
    self.init(shape: 2, minimum: 1)
  }
}
