import Specs

/// A law of chance that a scenario names by `kind:`. One value serves any number of streams.
///
/// In the dimension of time a law's parameters are times and its samples are seconds; likewise bytes, watts and so on.
public protocol Distribution: Sendable {
  /// The exact mean, finite, in the unit of the samples.
  var mean: Double { get }
  /// One draw. Laws by rejection take a varying number of words of the stream.
  func sample(using stream: inout RandomStream) -> Double
}

/// How an exponential or a normal is drawn.
public enum SamplingMethod: String, CaseIterable, Sendable {
  /// The GSL's own sampler: `gsl_ran_exponential` by inversion, `gsl_ran_gaussian_ziggurat` with 128 layers of 24 bits
  /// (2^32 values: a million normals hold about 120 equal pairs).
  case gsl
  /// `RandomStream`'s ziggurat with 256 layers of 53 bits: three times faster for the exponential, no equal pairs.
  case ziggurat
}

extension SamplingMethod: SpecValue {}

/// Every law a scenario may name. A new law is one file in `Distributions` and one line here.
public let distributions = Catalog<any Distribution>(
  "distribution",
  [
    .init("constant", "Always the same value; a bare value means this.") { ConstantLaw(from: &$0) },
    .init("uniform", "Evenly between two ends.") { UniformLaw(from: &$0) },
    .init("exponential", "Time between independent happenings.") { ExponentialLaw(from: &$0) },
    .init("normal", "Normal (Gaussian), with optional truncation.") { NormalLaw.make(from: &$0) },
    .init("lognormal", "Exponential of a normal: latencies, sizes, prices.") { LognormalLaw(from: &$0) },
    .init("gamma", "Gamma, by shape and scale.") { GammaLaw(from: &$0) },
    .init("erlang", "Sum of equal exponential stages.") { ErlangLaw(from: &$0) },
    .init("weibull", "Weibull: life times with ageing or early failures.") { WeibullLaw(from: &$0) },
    .init("pareto", "Power-law tail, with an optional maximum.") { ParetoLaw(from: &$0) },
    .init("beta", "Beta, stretched to low … high.") { BetaLaw(from: &$0) },
    .init("hyperexponential", "One of several exponentials.") { HyperexponentialLaw(from: &$0) },
    .init("poisson", "Number of happenings in an interval.") { PoissonLaw(from: &$0) },
    .init("geometric", "Trials up to the first success, from 1.") { GeometricLaw(from: &$0) },
    .init("zipf", "Rank 1 … count with chance falling as a power.") { ZipfLaw(from: &$0) },
    .init("discrete", "One of the listed values, by weight.") { DiscreteLaw(from: &$0) },
    .init("empirical", "Observed values, from the scenario or a CSV file.") { EmpiricalLaw(from: &$0) },
    .init("mixture", "A draw from one of several laws, by weight.") { MixtureLaw(from: &$0) },
  ],
  bareScalar: .init(kind: "constant", key: "value"))
