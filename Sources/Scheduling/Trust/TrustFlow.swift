/// EigenTrust (Kamvar, Schlosser and Garcia-Molina 2003): t ← (1 − ε) Cᵀ t + ε p until t changes by less than 10^-12 in
/// sum, for local trust C with rows that sum to 1 and pre-trusted p.
///
/// A peer that trusts nobody trusts as p does. Sparse; sums go by rater and then by ratee, so that the same ratings
/// give the same bits.
struct TrustFlow: Sendable {
  /// One peer's trust in another; positive.
  struct Rating: BitwiseCopyable, Sendable {
    var ratee: Int32
    var trust: Double
  }

  /// Change in sum at which the iteration ends.
  static let tolerance = 1e-12
  /// Iterations at most: at ε ≥ 1 % the change falls below the tolerance long before.
  static let limit = 10_000

  /// ε, 0.01 … 1.
  let restart: Double
  private var next: [Double] = []

  init(restart: Double) {
    precondition((0.01...1).contains(restart), "without pre-trusted peers trust need not settle")
    self.restart = restart
  }

  /// - Parameters:
  ///   - ratings: of each peer, ascending by ratee, each at most once, none of itself.
  ///   - pretrusted: sums to 1, not negative.
  ///   - trust: where to start from; the answer, which sums to 1.
  /// - Returns: the change in sum of the last step.
  mutating func settle(_ ratings: [[Rating]], pretrusted: [Double], into trust: inout [Double]) -> Double {
    trust = pretrusted
    var change = Double.infinity
    for _ in 0..<Self.limit where change >= Self.tolerance {
      step(ratings, pretrusted, trust)
      change = 0
      for peer in trust.indices { change += (next[peer] - trust[peer]).magnitude }
      swap(&trust, &next)
    }
    return change
  }

  /// `next` from `trust`.
  private mutating func step(_ ratings: [[Rating]], _ pretrusted: [Double], _ trust: [Double]) {
    next.removeAll(keepingCapacity: true)
    next.append(contentsOf: repeatElement(0, count: trust.count))
    var idle = 0.0
    for (rater, row) in ratings.enumerated() {
      var total = 0.0
      for rating in row { total += rating.trust }
      if total > 0 {
        let share = trust[rater] / total
        for rating in row { next[Int(rating.ratee)] += share * rating.trust }
      } else {
        idle += trust[rater]
      }
    }
    var sum = 0.0
    for peer in next.indices {
      next[peer] = (1 - restart) * (next[peer] + idle * pretrusted[peer]) + restart * pretrusted[peer]
      sum += next[peer]
    }
    // Rounding would let the sum drift from 1 over many steps.
    for peer in next.indices { next[peer] /= sum }
  }
}
