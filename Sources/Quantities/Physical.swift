/// Electrical power in microwatts.
@frozen public struct Power: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var microwatts: Int64
  @inlinable public init(microwatts: Int64) { self.microwatts = microwatts }
  public init(watts: Double) { microwatts = Int64((watts * 1e6).rounded(.toNearestOrEven)) }
  public static let zero = Power(microwatts: 0)
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.microwatts < b.microwatts }
  @inlinable public static func + (a: Self, b: Self) -> Self { Power(microwatts: a.microwatts + b.microwatts) }
  @inlinable public static func - (a: Self, b: Self) -> Self { Power(microwatts: a.microwatts - b.microwatts) }
  /// Power held for a time, exact: microwatts × nanoseconds = femtojoules.
  @inlinable public static func * (a: Self, b: TimeSpan) -> Energy {
    Energy(femtojoules: Int128(a.microwatts) * Int128(b.nanoseconds))
  }
  public var watts: Double { Double(microwatts) / 1e6 }
}

/// Energy in femtojoules (one microwatt for one nanosecond), exact.
@frozen public struct Energy: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var femtojoules: Int128
  @inlinable public init(femtojoules: Int128) { self.femtojoules = femtojoules }
  public static let zero = Energy(femtojoules: 0)
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.femtojoules < b.femtojoules }
  @inlinable public static func + (a: Self, b: Self) -> Self { Energy(femtojoules: a.femtojoules + b.femtojoules) }
  @inlinable public static func - (a: Self, b: Self) -> Self { Energy(femtojoules: a.femtojoules - b.femtojoules) }
  @inlinable public static func += (a: inout Self, b: Self) { a = a + b }
  public var joules: Double { Double(femtojoules) / 1e15 }
}

/// An amount of data in bytes.
@frozen public struct ByteCount: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var bytes: Int64
  @inlinable public init(bytes: Int64) { self.bytes = bytes }
  public static let zero = ByteCount(bytes: 0)
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.bytes < b.bytes }
  @inlinable public static func + (a: Self, b: Self) -> Self { ByteCount(bytes: a.bytes + b.bytes) }
}

/// A rate of data in bits per second.
@frozen public struct BitRate: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var bitsPerSecond: Int64
  @inlinable public init(bitsPerSecond: Int64) { self.bitsPerSecond = bitsPerSecond }
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.bitsPerSecond < b.bitsPerSecond }
  public var bytesPerSecond: Double { Double(bitsPerSecond) / 8 }
}
