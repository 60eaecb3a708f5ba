import Quantities
import Randomness

/// Where a benchmark's draws come from; a type, so that the model is compiled for it.
protocol Sampler {
  static var name: String { get }
  init()
  /// Standard exponential, mean 1.
  @inline(__always) func exponential(_ stream: inout RandomStream) -> Double
  /// Lognormal with median 20 ms and sigma 0.5, in seconds.
  @inline(__always) func latency(_ stream: inout RandomStream) -> Double
}

/// The ziggurat option of the scenarios.
struct Ziggurat: Sampler {
  static var name: String { "ziggurat" }
  @inline(__always) func exponential(_ stream: inout RandomStream) -> Double { stream.exponential() }
  @inline(__always) func latency(_ stream: inout RandomStream) -> Double { 0.02 * portableExp(0.5 * stream.normal()) }
}

/// The default of the scenarios: the GSL's samplers over the same streams.
struct GSL: Sampler {
  static var name: String { "gsl" }
  let unit = ExponentialLaw(mean: 1)
  let link = LognormalLaw(median: 0.02, sigma: 0.5)
  @inline(__always) func exponential(_ stream: inout RandomStream) -> Double { unit.sample(using: &stream) }
  @inline(__always) func latency(_ stream: inout RandomStream) -> Double { link.sample(using: &stream) }
}
