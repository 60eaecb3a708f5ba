import Specs

/// Zipf: rank k of 1 … count with a chance proportional to k^−exponent; popularity of models, sizes of tenants.
public struct ZipfLaw: Distribution {
  public let exponent: Double
  public let count: Int
  public let mean: Double
  private let ranks: WalkerTable

  public static let exponents = 0.0...20.0
  public static let counts = 1...10_000_000

  public init(exponent: Double, count: Int) {
    precondition(Self.exponents.contains(exponent), "a Zipf law needs 0 <= exponent <= 20")
    precondition(Self.counts.contains(count), "a Zipf law needs 1 to 10^7 ranks")
    self.exponent = exponent
    self.count = count
    let weights = (1...count).map { portablePow(Double($0), -exponent) }
    ranks = WalkerTable(weights: weights)
    mean = weightedMean(of: (1...count).lazy.map(Double.init), weights: weights)
  }

  public func sample(using stream: inout RandomStream) -> Double { Double(ranks.sample(using: &stream) + 1) }
}

extension ZipfLaw {
  init(from spec: inout Spec) {
    spec.refuseUnits(of: "a Zipf law")
    let exponent = spec.take("exponent", "Exponent: 0 is even, 1 is classic.", in: Self.exponents)
    self.init(exponent: exponent, count: spec.take("count", "Number of ranks.", in: Self.counts))
  }
}
