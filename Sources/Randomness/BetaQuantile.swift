import CGSL

extension BetaLaw {
  /// The greatest shape of which `quantile` is asked.
  public static let greatestShape = 1e5

  /// Where the law on 0 … 1 has the share `p` of its mass below (`gsl_cdf_beta_P` and `gsl_ran_beta_pdf`), to 10^-12.
  ///
  /// By Newton's steps inside a bracket that halves where they leave it: at most 200, for any shapes. The GSL's own
  /// inverse does not return within minutes where one shape is 1 and the other 10^5.
  /// - Parameters:
  ///   - p: 10^-6 … 1 − 10^-6.
  ///   - alpha: first shape, 1 … 10^5; and so is `beta`, the second.
  public static func quantile(_ p: Double, alpha: Double, beta: Double) -> Double {
    precondition(
      p >= 1e-6 && p <= 1 - 1e-6 && (1...greatestShape).contains(alpha) && (1...greatestShape).contains(beta),
      "a quantile of a beta law is asked for within the range in which it was checked")
    _ = StreamGeneratorType.shared
    var (low, high) = (0.0, 1.0)
    var x = alpha / (alpha + beta)
    for _ in 0..<200 {
      let excess = gsl_cdf_beta_P(x, alpha, beta) - p
      if excess > 0 { high = x } else { low = x }
      let density = gsl_ran_beta_pdf(x, alpha, beta)
      var next = x - excess / density
      if !(next > low && next < high) { next = (low + high) / 2 }
      if abs(next - x) <= 1e-12 * next { return next }
      x = next
    }
    return x
  }
}
