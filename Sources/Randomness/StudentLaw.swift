import CGSL

/// Student's t law (Student 1908), for intervals of means of normal samples with unknown variance.
public enum StudentLaw {
  /// P(T > t), for 1 or more degrees of freedom; t may be infinite.
  public static func upperTail(_ t: Double, degrees: Int) -> Double {
    precondition(degrees >= 1 && !t.isNaN, "a t law has degrees of freedom")
    _ = StreamGeneratorType.shared
    if t.isInfinite { return t > 0 ? 0 : 1 }
    return gsl_cdf_tdist_Q(t, Double(degrees))
  }

  /// The t with P(T > t) = `tail`; 0 < tail < 1.
  public static func upperQuantile(_ tail: Double, degrees: Int) -> Double {
    precondition(degrees >= 1 && tail > 0 && tail < 1, "a quantile has a probability inside 0 … 1")
    _ = StreamGeneratorType.shared
    return gsl_cdf_tdist_Qinv(tail, Double(degrees))
  }
}
