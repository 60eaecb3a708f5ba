import CGSL
import Specs

/// Hyperexponential: one of several exponentials, chosen by weight; coefficient of variation above 1.
public struct HyperexponentialLaw: Distribution {
  public let mean: Double
  private let means: [Double]
  private let choice: WalkerTable

  /// Weights need not sum to 1.
  public init(weights: [Double], means: [Double]) {
    precondition(weights.count == means.count, "a hyperexponential law needs one mean for each weight")
    precondition(means.allSatisfy { $0.isFinite && $0 >= 0 }, "a hyperexponential law needs finite means >= 0")
    self.means = means
    choice = WalkerTable(weights: weights)
    mean = weightedMean(of: means, weights: weights)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    let branch = choice.sample(using: &stream)
    return stream.withGSL { gsl_ran_exponential($0, means[branch]) }
  }
}

extension HyperexponentialLaw {
  init(from spec: inout Spec) {
    let branches = spec.takeSections("branches", "The exponentials to choose from.", count: 1...1000) { branch in
      (
        weight: branch.takeWeight("Chance of this branch, relative to the others'."),
        mean: branch.takeMeasure("mean", "Mean of this branch.", in: Spec.nonNegative)
      )
    }
    let weights = spec.usableWeights(branches.map(\.weight), of: "branches")
    self.init(weights: weights, means: branches.isEmpty ? [1] : branches.map(\.mean))
  }
}
