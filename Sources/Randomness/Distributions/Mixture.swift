import Specs

/// A draw from one of several laws, chosen by weight. Parts may be mixtures themselves.
public struct MixtureLaw: Distribution {
  public let parts: [any Distribution]
  public let mean: Double
  private let choice: WalkerTable

  /// Weights need not sum to 1.
  public init(weights: [Double], parts: [any Distribution]) {
    precondition(weights.count == parts.count, "a mixture needs one weight for each part")
    self.parts = parts
    choice = WalkerTable(weights: weights)
    mean = weightedMean(of: parts.lazy.map(\.mean), weights: weights)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    parts[choice.sample(using: &stream)].sample(using: &stream)
  }
}

extension MixtureLaw {
  init(from spec: inout Spec) {
    let parts = spec.takeSections("parts", "The laws to choose from.", count: 1...1000) { part in
      (
        weight: part.takeWeight("Chance of this part, relative to the others'."),
        law: part.takeChoice("law", "Law of this part.", from: distributions, default: nil)
      )
    }
    let weights = spec.usableWeights(parts.map(\.weight), of: "parts")
    self.init(weights: weights, parts: parts.isEmpty ? [ConstantLaw(1)] : parts.map(\.law))
  }
}
