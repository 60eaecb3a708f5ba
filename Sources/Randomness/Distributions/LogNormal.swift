/// Lognormal: `exp` of a normal, so `median · exp(sigma · z)`; the law of latencies, sizes and prices.
///
/// Given by median and sigma (the deviation of the logarithm), or by mean and coefficient of variation, where
/// sigma² = log(1 + cv²) and median = mean / √(1 + cv²).
public struct LogNormal: Distribution {
  public let logMedian, sigma: Double
  public let method: SamplingMethod

  public init(median: Double, sigma: Double, method: SamplingMethod = .gsl) {
    precondition(median.isFinite && median > 0, "a lognormal law needs a finite median > 0")
    precondition(sigma >= 0 && sigma <= 20, "a lognormal law needs 0 <= sigma <= 20")
    logMedian = portableLog(median)
    self.sigma = sigma
    self.method = method
  }

  public init(mean: Double, cv: Double, method: SamplingMethod = .gsl) {
    precondition(mean.isFinite && mean > 0, "a lognormal law needs a finite mean > 0")
    precondition(cv >= 0 && cv <= 1e6, "a lognormal law needs 0 <= cv <= 10^6")
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
