import Specs

extension Spec {
  /// A law by `kind:`, its parameters and samples in the unit of `dimension` (seconds for time); a bare value is the
  /// constant law. Required without a default, which is written as in a file: `"{kind: exponential, mean: 2 s}"`.
  public mutating func takeDistribution(
    _ key: String, _ help: String, in dimension: Dimension, default text: String? = nil
  ) -> any Distribution {
    within(dimension) { $0.takeChoice(key, help, from: distributions, default: text) }
  }

  /// A law by `kind:`, or this constant.
  public mutating func takeDistribution(
    _ key: String, _ help: String, in dimension: Dimension, default law: ConstantLaw
  ) -> any Distribution {
    let number = law.mean.description
    let whole = number.hasSuffix(".0") ? String(number.dropLast(2)) : number
    let text = dimension.units.isEmpty || dimension == .fraction ? whole : "\(whole) \(dimension.measureUnit)"
    return takeDistribution(key, help, in: dimension, default: text)
  }

  /// A law by `kind:`, or nothing.
  public mutating func takeOptionalDistribution(
    _ key: String, _ help: String, in dimension: Dimension
  ) -> (any Distribution)? {
    within(dimension) { $0.takeOptionalChoice(key, help, from: distributions) }
  }

  private mutating func within<T>(_ dimension: Dimension, _ take: (inout Spec) -> T) -> T {
    let outer = self.dimension
    self.dimension = dimension
    defer { self.dimension = outer }
    return take(&self)
  }
}

/// What the laws' own settings have in common.
extension Spec {
  static let nonNegative = 0...Double.greatestFiniteMagnitude
  /// Above zero by something that can be written down.
  static let positive = 1e-12...Double.greatestFiniteMagnitude

  /// Where a law's values may lie: plain numbers and prices anywhere, measures and counts of things from zero up.
  var valueRange: ClosedRange<Double> {
    dimension == .number || dimension == .dollars || dimension == .energyPrice ? Self.finite : Self.nonNegative
  }

  mutating func takeSamplingMethod() -> SamplingMethod {
    take("method", "The GSL's own sampler, or a ziggurat with finer steps, up to thrice as fast.", default: .gsl)
  }

  mutating func takeWeight(_ help: String) -> Double { take("weight", help, in: Self.nonNegative) }

  /// `low` and `high`, in this order.
  mutating func takeInterval(default ends: (low: Double, high: Double)? = nil) -> (low: Double, high: Double) {
    let low = takeMeasure("low", "Least value.", default: ends?.low, in: valueRange)
    let high = takeMeasure("high", "Greatest value.", default: ends?.high, in: valueRange)
    if low <= high { return (low, high) }
    if isSound { problem("high", "is less than low", remedy: "write high at or above low") }
    return (high, low)
  }

  /// The weights, or equal ones and a problem when no choice could be made by them.
  mutating func usableWeights(_ weights: [Double], of key: String) -> [Double] {
    if WalkerTable.areUsable(weights) { return weights }
    if has(key) && isSound {
      problem(
        key, "gives no finite positive sum of weights", remedy: "give at least one a weight above 0, none a huge one")
    }
    return [Double](repeating: 1, count: max(weights.count, 1))
  }

  /// Laws of whole numbers know no units.
  mutating func refuseUnits(of law: String) {
    guard !dimension.units.isEmpty else { return }
    problem(
      "kind", "is \(law), which counts, where a \(dimension.name) is needed",
      remedy: "use a continuous law, or a discrete law of values with units")
  }
}
