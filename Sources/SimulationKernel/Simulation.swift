public import Quantities

/// Why `run` returned.
public enum StopReason: Hashable, Sendable {
  case horizonReached  // every event up to and including the horizon is handled; the clock stands there
  case queueEmpty  // no event is left; the clock stands at the last one
  case limitReached  // the events of this call are used up; the clock stands at the last one
}

/// A model, its future events, its clock and the fingerprint of its past.
///
/// A value of one owner: continuing it and `fork()`ing it are the only ways on, and no event pays a check for sharing.
public struct Simulation<M: Model & ~Copyable>: ~Copyable {
  public var model: M
  /// The future. Scheduling straight into it is the same as `schedule(_:at:)`.
  public var queue: EventQueue<M.Event>
  @usableFromInline var handled: UInt64 = 0, past = Mixer()

  @inlinable public init(_ model: consuming M) {
    self.model = model
    queue = EventQueue()
  }
}

extension Simulation where M: ~Copyable {
  /// The instant of the last event handled, or the last horizon reached.
  @inlinable public var now: Instant { queue.now }

  /// Events handled since the start, in all runs.
  @inlinable public var eventsHandled: UInt64 { handled }

  /// The hash of all (instant, signature) pairs in order, and of their number: equal for equal histories.
  ///
  /// It reads the past only: two runs that differ only in events still to come have equal fingerprints.
  @inlinable public var fingerprint: UInt64 {
    var mixer = past
    mixer.fold(handled)
    return mixer.finalized
  }

  /// Schedules `event`; requires `now <= time < .never`.
  @inlinable public mutating func schedule(_ event: M.Event, at time: Instant) { queue.schedule(event, at: time) }

  /// Handles events in the order (instant, order of scheduling) up to and including `horizon`, at most `eventLimit`
  /// of them in this call.
  ///
  /// Cutting one run into several calls at any horizons and limits handles the same events with the same fingerprint.
  @discardableResult
  @inlinable public mutating func run(through horizon: Instant, eventLimit: UInt64 = .max) -> StopReason {
    precondition(horizon >= queue.now, "a run cannot end before the present")
    let start = handled
    var anticipated = UInt64.max
    while true {
      guard handled &- start < eventLimit else { return queue.isEmpty ? .queueEmpty : .limitReached }
      guard let (time, event) = queue.next(through: horizon) else { break }
      if queue.tick != anticipated {
        anticipated = queue.tick
        queue.forEachAhead { model.anticipate($0) }
      }
      handled &+= 1
      past.fold(UInt64(bitPattern: time.nanoseconds))
      past.fold(event.signature)
      model.handle(event, at: time, &queue)
    }
    if queue.isEmpty { return .queueEmpty }
    queue.now = horizon
    return .horizonReached
  }
}

extension Simulation {
  /// A second simulation with the same present, past and future; the two then go on independently.
  @inlinable public func fork() -> Simulation {
    var fork = Simulation(model)
    fork.queue = queue.copy()
    (fork.handled, fork.past) = (handled, past)
    return fork
  }
}
