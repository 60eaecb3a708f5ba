import Quantities

/// How many instances of a place could be had, tick by tick.
///
/// The format of the SkyPilot spot traces (Wu et al., "Can't be late: optimizing spot instance savings under
/// deadlines", NSDI 2024): `{"metadata": {"gap_seconds": 195}, "data": [1, 0, …]}`.
public struct AvailabilityTrace: Hashable, Sendable {
  /// Positive.
  public let tick: TimeSpan
  /// Instances available during each tick; not empty.
  public let available: [Int32]

  public init(tick: TimeSpan, available: [Int32]) {
    precondition(tick > .zero && !available.isEmpty, "an availability trace has ticks of positive length")
    self.tick = tick
    self.available = available
  }

  /// Share of ticks with at least `count` instances available.
  public func share(atLeast count: Int32 = 1) -> Double {
    Double(available.count { $0 >= count }) / Double(available.count)
  }

  public static func read(_ bytes: [UInt8], named file: String) throws(DatasetError) -> AvailabilityTrace {
    try bytes.withUnsafeBufferPointer { buffer throws(DatasetError) in
      try read(UnsafeRawBufferPointer(buffer), named: file)
    }
  }

  public static func read(
    _ bytes: UnsafeRawBufferPointer, named file: String
  ) throws(DatasetError) -> AvailabilityTrace {
    let source = NamedBytes(file: file, bytes: bytes)
    let start = try source.checkedStart()
    var cursor = JSONCursor(source, start..<bytes.count)
    var gap: Int64?
    var available: [Int32] = []
    try cursor.object { key, _, cursor throws(DatasetError) in
      switch key {
      case "metadata":
        try cursor.object { key, _, cursor throws(DatasetError) in
          if key == "gap_seconds" {
            gap = try cursor.decimal(scale: 9, in: 1...Int64.max, column: key)
          } else {
            try cursor.skip()
          }
        }
      case "data":
        try cursor.array { element throws(DatasetError) in
          available.append(Int32(try element.integer(in: 0...1_000_000, column: key)))
        }
      default: try cursor.skip()
      }
    }
    try cursor.expectEnd()
    let tick = try cursor.required(gap, "metadata.gap_seconds", at: start)
    if available.isEmpty { _ = try cursor.required(Int64?.none, "data", at: start) }
    return AvailabilityTrace(tick: TimeSpan(nanoseconds: tick), available: available)
  }
}
