import Specs

/// One of the listed values, by weight (Walker's alias method: one word and one look-up whatever the length).
public struct DiscreteLaw: Distribution {
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

extension DiscreteLaw {
  init(from spec: inout Spec) {
    let values = spec.takeMeasures("values", "The values to choose from.", in: spec.valueRange, count: 1...1_000_000)
    let weights = spec.takeList(
      "weights", "Chance of each value, relative to the others'; equal when left out.", default: [],
      in: Spec.nonNegative)
    if !weights.isEmpty && weights.count != values.count && spec.has("values") {
      spec.problem(
        "weights", "has \(weights.count) elements for \(values.count) values", remedy: "give one weight for each value")
    }
    let usable = weights.isEmpty ? [Double](repeating: 1, count: values.count) : weights
    let checked = spec.usableWeights(usable, of: "weights")
    let areMatched = checked.count == values.count
    self.init(values: areMatched ? values : [1], weights: areMatched ? checked : [1])
  }
}
