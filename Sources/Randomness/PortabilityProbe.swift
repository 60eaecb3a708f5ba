import CGSL
import Quantities

/// Proof at start-up that this process computes the bits that every other build of this version computes.
///
/// It hashes elementary functions, Philox blocks, both ziggurats and draws of every law, and checks that the GSL's
/// calls of libm land in `CPortableMath`. A mismatch is our bug or a foreign library in between, never the user's:
/// exit 70.
public enum PortabilityProbe {
  /// The digest of the start-up probe; a change of it changes every fingerprint.
  public static let expectedDigest = "14f24987c5f56928"

  /// What is wrong, or nil. Takes less than a millisecond.
  public static func failure() -> String? {
    if !samplersUsePortableMath {
      return "the GSL's samplers do not use this program's elementary functions; results would depend on the CPU"
    }
    let found = digest(drawsPerLaw: 64)
    if found == expectedDigest { return nil }
    return "portable arithmetic gives digest \(found) where \(expectedDigest) is expected"
  }

  /// Whether libgsl's `exp` and `log` are SLEEF's: `gsl_cdf_exponential_Q` is `exp`, `gsl_cdf_pareto_Q` is `pow` of
  /// one quotient, `gsl_cdf_exponential_Qinv` is `log`. SLEEF and libm differ in the last bit at some of the points.
  static var samplersUsePortableMath: Bool {
    _ = StreamGeneratorType.shared
    return (1...500).allSatisfy { k in
      let x = Double(k) * 0x1.1p-6
      let p = Double(k) * 0x1p-9
      return gsl_cdf_exponential_Q(x, 1) == portableExp(-x) && gsl_cdf_exponential_Qinv(p, 1) == -portableLog(p)
        && gsl_cdf_pareto_Q(1 / p, p, 1) == portablePow(1 / (1 / p), p)
    }
  }

  /// A hash, as 16 hexadecimal digits, of what must be equal between builds and CPUs; `drawsPerLaw` draws of each law.
  public static func digest(drawsPerLaw: Int) -> String {
    var mixer = Mixer()
    foldFunctions(into: &mixer)
    let source = RandomSource(seed: 0x5EED)
    for (entity, law) in laws.enumerated() {
      var stream = source.stream(StreamName("portability probe"), entity)
      mixer.fold(law.name)
      mixer.fold(law.law.mean.bitPattern)
      for _ in 0..<drawsPerLaw { mixer.fold(law.law.sample(using: &stream).bitPattern) }
      mixer.fold(stream.position)
    }
    let digits = String(mixer.finalized, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func foldFunctions(into mixer: inout Mixer) {
    let ofAny: [(Double) -> Double] = [
      portableExp, portableExpm1, portableSin, portableCos, portableTan, portableAtan, portableSinh, portableCosh,
      portableTanh,
    ]
    let ofPositive: [(Double) -> Double] = [portableLog, portableLog1p, { portablePow($0, 0.37) }]
    let ofUnit: [(Double) -> Double] = [portableAsin, portableAcos]
    var stream = RandomStream(key: 1, entity: 2)
    for _ in 0..<256 {
      let unit = 2 * stream.uniform() - 1
      let wide = 20 * unit
      for function in ofAny { mixer.fold(function(wide).bitPattern) }
      for function in ofPositive { mixer.fold(function(abs(wide)).bitPattern) }
      for function in ofUnit { mixer.fold(function(unit).bitPattern) }
      mixer.fold(portableAtan2(wide, unit).bitPattern)
      mixer.fold(portableHypot(wide, unit).bitPattern)
      mixer.fold(stream.exponential().bitPattern)
      mixer.fold(stream.normal().bitPattern)
    }
  }

  /// One of every kind, in every variant that takes another path through the code.
  public static let laws: [(name: String, law: any Distribution)] = [
    ("constant", ConstantLaw(2.5)),
    ("uniform", UniformLaw(low: -1, high: 3)),
    ("exponential", ExponentialLaw(mean: 2)),
    ("exponential, ziggurat", ExponentialLaw(mean: 2, method: .ziggurat)),
    ("normal", NormalLaw(mean: 1, deviation: 2)),
    ("normal, ziggurat", NormalLaw(mean: 1, deviation: 2, method: .ziggurat)),
    ("normal, truncated above its median", TruncatedNormalLaw(NormalLaw(mean: 1, deviation: 2), low: 2)),
    ("normal, truncated to its middle", TruncatedNormalLaw(NormalLaw(mean: 1, deviation: 2), low: -1, high: 5)),
    ("lognormal", LognormalLaw(median: 0.02, sigma: 0.6)),
    ("lognormal, ziggurat", LognormalLaw(mean: 3, cv: 1.5, method: .ziggurat)),
    ("gamma, shape 0.4", GammaLaw(shape: 0.4, scale: 2)),
    ("gamma, shape 2.5", GammaLaw(shape: 2.5, scale: 2)),
    ("erlang", ErlangLaw(stages: 4, mean: 2)),
    ("weibull", WeibullLaw(shape: 0.7, scale: 3)),
    ("pareto", ParetoLaw(shape: 2.2, minimum: 1)),
    ("pareto, bounded", ParetoLaw(shape: 0.9, minimum: 1, maximum: 1000)),
    ("beta, shapes 2 and 3", BetaLaw(alpha: 2, beta: 3)),
    ("beta, shapes 0.5 and 0.6", BetaLaw(alpha: 0.5, beta: 0.6, low: 1, high: 2)),
    ("hyperexponential", HyperexponentialLaw(weights: [9, 1], means: [0.5, 5.5])),
    ("poisson, mean 3", PoissonLaw(mean: 3)),
    ("poisson, mean 1000", PoissonLaw(mean: 1000)),
    ("geometric", GeometricLaw(probability: 0.3)),
    ("zipf", ZipfLaw(exponent: 1.1, count: 1000)),
    ("discrete", DiscreteLaw(values: [1, 2, 4, 8], weights: [5, 3, 1, 1])),
    ("empirical", EmpiricalLaw(values: [1, 2, 3.5, 7, 20])),
    ("empirical, no interpolation", EmpiricalLaw(values: [1, 2, 3.5, 7, 20], interpolated: false)),
    (
      "mixture",
      MixtureLaw(weights: [0.7, 0.3], parts: [ExponentialLaw(mean: 1), LognormalLaw(median: 5, sigma: 0.5)])
    ),
  ]
}
