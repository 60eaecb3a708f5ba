import Specs

/// The law of a sample: any observed value with equal chance, or, with interpolation, the piecewise linear distribution
/// function through the ordered values (Law, "Simulation modeling and analysis", 5th ed., eq. 6.1.1).
public struct EmpiricalLaw: Distribution {
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

extension EmpiricalLaw {
  init(from spec: inout Spec) {
    let inline = spec.takeMeasures("values", "The observed values, in any order.", default: [], in: spec.valueRange)
    let file: FilePath? = spec.takeOptional("file", "CSV file that holds the values, instead of `values`.")
    let column: String? = spec.takeOptional("column", "Name of the column in the file.")
    let unit = spec.takeMeasure("unit", "What a 1 in the file stands for.", default: 1, in: Spec.positive)
    let interpolated = spec.take(
      "interpolate", "Draw between neighbouring values too; else only the values themselves.", default: true)
    var values = inline
    if let file {
      if spec.has("values") {
        spec.problem("file", "stands beside values", remedy: "give either values or a file")
      } else if let column {
        values = (spec.column(column, of: file, for: "file") ?? []).map { $0 * unit }
        spec.checkObserved(values)
      } else {
        spec.problem("file", "needs the name of a column", remedy: "add `column: name`")
      }
    } else if inline.isEmpty && !spec.has("file") {
      spec.problem("values", "gives no values", remedy: "write values, or file and column")
    }
    let areUsable = !values.isEmpty && values.allSatisfy(\.isFinite)
    self.init(values: areUsable ? values : [1], interpolated: interpolated)
  }
}

extension Spec {
  /// Notes values from a file that this dimension cannot have.
  fileprivate mutating func checkObserved(_ values: [Double]) {
    guard isSound else { return }
    if values.isEmpty { problem("file", "holds no values in that column", remedy: "name a column with numbers") }
    if let row = values.firstIndex(where: { !valueRange.contains($0) }) {
      problem(
        "file", "holds \(values[row]) as value \(row + 1) of the column",
        remedy: valueRange.lowerBound == 0 ? "keep values finite and not negative" : "keep values finite")
    }
  }
}
