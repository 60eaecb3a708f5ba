import Quantities

/// Quantiles of a stream of times, in fixed memory and without chance.
///
/// Counts per bucket of a log-linear scale (as in HdrHistogram, G. Tene): 128 equal buckets in each octave, so values
/// below 256 ns are exact and a quantile is off by at most 2^-8 of itself (0.4 %, half a bucket). Integer counts: the
/// order of values and of merges does not matter. At most 7,296 buckets (58 KB), made as needed.
public struct QuantileSketch: Sendable, Equatable {
  private var counts: [UInt64] = []
  public private(set) var count: Int64 = 0
  /// Exact sum in nanoseconds.
  public private(set) var sum: Int128 = 0
  private var least = Int64.max
  private var greatest = Int64.min

  private static let bits = 7
  private static let perOctave = 1 << bits

  public init() {}

  /// Takes a value of at least zero nanoseconds.
  @inlinable public mutating func add(_ span: TimeSpan) { add(nanoseconds: span.nanoseconds) }

  public mutating func add(nanoseconds value: Int64) {
    precondition(value >= 0, "a quantile sketch holds times of at least zero")
    let bucket = Self.bucket(of: value)
    if bucket >= counts.count { widen(to: bucket) }
    counts[bucket] += 1
    count += 1
    sum += Int128(value)
    least = min(least, value)
    greatest = max(greatest, value)
  }

  /// Takes in all values of another sketch; the result does not depend on the order.
  public mutating func merge(_ other: QuantileSketch) {
    if other.counts.count > counts.count { widen(to: other.counts.count - 1) }
    for i in other.counts.indices { counts[i] += other.counts[i] }
    count += other.count
    sum += other.sum
    least = min(least, other.least)
    greatest = max(greatest, other.greatest)
  }

  /// Exact smallest value; nil when empty.
  public var minimum: TimeSpan? { count > 0 ? TimeSpan(nanoseconds: least) : nil }
  /// Exact largest value; nil when empty.
  public var maximum: TimeSpan? { count > 0 ? TimeSpan(nanoseconds: greatest) : nil }
  /// Exact mean, rounded down to the nanosecond; nil when empty.
  public var mean: TimeSpan? { count > 0 ? TimeSpan(nanoseconds: Int64(sum / Int128(count))) : nil }

  /// The smallest value that at least `permille` thousandths of the values do not exceed, to half a bucket.
  ///
  /// `permille` from 0 (the exact minimum) to 1000 (the exact maximum); nil when empty.
  public func quantile(permille: Int) -> TimeSpan? {
    precondition(0...1000 ~= permille, "a quantile lies between 0 and 1000 thousandths")
    guard count > 0 else { return nil }
    let rank = (Int128(count) * Int128(permille) + 999) / 1000
    if rank <= 1 { return minimum }
    if rank >= Int128(count) { return maximum }
    var below: Int128 = 0
    for i in counts.indices {
      below += Int128(counts[i])
      if below >= rank { return TimeSpan(nanoseconds: min(max(Self.middle(of: i), least), greatest)) }
    }
    preconditionFailure("the buckets of a sketch hold all its values")
  }

  /// Values that exceed the limit, to half a bucket: exact when the limit is the end of a bucket.
  public func count(above limit: TimeSpan) -> Int64 {
    guard count > 0, limit.nanoseconds >= 0 else { return count }
    let first = Self.bucket(of: limit.nanoseconds) + 1
    guard first < counts.count else { return 0 }
    return Int64(counts[first...].reduce(0, +))
  }

  private mutating func widen(to bucket: Int) {
    // A whole octave at a time: the array grows at most 57 times in a run.
    let size = (bucket / Self.perOctave + 1) * Self.perOctave
    counts.append(contentsOf: repeatElement(0, count: size - counts.count))
  }

  private static func bucket(of value: Int64) -> Int {
    guard value >= perOctave else { return Int(value) }
    let shift = 63 - value.leadingZeroBitCount - bits
    return (shift << bits) + Int(value >> Int64(shift))
  }

  private static func middle(of bucket: Int) -> Int64 {
    guard bucket >= 2 * perOctave else { return Int64(bucket) }
    let shift = bucket >> bits - 1
    let low = Int64(bucket - shift << bits) << Int64(shift)
    return low + (Int64(1) << Int64(shift) - 1) / 2
  }
}
