import Scenarios

/// Two runs of one seed that took different courses, and where they parted as far as it is known.
public struct CourseChange: Sendable, Equatable {
  public var seed: UInt64
  /// Of the replication looked at, the first that differs.
  public var index: Int
  /// Seeds whose runs differ, of those that were run.
  public var differing: Int
  public var seeds: Int
  /// Of the run as it is now, and as it was.
  public var events: UInt64
  public var eventsBefore: UInt64
  /// They are equal up to this event; nil where no checkpoints tell.
  public var equalAfter: UInt64?
  /// They differ by this event; nil where that is only known of their ends.
  public var differentAfter: UInt64?
  /// The first events and the last of the interval, in the run as it is now.
  var firstEvents: [TracedEvent] = []
  /// The first event that differs, as it is now and as it was; nil where a run had ended.
  public var parted: (now: TracedEvent?, before: TracedEvent?)?

  /// Events that are named where the other run cannot be asked.
  private static let shown: UInt64 = 3
  /// Events between those compared at first.
  private static let stride: UInt64 = 4096

  public static func == (a: CourseChange, b: CourseChange) -> Bool {
    a.seed == b.seed && a.index == b.index && a.sentences == b.sentences
  }

  init(seed: UInt64, index: Int, differing: Int, seeds: Int, events: UInt64, eventsBefore: UInt64) {
    self.seed = seed
    self.index = index
    self.differing = differing
    self.seeds = seeds
    self.events = events
    self.eventsBefore = eventsBefore
  }

  /// The events among which the first that differs lies, numbered from 1.
  public var interval: ClosedRange<UInt64> {
    let first = (equalAfter ?? 0) + 1
    return first...max(first, differentAfter ?? max(events, eventsBefore))
  }

  /// Names the first events of the interval.
  mutating func nameFirst(of scenario: Scenario) {
    let first = interval.lowerBound
    firstEvents = Self.events(of: scenario, seed: seed, in: first...(first + Self.shown - 1), step: 1)
    let last = interval.upperBound
    if last >= first + Self.shown {
      firstEvents += Self.events(of: scenario, seed: seed, in: last...last, step: 1)
    }
  }

  /// The events of a run that a range holds, every `step`-th of them.
  public typealias Tracer = (_ range: ClosedRange<UInt64>, _ step: UInt64) throws -> [TracedEvent]

  /// Finds the first event that differs by walking through both runs: first in strides, then event by event.
  public mutating func find(now: Tracer, before: Tracer) rethrows {
    var range = interval
    var step = Self.stride
    while range.count > 2 * Int(step) {
      if let place = try Self.firstDifference(now(range, step), before(range, step)) {
        // Traces of a stride start at its first multiple in the range.
        let different = (range.lowerBound + step - 1) / step * step + UInt64(place) * step
        range = max(range.lowerBound, different - min(different, step) + 1)...min(different, range.upperBound)
      } else {
        let last = range.upperBound / step * step
        range = max(range.lowerBound, last)...max(range.upperBound, last)
      }
      step = max(1, step / 64)
    }
    let (a, b) = (try now(range, 1), try before(range, 1))
    guard let place = Self.firstDifference(a, b) else { return }
    parted = (place < a.count ? a[place] : nil, place < b.count ? b[place] : nil)
    firstEvents = []
  }

  /// The first place where two traces differ, or one has ended.
  private static func firstDifference(_ a: [TracedEvent], _ b: [TracedEvent]) -> Int? {
    let shared = min(a.count, b.count)
    if let place = (0..<shared).first(where: { a[$0].fingerprint != b[$0].fingerprint }) { return place }
    return a.count == b.count ? nil : shared
  }

  /// Events of a run by number.
  public static func events(
    of scenario: Scenario, seed: UInt64, in range: ClosedRange<UInt64>, step: UInt64
  ) -> [TracedEvent] {
    var found: [TracedEvent] = []
    EventTrace.walk(scenario, seed: seed, through: range, step: step) {
      found.append($0)
      return true
    }
    return found
  }

  /// What there is to say, a sentence a line.
  public var sentences: [String] {
    var lines = ["\(differing) of \(seeds) seeds took another course; the first is replication \(index), seed \(seed)"]
    if events != eventsBefore { lines.append("its run has \(events) events where it had \(eventsBefore)") }
    if let parted {
      let number = parted.now?.number ?? parted.before?.number ?? 0
      lines.append("the first event that differs is number \(number)")
      lines.append("  before: \(parted.before?.sentence ?? "the run had ended")")
      lines.append("  now:    \(parted.now?.sentence ?? "the run has ended")")
      return lines
    }
    guard let equalAfter else { return lines }
    lines.append("equal up to event \(equalAfter), different by event \(interval.upperBound)")
    for event in firstEvents { lines.append("  now \(event.number): \(event.sentence)") }
    return lines
  }
}
