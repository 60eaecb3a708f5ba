/// A draw from one of several laws, chosen by weight. Parts may be mixtures themselves.
public struct Mixture: Distribution {
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
