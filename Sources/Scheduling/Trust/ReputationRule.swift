import Specs

/// Makes reputations, 0 … 1, of what raters have seen of providers, one epoch after the other.
public protocol ReputationRule: Sendable {
  /// What a provider has that nobody has rated.
  var newcomer: Double { get }

  /// Opens the books; called once, before all else.
  mutating func open(raters: Int, providers: Int)

  /// A provider kept its word to a rater, or did not.
  mutating func note(_ isKept: Bool, of provider: Int, by rater: Int)

  /// Takes what was noted since the last epoch into account, and writes the reputation of every provider.
  mutating func endEpoch(into reputations: inout [Double])
}

extension Catalog where Product == any ReputationRule {
  /// The rules that come with Assay.
  public static var standard: Self {
    Self(
      "reputation rule",
      [
        .init("beta", "Share of kept words as a beta law tells it; old evidence fades.") { BetaReputation(from: &$0) },
        .init("eigentrust", "Trust that flows from brokers along their ratings.") { EigenTrust(from: &$0) },
      ])
  }
}

/// How much of its evidence a rule keeps from one epoch to the next.
func takeDecay(from spec: inout Spec) -> Double {
  spec.take("decay", "Part of the evidence that is kept from one epoch to the next.", default: 0.9, in: 0...1)
}
