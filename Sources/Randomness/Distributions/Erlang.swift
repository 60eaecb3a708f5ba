import CGSL
import Specs

/// Erlang: the sum of `stages` independent exponentials of equal mean (`gsl_ran_erlang`).
public struct ErlangLaw: Distribution {
  public let mean: Double
  public let stages: Int
  private let stageMean: Double

  public static let stageCounts = 1...1_000_000

  public init(stages: Int, mean: Double) {
    precondition(Self.stageCounts.contains(stages), "an Erlang law needs 1 to 10^6 stages")
    precondition(mean.isFinite && mean >= 0, "an Erlang law needs a finite mean >= 0")
    self.stages = stages
    self.mean = mean
    stageMean = mean / Double(stages)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    stream.withGSL { gsl_ran_erlang($0, stageMean, Double(stages)) }
  }
}

extension ErlangLaw {
  init(from spec: inout Spec) {
    let stages = spec.take("stages", "Number of exponential stages.", in: Self.stageCounts)
    self.init(stages: stages, mean: spec.takeMeasure("mean", "Mean of the sum.", in: Spec.nonNegative))
  }
}
