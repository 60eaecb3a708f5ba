import CGSL

/// An error that the GSL reports by status; its handler, which would abort, is off.
public struct GSLFailure: Error, CustomStringConvertible {
  public let status: Int32

  /// Nil for success.
  public init?(status: Int32) {
    guard status != 0 else { return nil }
    self.status = status
  }

  public var description: String { "GSL: \(String(cString: gsl_strerror(status)))" }
}

/// Γ(x), for 0 < x <= 170 (`gsl_sf_gamma_e`, relative error below 10^-13).
func gammaFunction(_ x: Double) -> Double {
  _ = StreamGeneratorType.shared
  var result = gsl_sf_result()
  if let failure = GSLFailure(status: gsl_sf_gamma_e(x, &result)) { preconditionFailure("Γ(\(x)): \(failure)") }
  return result.val
}
