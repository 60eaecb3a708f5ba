import CGSL

/// An index 0 ..< count by weight, in one draw (`gsl_ran_discrete`: Walker 1977 as improved by Marsaglia 2004). Never
/// changes after it is built, so values and threads share it.
public final class WalkerTable: @unchecked Sendable {
  private let table: UnsafeMutablePointer<gsl_ran_discrete_t>

  /// Weights finite and >= 0, at least one positive.
  public init(weights: [Double]) {
    precondition(Self.areUsable(weights), "weights must be finite and >= 0, their sum positive and finite")
    // Makes sure that the GSL's error handler is off.
    _ = StreamGeneratorType.shared
    guard let table = gsl_ran_discrete_preproc(weights.count, weights) else {
      preconditionFailure("no memory for a table of \(weights.count) weights")
    }
    self.table = table
  }

  deinit { gsl_ran_discrete_free(table) }

  /// Whether a table can be built: the GSL itself takes all-zero or NaN weights and then always gives the last index.
  public static func areUsable(_ weights: [Double]) -> Bool {
    let sum = weights.reduce(0, +)
    return weights.allSatisfy { $0 >= 0 } && sum > 0 && sum.isFinite
  }

  public func sample(using stream: inout RandomStream) -> Int { stream.withGSL { gsl_ran_discrete($0, table) } }
}

/// Σ weight · value / Σ weight, summed in order with Neumaier's compensation: right to the last bits for any length.
func weightedMean(of values: some Sequence<Double>, weights: [Double]) -> Double {
  var total = CompensatedSum()
  var weight = CompensatedSum()
  for (value, w) in zip(values, weights) {
    total.add(value * w)
    weight.add(w)
  }
  return total.value / weight.value
}

/// A sum whose error does not grow with the number of terms (Neumaier 1974).
private struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  mutating func add(_ x: Double) {
    let next = sum + x
    lost += abs(sum) >= abs(x) ? (sum - next) + x : (x - next) + sum
    sum = next
  }

  var value: Double { sum + lost }
}
