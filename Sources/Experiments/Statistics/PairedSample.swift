import Randomness

/// One metric of two variants under the same seeds: differences of pairs, so that what both share cancels out.
public struct PairedSample: Sendable, Equatable {
  /// `variant − base`, one for each seed, in the order of the seeds.
  public private(set) var differences: [Double] = []

  public init(differences: [Double] = []) { self.differences = differences }

  mutating func append(_ difference: Double) { differences.append(difference) }

  public var count: Int { differences.count }

  /// The mean difference; 0 of none.
  public var mean: Double { count == 0 ? 0 : differences.reduce(0, +) / Double(count) }

  /// All differences are the same: the standard error is exactly 0, whatever rounding would make of it.
  public var isConstant: Bool { differences.allSatisfy { $0 == differences[0] } }

  /// Estimated standard deviation of the mean; 0 where all differences are the same. Requires two or more.
  public var standardError: Double {
    precondition(count >= 2, "one difference says nothing about its spread")
    if isConstant { return 0 }
    let mean = mean
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(count - 1) / Double(count)).squareRoot()
  }

  /// P of a mean this far above `bound` or further, if the true mean is `bound` (one-sided paired t test).
  ///
  /// Where all differences are the same there is no spread to test with: 0 if they lie above the bound, else 1.
  func chance(above bound: Double) -> Double {
    if isConstant { return differences[0] > bound ? 0 : 1 }
    return StudentLaw.upperTail((mean - bound) / standardError, degrees: count - 1)
  }

  /// The same below.
  func chance(below bound: Double) -> Double {
    PairedSample(differences: differences.map { -$0 }).chance(above: -bound)
  }

  /// Half the width of the interval that misses the true mean on either side with the given chance.
  func halfWidth(tail: Double) -> Double {
    let error = standardError
    return error == 0 ? 0 : error * StudentLaw.upperQuantile(tail, degrees: count - 1)
  }
}
