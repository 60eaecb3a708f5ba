import Specs

/// Lognormal: `exp` of a normal, so `median · exp(sigma · z)`; the law of latencies, sizes and prices.
///
/// Given by median and sigma (the deviation of the logarithm), or by mean and coefficient of variation, where
/// sigma² = log(1 + cv²) and median = mean / √(1 + cv²).
public struct LognormalLaw: Distribution {
  public let logMedian, sigma: Double
  public let method: SamplingMethod

  public static let sigmas = 0.0...20.0
  public static let cvs = 0.0...1e6

  public init(median: Double, sigma: Double, method: SamplingMethod = .gsl) {
    precondition(median.isFinite && median > 0, "a lognormal law needs a finite median > 0")
    precondition(Self.sigmas.contains(sigma), "a lognormal law needs 0 <= sigma <= 20")
    logMedian = portableLog(median)
    self.sigma = sigma
    self.method = method
  }

  public init(mean: Double, cv: Double, method: SamplingMethod = .gsl) {
    precondition(mean.isFinite && mean > 0, "a lognormal law needs a finite mean > 0")
    precondition(Self.cvs.contains(cv), "a lognormal law needs 0 <= cv <= 10^6")
    let variance = portableLog1p(cv * cv)
    logMedian = portableLog(mean) - 0.5 * variance
    sigma = variance.squareRoot()
    self.method = method
  }

  public var mean: Double { portableExp(logMedian + 0.5 * sigma * sigma) }

  public func sample(using stream: inout RandomStream) -> Double {
    portableExp(logMedian + sigma * stream.normal(by: method))
  }
}

extension LognormalLaw {
  init(from spec: inout Spec) {
    let median = spec.takeOptionalMeasure("median", "Median; goes with sigma.", in: Spec.positive)
    let sigma = spec.takeOptional("sigma", "Standard deviation of the natural logarithm.", in: Self.sigmas)
    let mean = spec.takeOptionalMeasure("mean", "Mean; goes with cv.", in: Spec.positive)
    let cv = spec.takeOptional("cv", "Coefficient of variation: standard deviation over mean.", in: Self.cvs)
    let method = spec.takeSamplingMethod()
    switch (median, sigma, mean, cv) {
    case (let median?, let sigma?, nil, nil): self.init(median: median, sigma: sigma, method: method)
    case (nil, nil, let mean?, let cv?): self.init(mean: mean, cv: cv, method: method)
    default:
      // A key that is there but wrong has been told already.
      let given = ["median", "sigma", "mean", "cv"].filter { spec.has($0) }
      if given != ["median", "sigma"] && given != ["mean", "cv"] {
        let found = given.isEmpty ? "neither median and sigma nor mean and cv" : given.joined(separator: ", ")
        spec.problem(
          nil, "has \(found)", remedy: "give median and sigma, or mean and cv, and nothing of the other pair")
      }
      self.init(median: 1, sigma: 0)
    }
  }
}
