/// A point of virtual time: nanoseconds since the scenario began.
///
/// Range: 0 … 2^63 − 1 ns, about 292 years. `Instant.never` lies after every event.
@frozen public struct Instant: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var nanoseconds: Int64

  @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  public static let start = Instant(nanoseconds: 0)
  public static let never = Instant(nanoseconds: .max)

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.nanoseconds < b.nanoseconds }
  @inlinable public static func + (a: Self, b: TimeSpan) -> Self { Instant(nanoseconds: a.nanoseconds + b.nanoseconds) }
  @inlinable public static func - (a: Self, b: TimeSpan) -> Self { Instant(nanoseconds: a.nanoseconds - b.nanoseconds) }
  @inlinable public static func - (a: Self, b: Self) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds - b.nanoseconds) }
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
  @inlinable public init(seconds: Double) {
    let scaled = (seconds * 1e9).rounded(.toNearestOrEven)
    nanoseconds = scaled >= 0x1p63 ? .max : scaled <= -0x1p63 ? .min : scaled == scaled ? Int64(scaled) : 0
  }

  public static let zero = TimeSpan(nanoseconds: 0)
  public static let forever = TimeSpan(nanoseconds: .max)
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
