/// When a comparison looks at its data, and what each look may err: it can stop at any of them.
///
/// Every look but the last doubles the one before. The chance of an error is spent in proportion to the replications
/// (a linear spending function, Lan and DeMets 1983) and the looks are joined by Boole's inequality, which holds
/// whatever the joint law of the looks is: the price is a somewhat wider interval than an exact boundary would give.
public struct Looks: Sendable, Equatable {
  /// Replications at each look, ascending; the last is the most there are.
  public let counts: [Int]
  /// The chance of an error at each look; they sum to the whole.
  public let errors: [Double]

  /// Replications at the first look, if there are so many.
  public static let first = 8

  /// Requires two replications or more, and an error inside 0 … 1.
  public init(upTo limit: Int, error: Double) {
    precondition(limit >= 2 && error > 0 && error < 1, "a comparison has replications and may err")
    var counts: [Int] = []
    var count = min(Self.first, limit)
    while count < limit {
      counts.append(count)
      count *= 2
    }
    counts.append(limit)
    self.counts = counts
    errors = zip(counts, [0] + counts).map { error * Double($0 - $1) / Double(limit) }
  }
}
