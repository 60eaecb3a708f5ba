import Randomness
import Specs

/// Beta reputation (Jøsang and Ismail 2002): with a words kept and b broken, both fading by a factor each epoch, the
/// chance that the next is kept follows a beta law with shapes a + 1 and b + 1.
///
/// The reputation is the law's mean (a + 1)/(a + b + 2), or its lower 5 % quantile, which a provider earns by evidence.
/// All raters count alike. Evidence beyond some 10^5 words is scaled down to that.
struct BetaReputation: ReputationRule {
  enum Measure: String, CaseIterable, SpecValue { case mean, lower }

  private let decay: Double
  private let measure: Measure
  private(set) var kept: [Double] = []
  private(set) var broken: [Double] = []
  private var newlyKept: [Double] = []
  private var newlyBroken: [Double] = []

  init(decay: Double, measure: Measure) {
    precondition((0...1).contains(decay), "evidence does not grow by itself")
    self.decay = decay
    self.measure = measure
  }

  init(from spec: inout Spec) {
    let measure: Measure = spec.take(
      "measure", "The mean of the law, or its lower 5 % quantile.", default: .lower)
    self.init(decay: takeDecay(from: &spec), measure: measure)
  }

  var newcomer: Double { Self.reputation(kept: 0, broken: 0, by: measure) }

  mutating func open(raters: Int, providers: Int) {
    kept = Array(repeating: 0, count: providers)
    broken = kept
    newlyKept = kept
    newlyBroken = kept
  }

  mutating func note(_ isKept: Bool, of provider: Int, by rater: Int) {
    if isKept { newlyKept[provider] += 1 } else { newlyBroken[provider] += 1 }
  }

  mutating func endEpoch(into reputations: inout [Double]) {
    for provider in kept.indices {
      kept[provider] = kept[provider] * decay + newlyKept[provider]
      broken[provider] = broken[provider] * decay + newlyBroken[provider]
      newlyKept[provider] = 0
      newlyBroken[provider] = 0
      reputations[provider] = Self.reputation(kept: kept[provider], broken: broken[provider], by: measure)
    }
  }

  static func reputation(kept: Double, broken: Double, by measure: Measure) -> Double {
    if measure == .mean { return (kept + 1) / (kept + broken + 2) }
    let limit = BetaLaw.greatestShape - 1
    let scale = min(1, limit / max(kept, broken, 1))
    let quantile = BetaLaw.quantile(0.05, alpha: kept * scale + 1, beta: broken * scale + 1)
    // To a billionth, so that a newcomer has 0.05 and not a bit less.
    return (quantile * 1e9).rounded(.toNearestOrEven) / 1e9
  }
}
