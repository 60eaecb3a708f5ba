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
  /// (so that a million normals hold some hundreds of equal pairs).
  case gsl
  /// `RandomStream`'s ziggurat with 256 layers of 53 bits: three times faster for the exponential, no equal pairs.
  case ziggurat
}
