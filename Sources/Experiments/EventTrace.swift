import Marketplace
import Quantities
import Scenarios
import SimulationKernel

/// One event of a run, named.
public struct TracedEvent: Sendable, Equatable {
  /// From 1.
  public var number: UInt64
  public var time: Instant
  /// Of the run after it.
  public var fingerprint: UInt64
  public var words: EventWords

  /// `number,time_ns,fingerprint,kind,entity`.
  public var line: String {
    "\(number),\(time.nanoseconds),\(hex(fingerprint)),\(words.kind),\(words.entity)"
  }

  /// Reads `line`, as another build has written it.
  public init?(line: some StringProtocol) {
    let cells = line.split(separator: ",", maxSplits: 4, omittingEmptySubsequences: false)
    guard cells.count == 5, let number = UInt64(cells[0]), let time = Int64(cells[1]),
      let fingerprint = UInt64(cells[2], radix: 16)
    else { return nil }
    self.number = number
    self.time = Instant(nanoseconds: time)
    self.fingerprint = fingerprint
    words = EventWords(kind: String(cells[3]), entity: String(cells[4]))
  }

  init(number: UInt64, time: Instant, fingerprint: UInt64, words: EventWords) {
    self.number = number
    self.time = time
    self.fingerprint = fingerprint
    self.words = words
  }

  /// "12.000000345 s messageArrived offer, job 17 at home-3"
  public var sentence: String {
    let (whole, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    let digits = String(rest)
    let decimals = String(repeating: "0", count: 9 - digits.count) + digits
    return "\(whole).\(decimals) s \(words.kind)\(words.entity.isEmpty ? "" : ", \(words.entity)")"
  }
}

/// The world, and what its last event was. Same events, same fingerprint.
struct WatchedWorld: Model {
  var world: World
  var isWatching = false
  var last: (time: Instant, words: EventWords)?

  mutating func handle(_ event: WorldEvent, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    if isWatching { last = (now, world.words(of: event)) }
    world.handle(event, at: now, &queue)
  }
}

/// Walks through a run and names events of it.
public enum EventTrace {
  /// Names every `step`-th event whose number lies in `range`, in order, until `body` says false.
  ///
  /// Costs a run from its start: nothing is kept of a run that a later event could be resumed from.
  public static func walk(
    _ scenario: Scenario, seed: UInt64, through range: ClosedRange<UInt64>, step: UInt64 = 1,
    _ body: (TracedEvent) throws -> Bool
  ) rethrows {
    precondition(step > 0, "a step leads on")
    let start = World.simulation(of: scenario, seed: seed)
    let horizon = start.model.horizon
    var simulation = Simulation(WatchedWorld(world: start.model))
    simulation.queue = start.queue.copy()
    let first = max(1, range.lowerBound)
    var number = (first + step - 1) / step * step
    while number <= range.upperBound {
      let before = number - 1 - simulation.eventsHandled
      if before > 0 {
        simulation.model.isWatching = false
        guard simulation.run(through: horizon, eventLimit: before) == .limitReached else { return }
      }
      simulation.model.isWatching = true
      simulation.model.last = nil
      simulation.run(through: horizon, eventLimit: 1)
      guard let (time, words) = simulation.model.last else { return }
      let event = TracedEvent(number: number, time: time, fingerprint: simulation.fingerprint, words: words)
      guard try body(event), simulation.model.world.violation == nil else { return }
      number += step
    }
  }
}
