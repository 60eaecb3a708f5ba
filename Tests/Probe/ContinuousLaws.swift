import CGSL
import Randomness

/// A continuous law with what the GSL says of it.
struct ContinuousCase {
  let name: String
  let law: any Distribution
  let support: ClosedRange<Double>
  /// Sample size: 10^6, or as many as it takes to see a 1 % error of scale in a law that is vague about scale.
  var draws = 1_000_000
  /// Equal pairs allowed: 53-bit draws show 0 … 2 in a million, a generator of 32 bits 116, the GSL's ziggurat too.
  var ties = 2
  let cdf: (Double) -> Double

  func check() -> Bool {
    var stream = RandomSource(seed: 2026).stream(StreamName(name))
    var sample = (0..<draws).map { _ in law.sample(using: &stream) }
    let (average, error) = moments(of: sample)
    sample.sort()
    let inSupport = support.contains(sample[0]) && support.contains(sample[draws - 1])
    let pairs = zip(sample, sample.dropFirst()).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
    let meanDistance = abs(average - law.mean) / error
    let fit = GoodnessOfFit(sorted: sample, cdf: cdf)
    let scaled = GoodnessOfFit(sorted: sample, every: 32) { cdf($0 / 1.01) }
    let passes = inSupport && pairs <= ties && meanDistance < 4.5 && !fit.isRejected && scaled.isRejected
    report(
      passes, name,
      "p \(short(fit.worst)); scaled by 1 %: p \(short(scaled.worst)); mean off by \(short(meanDistance)) s.e.; "
        + "equal pairs \(pairs) of \(draws)" + (inSupport ? "" : "; outside its support"))
    return passes
  }
}

/// Mean of a sample and the standard error of that mean.
func moments(of sample: [Double]) -> (mean: Double, error: Double) {
  let n = Double(sample.count)
  let mean = sample.reduce(0, +) / n
  let squares = sample.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (mean, (squares / (n - 1) / n).squareRoot())
}

/// Three decimals, or the power of ten of what is smaller.
func short(_ x: Double) -> String {
  guard x > 0 else { return "0" }
  if x >= 0.001 { return "\((x * 1000).rounded() / 1000)" }
  return "10^\(Int((portableLog(x) / portableLog(10)).rounded(.down)))"
}

func report(_ passes: Bool, _ name: String, _ findings: String) {
  print("\(passes ? "ok  " : "FAIL") \(name): \(findings)")
}

/// Every continuous law, small, usual and extreme, against the GSL's distribution functions.
func continuousCases() -> [ContinuousCase] {
  exponentialCases() + normalCases() + shapedCases() + compoundCases() + streamCases()
}

private let positive = Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
private let nonNegative = 0...Double.greatestFiniteMagnitude
private let real = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

/// For what the GSL makes from its own normals: 24-bit abscissae in 128 layers with a sign are 2^32 values.
private let coarseTies = 250

private func exponentialCases() -> [ContinuousCase] {
  var cases = [
    ContinuousCase(name: "uniform -1 … 3", law: UniformLaw(low: -1, high: 3), support: -1...3) {
      gsl_cdf_flat_P($0, -1, 3)
    }
  ]
  for mean in [1e-3, 2, 1e6] {
    cases.append(
      ContinuousCase(name: "exponential \(mean)", law: ExponentialLaw(mean: mean), support: nonNegative) {
        gsl_cdf_exponential_P($0, mean)
      })
    cases.append(
      ContinuousCase(
        name: "exponential \(mean), ziggurat", law: ExponentialLaw(mean: mean, method: .ziggurat), support: nonNegative
      ) { gsl_cdf_exponential_P($0, mean) })
  }
  return cases
}

private func normalCases() -> [ContinuousCase] {
  var cases: [ContinuousCase] = []
  for method in SamplingMethod.allCases {
    let ties = method == .gsl ? coarseTies : 2
    cases.append(
      ContinuousCase(
        name: "normal 0, 1, \(method)", law: NormalLaw(mean: 0, deviation: 1, method: method), support: real, ties: ties
      ) { gsl_cdf_ugaussian_P($0) })
    cases.append(
      ContinuousCase(
        name: "normal 3, 0.5, \(method)", law: NormalLaw(mean: 3, deviation: 0.5, method: method), support: real,
        ties: ties
      ) { gsl_cdf_gaussian_P($0 - 3, 0.5) })
    cases.append(
      ContinuousCase(
        name: "lognormal median 0.02, sigma 0.6, \(method)",
        law: LognormalLaw(median: 0.02, sigma: 0.6, method: method), support: positive, ties: ties
      ) { gsl_cdf_lognormal_P($0, portableLog(0.02), 0.6) })
    cases.append(
      ContinuousCase(
        name: "lognormal mean 3, cv 2, \(method)", law: LognormalLaw(mean: 3, cv: 2, method: method), support: positive,
        ties: ties
      ) {
        let variance = portableLog(5)
        return gsl_cdf_lognormal_P($0, portableLog(3) - variance / 2, variance.squareRoot())
      })
  }
  let cuts: [(low: Double, high: Double)] = [(0, .infinity), (-1, 2), (3, .infinity), (1.5, 1.9), (-.infinity, -2)]
  let law = NormalLaw(mean: 0.5, deviation: 1)
  for (low, high) in cuts {
    cases.append(
      ContinuousCase(
        name: "normal 0.5, 1 in \(low) … \(high)", law: TruncatedNormalLaw(law, low: low, high: high),
        support: max(low, -1e300)...min(high, 1e300), ties: coarseTies
      ) { x in
        let part = TruncatedNormalLaw.mass(of: law, low: low, high: min(max(x, low), high))
        return part / TruncatedNormalLaw.mass(of: law, low: low, high: high)
      })
  }
  return cases
}

private func shapedCases() -> [ContinuousCase] {
  var cases: [ContinuousCase] = []
  for (shape, draws) in [(0.4, 2_000_000), (1.0, 1_000_000), (2.5, 1_000_000), (200.0, 1_000_000)] {
    cases.append(
      ContinuousCase(
        name: "gamma \(shape), 2", law: GammaLaw(shape: shape, scale: 2), support: nonNegative, draws: draws,
        ties: coarseTies
      ) { gsl_cdf_gamma_P($0, shape, 2) })
  }
  for stages in [1, 4, 50] {
    cases.append(
      ContinuousCase(
        name: "erlang \(stages)", law: ErlangLaw(stages: stages, mean: 2), support: nonNegative, ties: coarseTies
      ) { gsl_cdf_gamma_P($0, Double(stages), 2 / Double(stages)) })
  }
  for shape in [0.7, 1.5, 10] {
    cases.append(
      ContinuousCase(name: "weibull \(shape), 3", law: WeibullLaw(shape: shape, scale: 3), support: nonNegative) {
        gsl_cdf_weibull_P($0, 3, shape)
      })
  }
  for shape in [2.2, 20] {
    cases.append(
      ContinuousCase(name: "pareto \(shape)", law: ParetoLaw(shape: shape, minimum: 2), support: 2...1e300) {
        gsl_cdf_pareto_P($0, shape, 2)
      })
  }
  for shape in [0.9, 1, 2.2] {
    cases.append(
      ContinuousCase(
        name: "pareto \(shape) to 1000", law: ParetoLaw(shape: shape, minimum: 2, maximum: 1000), support: 2...1000
      ) { gsl_cdf_pareto_P($0, shape, 2) / gsl_cdf_pareto_P(1000, shape, 2) })
  }
  for (a, b) in [(2.0, 3.0), (0.5, 0.6), (50, 20)] {
    cases.append(
      ContinuousCase(name: "beta \(a), \(b)", law: BetaLaw(alpha: a, beta: b), support: 0...1, ties: 2) {
        gsl_cdf_beta_P(min($0, 1), a, b)
      })
  }
  return cases
}

private func compoundCases() -> [ContinuousCase] {
  let observed = [1, 2, 3.5, 7, 20]
  let mixture = MixtureLaw(weights: [0.7, 0.3], parts: [ExponentialLaw(mean: 1), LognormalLaw(median: 5, sigma: 0.5)])
  return [
    ContinuousCase(
      name: "hyperexponential", law: HyperexponentialLaw(weights: [9, 1], means: [0.5, 5.5]), support: nonNegative
    ) { 0.9 * gsl_cdf_exponential_P($0, 0.5) + 0.1 * gsl_cdf_exponential_P($0, 5.5) },
    ContinuousCase(name: "mixture", law: mixture, support: nonNegative, ties: coarseTies) {
      0.7 * gsl_cdf_exponential_P($0, 1) + 0.3 * gsl_cdf_lognormal_P($0, portableLog(5), 0.5)
    },
    ContinuousCase(name: "empirical, interpolated", law: EmpiricalLaw(values: observed), support: 1...20) { x in
      zip(observed, observed.dropFirst()).reduce(0) { $0 + min(max((x - $1.0) / ($1.1 - $1.0), 0), 1) / 4 }
    },
  ]
}

/// The stream's own draws, which no GSL sampler stands behind.
private func streamCases() -> [ContinuousCase] {
  struct Drawn: Distribution {
    let mean: Double
    let draw: @Sendable (inout RandomStream) -> Double
    func sample(using stream: inout RandomStream) -> Double { draw(&stream) }
  }
  return [
    ContinuousCase(name: "stream.uniform", law: Drawn(mean: 0.5) { $0.uniform() }, support: 0...1) { $0 },
    ContinuousCase(name: "stream.uniformPositive", law: Drawn(mean: 0.5) { $0.uniformPositive() }, support: 1e-17...1) {
      $0
    },
    ContinuousCase(
      name: "stream.exponential", law: Drawn(mean: 1) { $0.exponential() }, support: nonNegative
    ) { gsl_cdf_exponential_P($0, 1) },
    ContinuousCase(
      name: "stream.normal", law: Drawn(mean: 0) { $0.normal() }, support: real
    ) { gsl_cdf_ugaussian_P($0) },
  ]
}
