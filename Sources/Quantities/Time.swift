/// A point of virtual time: nanoseconds since the scenario began.
///
/// Range: 0 … 2^63 − 1 ns, about 292 years. `Instant.never` lies after every event.
@frozen public struct Instant: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  @inlinable public static var start: Instant { Instant(nanoseconds: 0) }
  @inlinable public static var never: Instant { Instant(nanoseconds: .max) }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
  @inlinable public static func + (a: Self, b: TimeSpan) -> Self { Instant(nanoseconds: a.nanoseconds + b.nanoseconds) }
  @inlinable public static func - (a: Self, b: TimeSpan) -> Self { Instant(nanoseconds: a.nanoseconds - b.nanoseconds) }
  @inlinable public static func - (a: Self, b: Self) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
  @inlinable public static func += (a: inout Self, b: TimeSpan) { a = a + b }

  /// Seconds since the start, rounded to the nearest double.
  @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// The instant `span` later, or `never` where that would lie beyond the end of time.
  @inlinable public func adding(saturating span: TimeSpan) -> Instant {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(span.nanoseconds)
    return overflow ? .never : Instant(nanoseconds: sum)
  }
}

/// A length of virtual time in nanoseconds; may be negative.
@frozen public struct TimeSpan: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Seconds to nanoseconds, rounded half to even once; saturates at the ends of the range. NaN becomes zero.
  @inlinable @inline(__always) public init(seconds: Double) {
    let scaled = seconds * 1e9
    if scaled.magnitude < 0x1p51 {
      // 2^52 + 2^51 leaves no room for a fraction: the sum is rounded half to even, and its low bits are the integer.
      // Saves the call of `rint` that `rounded()` is on a plain x86-64.
      nanoseconds = Int64(bitPattern: (scaled + 0x1.8p52).bitPattern &- (0x1.8p52).bitPattern)
    } else {
      let whole = scaled.rounded(.toNearestOrEven)
      nanoseconds = whole >= 0x1p63 ? .max : whole <= -0x1p63 ? .min : whole == whole ? Int64(whole) : 0
    }
  }

  @inlinable public static var zero: TimeSpan { TimeSpan(nanoseconds: 0) }
  @inlinable public static var forever: TimeSpan { TimeSpan(nanoseconds: .max) }
  public static func milliseconds(_ n: Int64) -> TimeSpan { TimeSpan(nanoseconds: n * 1_000_000) }
  public static func seconds(_ n: Int64) -> TimeSpan { TimeSpan(nanoseconds: n * 1_000_000_000) }
  public static func minutes(_ n: Int64) -> TimeSpan { .seconds(n * 60) }
  public static func hours(_ n: Int64) -> TimeSpan { .seconds(n * 3600) }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
  @inlinable public static func + (a: Self, b: Self) -> Self { TimeSpan(nanoseconds: a.nanoseconds + b.nanoseconds) }
  @inlinable public static func - (a: Self, b: Self) -> Self { TimeSpan(nanoseconds: a.nanoseconds - b.nanoseconds) }
  @inlinable public static func += (a: inout Self, b: Self) { a = a + b }
  @inlinable public static func * (a: Self, n: Int64) -> Self { TimeSpan(nanoseconds: a.nanoseconds * n) }

  /// The span in seconds, rounded to the nearest double.
  @inlinable public var seconds: Double { Double(nanoseconds) / 1e9 }
}
