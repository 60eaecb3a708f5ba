/// One of the listed values, by weight (Walker's alias method: one word and one look-up whatever the length).
public struct Discrete: Distribution {
  public let values: [Double]
  public let mean: Double
  private let choice: WalkerTable

  /// Weights need not sum to 1.
  public init(values: [Double], weights: [Double]) {
    precondition(values.count == weights.count, "a discrete law needs one weight for each value")
    precondition(values.allSatisfy(\.isFinite), "a discrete law needs finite values")
    self.values = values
    choice = WalkerTable(weights: weights)
    mean = weightedMean(of: values, weights: weights)
  }

  public func sample(using stream: inout RandomStream) -> Double { values[choice.sample(using: &stream)] }
}
