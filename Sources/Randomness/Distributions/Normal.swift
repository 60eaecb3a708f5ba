import CGSL

/// Normal (Gaussian), optionally truncated to low … high.
///
/// Truncation conditions on the interval; it moves no mass to its ends. While the interval holds half of the law, draws
/// outside are thrown away; below that the distribution function is inverted, on the side where it is small.
public struct Normal: Distribution {
  /// The mean after truncation; `center` is the mean before.
  public let mean: Double
  public let center, deviation: Double
  public let low, high: Double
  public let method: SamplingMethod
  private let inversion: TailInversion?

  /// The least part of the law that a truncation may keep.
  public static let leastMass = 1e-9

  public init(
    mean: Double, deviation: Double, low: Double = -.infinity, high: Double = .infinity, method: SamplingMethod = .gsl
  ) {
    precondition(mean.isFinite && deviation.isFinite && deviation >= 0, "a normal law needs finite mean, deviation >= 0")
    let mass = Self.mass(mean: mean, deviation: deviation, low: low, high: high)
    precondition(mass >= Self.leastMass, "a truncated normal law must keep at least 1e-9 of the law")
    center = mean
    self.deviation = deviation
    self.low = low
    self.high = high
    self.method = method
    let a = deviation > 0 ? (low - mean) / deviation : -.infinity
    let b = deviation > 0 ? (high - mean) / deviation : .infinity
    // Johnson, Kotz, Balakrishnan, "Continuous univariate distributions" 1 (1994), eq. 13.134.
    self.mean = mean + deviation * ((gsl_ran_ugaussian_pdf(a) - gsl_ran_ugaussian_pdf(b)) / mass)
    inversion = mass < 0.5 ? TailInversion(from: a, to: b) : nil
  }

  /// The part of a normal law that lies in low … high.
  public static func mass(mean: Double, deviation: Double, low: Double, high: Double) -> Double {
    if deviation == 0 { return low <= mean && mean <= high ? 1 : 0 }
    let a = (low - mean) / deviation
    let b = (high - mean) / deviation
    return a > 0 ? gsl_cdf_ugaussian_Q(a) - gsl_cdf_ugaussian_Q(b) : gsl_cdf_ugaussian_P(b) - gsl_cdf_ugaussian_P(a)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    if let inversion { return min(max(center + deviation * inversion.sample(using: &stream), low), high) }
    while true {
      let unit = stream.normal(by: method)
      let x = center + deviation * unit
      if x >= low && x <= high { return x }
    }
  }

  /// A standard normal kept to an interval, by inverting whichever tail function is small there.
  private struct TailInversion {
    let isUpper: Bool
    let from, to: Double

    init(from a: Double, to b: Double) {
      isUpper = a > 0
      from = isUpper ? gsl_cdf_ugaussian_Q(b) : gsl_cdf_ugaussian_P(a)
      to = isUpper ? gsl_cdf_ugaussian_Q(a) : gsl_cdf_ugaussian_P(b)
    }

    func sample(using stream: inout RandomStream) -> Double {
      let p = from + stream.uniformPositive() * (to - from)
      return isUpper ? gsl_cdf_ugaussian_Qinv(p) : gsl_cdf_ugaussian_Pinv(p)
    }
  }
}

extension RandomStream {
  /// A standard normal by the method asked for.
  mutating func normal(by method: SamplingMethod) -> Double {
    switch method {
    case .gsl: withGSL { gsl_ran_gaussian_ziggurat($0, 1) }
    case .ziggurat: normal()
    }
  }
}
