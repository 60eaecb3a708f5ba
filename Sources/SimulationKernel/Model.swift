public import CPrefetch
public import Quantities

/// A fact at an instant: what happened, to which ids. A few bytes, copied as bits; bodies live in the model's tables.
public protocol SimulationEvent: BitwiseCopyable, Sendable {
  /// Every field that tells two events apart, folded into the run's fingerprint.
  var signature: UInt64 { get }
}

/// A world that reacts to one kind of event.
///
/// A model may be noncopyable: then it can be run, not forked.
public protocol Model: ~Copyable {
  associatedtype Event: SimulationEvent

  /// Reacts to `event` at `now`; what follows from it goes into `queue`, at `now` or later.
  mutating func handle(_ event: Event, at now: Instant, _ queue: inout EventQueue<Event>)

  /// A hint that `event` will come within some tens of events. A model of many megabytes may `prefetch` what `handle`
  /// will touch; nothing else may follow from it. By default nothing does.
  func anticipate(_ event: Event)
}

extension Model where Self: ~Copyable {
  @inlinable @inline(__always) public func anticipate(_ event: Event) {}
}

/// Asks the processor to fetch the cache line at `address`: no effect but on time, for any address.
@inlinable @inline(__always) public func prefetch(_ address: UnsafeRawPointer) { assay_prefetch(address) }
