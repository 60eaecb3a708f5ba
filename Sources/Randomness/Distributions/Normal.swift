import CGSL
import Specs

/// Normal (Gaussian) on the whole line; in a scenario, `low` or `high` make it a `TruncatedNormalLaw`.
public struct NormalLaw: Distribution {
  public let mean, deviation: Double
  public let method: SamplingMethod

  public init(mean: Double, deviation: Double, method: SamplingMethod = .gsl) {
    precondition(mean.isFinite, "a normal law needs a finite mean")
    precondition(deviation.isFinite && deviation >= 0, "a normal law needs a finite deviation >= 0")
    self.mean = mean
    self.deviation = deviation
    self.method = method
  }

  public func sample(using stream: inout RandomStream) -> Double { mean + deviation * stream.normal(by: method) }
}

/// Normal, truncated to low … high.
///
/// Truncation conditions on the interval; it moves no mass to its ends. While the interval holds half of the law, draws
/// outside are thrown away; below that the distribution function is inverted, on the side where it is small.
public struct TruncatedNormalLaw: Distribution {
  /// The law before truncation.
  public let whole: NormalLaw
  public let low, high: Double
  /// The mean after truncation.
  public let mean: Double
  private let inversion: TailInversion?

  /// The least part of the law that a truncation may keep.
  public static let leastMass = 1e-9

  public init(_ whole: NormalLaw, low: Double = -.infinity, high: Double = .infinity) {
    let mass = Self.mass(of: whole, low: low, high: high)
    precondition(mass >= Self.leastMass, "a truncated normal law must keep at least 10^-9 of the law")
    self.whole = whole
    self.low = low
    self.high = high
    let a = whole.deviation > 0 ? (low - whole.mean) / whole.deviation : -.infinity
    let b = whole.deviation > 0 ? (high - whole.mean) / whole.deviation : .infinity
    // Johnson, Kotz, Balakrishnan, "Continuous univariate distributions" 1 (1994), eq. 13.134.
    mean = whole.mean + whole.deviation * ((gsl_ran_ugaussian_pdf(a) - gsl_ran_ugaussian_pdf(b)) / mass)
    inversion = mass < 0.5 ? TailInversion(from: a, to: b) : nil
  }

  /// The part of a normal law that lies in low … high; 0 for an empty interval.
  public static func mass(of law: NormalLaw, low: Double, high: Double) -> Double {
    if !(low <= high) { return 0 }
    if law.deviation == 0 { return low <= law.mean && law.mean <= high ? 1 : 0 }
    let a = (low - law.mean) / law.deviation
    let b = (high - law.mean) / law.deviation
    return a > 0 ? gsl_cdf_ugaussian_Q(a) - gsl_cdf_ugaussian_Q(b) : gsl_cdf_ugaussian_P(b) - gsl_cdf_ugaussian_P(a)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    if let inversion {
      return min(max(whole.mean + whole.deviation * inversion.sample(using: &stream), low), high)
    }
    while true {
      let x = whole.sample(using: &stream)
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

extension NormalLaw {
  /// The plain or the truncated law. What cannot be negative, as a time, is truncated at zero or above.
  static func make(from spec: inout Spec) -> any Distribution {
    let mean = spec.takeMeasure("mean", "Mean, before truncation.")
    let deviation = spec.takeMeasure(
      "deviation", "Standard deviation, before truncation.", in: 0...Double.greatestFiniteMagnitude)
    let law = NormalLaw(mean: mean, deviation: deviation, method: spec.takeSamplingMethod())
    let values = spec.valueRange
    let low =
      values.lowerBound == 0
      ? spec.takeMeasure("low", "Least value: draws below are taken again.", default: 0, in: values)
      : spec.takeOptionalMeasure("low", "Least value: draws below are taken again.")
    let high = spec.takeOptionalMeasure("high", "Greatest value: draws above are taken again.", in: values)
    guard low != nil || high != nil else { return law }
    let (from, to) = (low ?? -.infinity, high ?? .infinity)
    guard TruncatedNormalLaw.mass(of: law, low: from, high: to) >= TruncatedNormalLaw.leastMass else {
      spec.problem(
        nil, "keeps less than 10^-9 of the normal law between low and high", remedy: "move the mean or the limits")
      return law
    }
    return TruncatedNormalLaw(law, low: from, high: to)
  }
}
