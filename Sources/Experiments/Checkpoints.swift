import Quantities

/// Fingerprints of one run at every `spacing`-th event: enough to tell between which of its events two runs parted.
///
/// The number of marks is bounded: when there are too many, every second is dropped and the spacing doubles.
public struct Checkpoints: Sendable, Equatable {
  /// Marks kept at most; half as many at least once a run is long.
  public static let limit = 32
  /// Events between marks at first.
  public static let firstSpacing: UInt64 = 1 << 10

  /// Events between two marks, a power of two.
  public private(set) var spacing: UInt64
  /// The fingerprint after `spacing`, 2 × `spacing` … events.
  public private(set) var marks: [UInt64]

  /// None yet, or those of a run that was kept. Requires a positive spacing.
  public init(spacing: UInt64 = Checkpoints.firstSpacing, marks: [UInt64] = []) {
    precondition(spacing > 0, "checkpoints lie apart")
    self.spacing = spacing
    self.marks = marks
  }

  /// Takes the fingerprint after `events` events; called at multiples of `firstSpacing`, in order.
  mutating func add(_ fingerprint: UInt64, after events: UInt64) {
    guard events.isMultiple(of: spacing) else { return }
    marks.append(fingerprint)
    guard marks.count > Self.limit else { return }
    marks = stride(from: 1, to: marks.count, by: 2).map { marks[$0] }
    spacing *= 2
  }

  /// The mark after `events` events, if there is one.
  private func mark(after events: UInt64) -> UInt64? {
    let index = events / spacing
    guard events.isMultiple(of: spacing), index >= 1, index <= UInt64(marks.count) else { return nil }
    return marks[Int(index - 1)]
  }

  /// Where two runs parted, as numbers of events: equal after the first, different after the second. The second is nil
  /// where all marks that both have are equal: then they parted after the first.
  public func parting(from other: Checkpoints) -> (equalAfter: UInt64, differentAfter: UInt64?) {
    let step = max(spacing, other.spacing)
    var events: UInt64 = 0
    while let mine = mark(after: events + step), let theirs = other.mark(after: events + step) {
      if mine != theirs { return (events, events + step) }
      events += step
    }
    return (events, nil)
  }
}
