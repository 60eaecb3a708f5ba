/// The law of a sample: any observed value with equal chance, or, with interpolation, the piecewise linear distribution
/// function through the ordered values (Law, "Simulation modeling and analysis", 5th ed., eq. 6.1.1).
public struct Empirical: Distribution {
  /// In ascending order.
  public let values: [Double]
  public let isInterpolated: Bool
  public let mean: Double

  public init(values: [Double], interpolated: Bool = true) {
    precondition(!values.isEmpty && values.allSatisfy(\.isFinite), "an empirical law needs finite values, at least one")
    self.values = values.sorted()
    isInterpolated = interpolated && values.count > 1
    var weights = [Double](repeating: 1, count: values.count)
    if isInterpolated {
      // The trapezium rule is exact here: half weight for the ends.
      weights[0] = 0.5
      weights[values.count - 1] = 0.5
    }
    mean = weightedMean(of: self.values, weights: weights)
  }

  public func sample(using stream: inout RandomStream) -> Double {
    guard isInterpolated else { return values[stream.below(values.count)] }
    let place = stream.uniform() * Double(values.count - 1)
    let index = min(Int(place), values.count - 2)
    let fraction = place - Double(index)
    return values[index] * (1 - fraction) + values[index + 1] * fraction
  }
}
