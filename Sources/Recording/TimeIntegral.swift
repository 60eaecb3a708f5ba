import Quantities

/// ∫ level dt, exact: integer level × nanoseconds in 128 bits.
public struct TimeIntegral: BitwiseCopyable, Sendable {
  public private(set) var level: Int64
  private var since: Instant
  private var settled: Int128 = 0
  public private(set) var greatest: Int64

  public init(level: Int64 = 0, at start: Instant = .start) {
    self.level = level
    since = start
    greatest = level
  }

  /// Changes the level; `now` must not lie before the last change.
  public mutating func change(by difference: Int64, at now: Instant) { set(level + difference, at: now) }

  public mutating func set(_ newLevel: Int64, at now: Instant) {
    precondition(now >= since, "the level of an integral cannot change in the past")
    settled += Int128(level) * Int128((now - since).nanoseconds)
    since = now
    level = newLevel
    greatest = max(greatest, newLevel)
  }

  /// Level × nanoseconds from the start through `now`.
  public func area(through now: Instant) -> Int128 { settled + Int128(level) * Int128((now - since).nanoseconds) }

  /// Mean level over a time of `span`, which must be positive.
  public func mean(through now: Instant, over span: TimeSpan) -> Double {
    Double(area(through: now)) / Double(span.nanoseconds)
  }
}

/// What Little's law says of one queue, as an integer identity: the sum of times in system equals ∫ N dt.
///
/// J. D. C. Little, "A proof for the queuing formula L = λW", Operations Research 9(3), 1961.
public struct QueueAccount: BitwiseCopyable, Sendable {
  public private(set) var present = TimeIntegral()
  public private(set) var arrivals: Int64 = 0
  public private(set) var departures: Int64 = 0
  /// Nanoseconds that those who left have spent.
  public private(set) var sojourn: Int128 = 0

  public init() {}

  public mutating func enter(at now: Instant) {
    arrivals += 1
    present.change(by: 1, at: now)
  }

  /// One who came at `arrival` leaves.
  public mutating func leave(cameAt arrival: Instant, at now: Instant) {
    departures += 1
    sojourn += Int128((now - arrival).nanoseconds)
    present.change(by: -1, at: now)
  }

  /// The identity at `now`, where `waiting` is the sum of nanoseconds since arrival over those still there, counted by
  /// the model itself from its own list: a job lost from the list, or one with a wrong arrival, breaks it.
  public func littlesLaw(_ name: String, waiting: Int128, at now: Instant) -> ExactAccount {
    ExactAccount(
      name, unit: "ns", left: [.init("time_left", sojourn), .init("time_present", waiting)],
      right: [.init("integral_of_number", present.area(through: now))])
  }
}
