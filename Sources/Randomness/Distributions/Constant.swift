import Specs

/// Always the same value; what a bare number in place of a law means. Draws nothing.
public struct ConstantLaw: Distribution {
  public let mean: Double

  public init(_ value: Double) {
    precondition(value.isFinite, "a constant must be finite")
    mean = value
  }

  public func sample(using stream: inout RandomStream) -> Double { mean }
}

extension ConstantLaw {
  init(from spec: inout Spec) { self.init(spec.takeMeasure("value", "The value.", in: spec.valueRange)) }
}
