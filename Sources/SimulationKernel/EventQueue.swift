public import Quantities

/// The events to come, in the total order (instant, order of scheduling).
public struct EventQueue<Event: SimulationEvent>: ~Copyable {
  @usableFromInline struct Entry {
    @usableFromInline var time: Int64
    @usableFromInline var sequence: UInt64
    @usableFromInline var event: Event
    @inlinable init(time: Int64, sequence: UInt64, event: Event) {
      self.time = time
      self.sequence = sequence
      self.event = event
    }
    @inlinable static func < (a: Self, b: Self) -> Bool { a.time != b.time ? a.time < b.time : a.sequence < b.sequence }
  }
  @usableFromInline var heap: [Entry] = []
  @usableFromInline var sequence: UInt64 = 0
  /// The present: nothing can be scheduled before it.
  @usableFromInline var now = Instant.start

  @inlinable public init() {}

  @inlinable init(heap: [Entry], sequence: UInt64, now: Instant) {
    self.heap = heap
    self.sequence = sequence
    self.now = now
  }

  /// The number of events to come.
  @inlinable public var count: Int { heap.count }
  @inlinable public var isEmpty: Bool { heap.isEmpty }

  /// A queue of its own with the same events in the same order.
  public func copy() -> EventQueue { EventQueue(heap: heap, sequence: sequence, now: now) }

  /// Schedules `event`; requires `time` to be no earlier than the present and before `Instant.never`.
  @inlinable public mutating func schedule(_ event: Event, at time: Instant) {
    precondition(time >= now, "an event cannot be scheduled in the past")
    precondition(time < .never, "an event at `never` does not happen: do not schedule it")
    heap.append(Entry(time: time.nanoseconds, sequence: sequence, event: event))
    sequence += 1
    var child = heap.count - 1
    while child > 0, heap[child] < heap[(child - 1) / 2] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the next event, if it lies within the horizon, and moves the present to it.
  @inlinable mutating func next(through horizon: Instant) -> (Instant, Event)? {
    guard let first = heap.first, first.time <= horizon.nanoseconds else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var parent = 0
      while true {
        var child = 2 * parent + 1
        if child >= heap.count { break }
        if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
        if !(heap[child] < heap[parent]) { break }
        heap.swapAt(child, parent)
        parent = child
      }
    }
    now = Instant(nanoseconds: first.time)
    return (now, first.event)
  }
}
