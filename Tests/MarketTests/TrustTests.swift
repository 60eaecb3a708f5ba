import Randomness
import Testing

@testable import Scheduling

@Suite struct TrustTests {
  private let source = RandomSource(seed: 2003)

  // MARK: beta

  /// Reputations after epochs of (kept, broken) for one provider beside an unrated one.
  private func reputations(_ rule: BetaReputation, _ epochs: [(Int, Int)]) -> [Double] {
    var rule = rule
    rule.open(raters: 1, providers: 2)
    var now = [1.0, 1.0]
    var seen: [Double] = []
    for (kept, broken) in epochs {
      for _ in 0..<kept { rule.note(true, of: 0, by: 0) }
      for _ in 0..<broken { rule.note(false, of: 0, by: 0) }
      rule.endEpoch(into: &now)
      seen.append(now[0])
      #expect(now[1] == rule.newcomer)
    }
    return seen
  }

  @Test func meansAreExact() {
    let forever = BetaReputation(decay: 1, measure: .mean)
    #expect(forever.newcomer == 0.5)
    let growing: [Double] = [4.0 / 6, 4.0 / 6, 8.0 / 10]
    #expect(reputations(forever, [(3, 1), (0, 0), (4, 0)]) == growing)
    // Half of the evidence fades each epoch: 8 → 4 + 1 → 2.5.
    let fading: [Double] = [9.0 / 10, 6.0 / 9, 3.5 / 5.5]
    #expect(reputations(BetaReputation(decay: 0.5, measure: .mean), [(8, 0), (1, 2), (0, 0)]) == fading)
    #expect(reputations(BetaReputation(decay: 0, measure: .mean), [(8, 8), (0, 0)]) == [0.5, 0.5])
  }

  /// Quantiles with closed forms: shapes (n, 1) have x^n, shapes (1, n) have 1 − (1 − x)^n.
  @Test(arguments: [0.0, 1, 2, 9, 99, 5000, 99_999]) func quantilesAreExact(evidence: Double) {
    let good = BetaLaw.quantile(0.05, alpha: evidence + 1, beta: 1)
    let bad = BetaLaw.quantile(0.05, alpha: 1, beta: evidence + 1)
    let best = portablePow(0.05, 1 / (evidence + 1))
    let worst = -portableExpm1(portableLog1p(-0.05) / (evidence + 1))
    #expect(abs(good - best) < 1e-11 * best)
    #expect(abs(bad - worst) < 1e-11 * worst)
  }

  /// Against the definition: integrating the density up to the quantile gives 5 %.
  @Test func quantilesHaveTheirMassBelow() {
    for (kept, broken) in [(1.0, 1.0), (4, 2), (2.5, 7.25), (30, 12), (0.3, 0.2), (120, 400)] {
      let x = BetaReputation.reputation(kept: kept, broken: broken, by: .lower)
      let (below, all) = (mass(kept, broken, to: x), mass(kept, broken, to: 1))
      #expect(abs(below / all - 0.05) < 1e-6, "\(kept), \(broken): \(below / all)")
    }
  }

  /// ∫ x^kept (1 − x)^broken, scaled by its peak, by Simpson's rule.
  private func mass(_ kept: Double, _ broken: Double, to end: Double) -> Double {
    let peak = kept / (kept + broken)
    func density(_ x: Double) -> Double {
      if x <= 0 || x >= 1 { return 0 }
      return portableExp(
        kept * (portableLog(x) - portableLog(peak)) + broken * (portableLog1p(-x) - portableLog1p(-peak)))
    }
    let steps = 400_000
    let width = end / Double(steps)
    var sum = density(0) + density(end)
    for step in 1..<steps { sum += density(Double(step) * width) * (step % 2 == 1 ? 4 : 2) }
    return sum * width / 3
  }

  @Test func theLowerQuantileIsEarned() {
    let rule = BetaReputation(decay: 1, measure: .lower)
    #expect(rule.newcomer == 0.05)
    let good = reputations(rule, Array(repeating: (5, 0), count: 40))
    #expect(zip(good, good.dropFirst()).allSatisfy { $0 < $1 } && good[39] > 0.98)
    // More than the limit of the law's shapes: finite, and no better than at the limit.
    let vast = BetaReputation.reputation(kept: 1e12, broken: 1e12, by: .lower)
    #expect(vast > 0.49 && vast < 0.5)
  }

  @Test func mistrustFades() {
    let seen = reputations(BetaReputation(decay: 0.8, measure: .mean), [(0, 50)] + Array(repeating: (0, 0), count: 40))
    #expect(seen[0] == 1.0 / 52 && zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 } && seen[40] > 0.49)
  }

  // MARK: EigenTrust

  private func randomRatings(_ peers: Int, _ stream: inout RandomStream) -> [[TrustFlow.Rating]] {
    (0..<peers).map { rater in
      (0..<peers).compactMap { ratee in
        guard ratee != rater, stream.below(4) == 0 else { return nil }
        return TrustFlow.Rating(ratee: Int32(ratee), trust: Double(1 + stream.below(9)))
      }
    }
  }

  /// ‖(1 − ε) Cᵀ t + ε p − t‖₁ with dense rows made anew.
  private func residual(
    _ trust: [Double], _ ratings: [[TrustFlow.Rating]], _ pretrusted: [Double], _ restart: Double
  ) -> Double {
    var next = pretrusted.map { $0 * restart }
    for (rater, row) in ratings.enumerated() {
      var dense = [Double](repeating: 0, count: trust.count)
      for rating in row { dense[Int(rating.ratee)] = rating.trust }
      let total = dense.reduce(0, +)
      if total == 0 { dense = pretrusted } else { dense = dense.map { $0 / total } }
      for peer in next.indices { next[peer] += (1 - restart) * dense[peer] * trust[rater] }
    }
    return zip(next, trust).reduce(0) { $0 + abs($1.0 - $1.1) }
  }

  @Test func trustSettles() {
    for round in 0..<60 {
      var stream = source.stream(StreamName("settle"), round)
      let peers = 2 + stream.below(60)
      let ratings = randomRatings(peers, &stream)
      let first = 1 + stream.below(peers)
      let pretrusted = (0..<peers).map { $0 < first ? 1 / Double(first) : 0 }
      let restart = [0.05, 0.1, 0.5, 1][stream.below(4)]
      var flow = TrustFlow(restart: restart)
      var trust: [Double] = []
      let change = flow.settle(ratings, pretrusted: pretrusted, into: &trust)
      #expect(change < 1e-12 && residual(trust, ratings, pretrusted, restart) < 1e-12, "round \(round)")
      #expect(abs(trust.reduce(0, +) - 1) < 1e-12 && trust.allSatisfy { $0 >= 0 }, "round \(round)")
      if restart == 1 { #expect(zip(trust, pretrusted).allSatisfy { abs($0 - $1) < 1e-15 }) }
      // The same ratings give the same bits, with buffers used before too.
      var again: [Double] = []
      _ = flow.settle(ratings, pretrusted: pretrusted, into: &again)
      #expect(again == trust)
    }
  }

  /// Peer 0 is pre-trusted and trusts 1; 1 trusts 0 and 2 alike; 2 trusts nobody, so as p does. By hand, with ε = 1/2:
  /// t1 = t0/2, t2 = t1/4, t0 = t1/4 + t2/2 + 1/2, and the sum is 1.
  @Test func trustByHand() {
    var flow = TrustFlow(restart: 0.5)
    var trust: [Double] = []
    let ratings: [[TrustFlow.Rating]] = [
      [.init(ratee: 1, trust: 7)], [.init(ratee: 0, trust: 2), .init(ratee: 2, trust: 2)], [],
    ]
    _ = flow.settle(ratings, pretrusted: [1, 0, 0], into: &trust)
    let right: [Double] = [8.0 / 13, 4.0 / 13, 1.0 / 13]
    for (found, right) in zip(trust, right) { #expect(abs(found - right) < 1e-12) }
  }

  /// A ring of liars that praise each other gets what the honest give it, and no more.
  @Test func collusionDoesNotPay() {
    var flow = TrustFlow(restart: 0.2)
    var trust: [Double] = []
    var ratings: [[TrustFlow.Rating]] = (0..<5).map { rater in
      (0..<5).filter { $0 != rater }.map { TrustFlow.Rating(ratee: Int32($0), trust: 1) }
    }
    for liar in 5..<10 { ratings.append([.init(ratee: Int32(liar == 9 ? 5 : liar + 1), trust: 1e9)]) }
    _ = flow.settle(ratings, pretrusted: (0..<10).map { $0 < 5 ? 0.2 : 0 }, into: &trust)
    #expect(trust[5...].allSatisfy { $0 == 0 } && abs(trust[..<5].reduce(0, +) - 1) < 1e-12)
  }

  @Test func brokersTrustWhoKeepsWord() {
    var rule = EigenTrust(decay: 0.5, restart: 0.1)
    rule.open(raters: 2, providers: 4)
    func note(_ provider: Int, _ rater: Int, kept: Int, broken: Int) {
      for _ in 0..<kept { rule.note(true, of: provider, by: rater) }
      for _ in 0..<broken { rule.note(false, of: provider, by: rater) }
    }
    note(2, 0, kept: 3, broken: 1)
    note(0, 0, kept: 6, broken: 2)
    note(0, 1, kept: 1, broken: 0)
    note(1, 1, kept: 1, broken: 5)
    var reputations = [1.0, 1, 1, 1]
    rule.endEpoch(into: &reputations)
    // Broker 0 splits its trust 4 : 2 between providers 0 and 2, broker 1 gives all of its own to provider 0.
    #expect(reputations[0] == 1 && reputations[1] == 0 && reputations[3] == 1)
    let share: Double = (2.0 / 6) / (4.0 / 6 + 1)
    #expect(abs(reputations[2] - share) < 1e-12)
    // Ratings fade until nobody remembers.
    for _ in 0..<6 { rule.endEpoch(into: &reputations) }
    #expect(reputations == [1, 1, 1, 1])
  }
}
