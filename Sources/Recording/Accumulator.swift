/// Mean and variance of integers from exact sums: no drift, and any order or merge gives the same bits.
public struct Accumulator: Sendable, Equatable {
  public private(set) var count: Int64 = 0
  public private(set) var sum: Int128 = 0
  /// Sum of squares, `carries × 2^128 + low`: squares of 63-bit values overflow 128 bits after four.
  private var low: UInt128 = 0
  private var carries: UInt128 = 0

  public init() {}

  public mutating func add(_ value: Int64) {
    count += 1
    sum += Int128(value)
    let magnitude = UInt128(value.magnitude)
    add(square: magnitude * magnitude)
  }

  /// Takes in all values of another accumulator.
  public mutating func merge(_ other: Accumulator) {
    count += other.count
    sum += other.sum
    carries += other.carries
    add(square: other.low)
  }

  /// NaN when empty.
  public var mean: Double { Double(sum) / Double(count) }

  /// Unbiased: over `count − 1`; NaN below two values. Rounded once at the end.
  public var variance: Double {
    guard count > 1 else { return .nan }
    // n·Σx² − (Σx)² in 256 bits, where doubles would cancel.
    let n = UInt128(count)
    let squares = low.multipliedFullWidth(by: n)
    let scaled = (high: squares.high + carries * n, low: squares.low)
    let whole = sum.magnitude.multipliedFullWidth(by: sum.magnitude)
    let (difference, borrow) = scaled.low.subtractingReportingOverflow(whole.low)
    let high = scaled.high - whole.high - (borrow ? 1 : 0)
    let numerator = Double(high) * 0x1p128 + Double(difference)
    return numerator / Double(Int128(count) * Int128(count - 1))
  }

  public var standardDeviation: Double { variance.squareRoot() }

  private mutating func add(square: UInt128) {
    let (total, overflow) = low.addingReportingOverflow(square)
    low = total
    if overflow { carries += 1 }
  }
}
