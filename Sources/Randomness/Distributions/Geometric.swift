import CGSL
import Specs

/// Geometric: the number of trials up to and with the first success, 1, 2, 3 … (`gsl_ran_geometric`).
public struct GeometricLaw: Distribution {
  public let probability: Double

  /// Below 10^-8 the longest possible draw, 36.7 / probability, would leave the 32 bits that the GSL counts in.
  public static let probabilities = 1e-8...1.0

  public init(probability: Double) {
    precondition(Self.probabilities.contains(probability), "a geometric law needs 10^-8 <= probability <= 1")
    self.probability = probability
  }

  public var mean: Double { 1 / probability }

  public func sample(using stream: inout RandomStream) -> Double {
    Double(stream.withGSL { gsl_ran_geometric($0, probability) })
  }
}

extension GeometricLaw {
  init(from spec: inout Spec) {
    spec.refuseUnits(of: "a geometric law")
    self.init(probability: spec.take("probability", "Chance of success of each trial.", in: Self.probabilities))
  }
}
