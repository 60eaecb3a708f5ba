import CGSL
import Specs

/// Poisson: how many independent happenings fall into an interval that holds `mean` of them on average
/// (`gsl_ran_poisson`).
public struct PoissonLaw: Distribution {
  public let mean: Double

  /// `gsl_ran_poisson` never returns for a mean of 10^12 and counts in 32 bits.
  public static let means = 0.0...1e9

  public init(mean: Double) {
    precondition(Self.means.contains(mean), "a Poisson law needs 0 <= mean <= 10^9")
    self.mean = mean
  }

  public func sample(using stream: inout RandomStream) -> Double {
    Double(stream.withGSL { gsl_ran_poisson($0, mean) })
  }
}

extension PoissonLaw {
  init(from spec: inout Spec) {
    spec.refuseUnits(of: "a Poisson law")
    self.init(mean: spec.take("mean", "Mean number.", in: Self.means))
  }
}
