public import Quantities

/// The events to come, in the total order (instant, order of scheduling).
///
/// A lazily sorted sliding wheel. Time is cut into ticks of 2^shift ns, so wide that a tick holds a few events. The next
/// some thousand ticks have a bucket each; what lies beyond waits in a radix heap; the current tick is a sorted run with
/// a heap for late arrivals. Equal instants fall into the same tick and every move keeps their order: no sequence number
/// is stored. Below some dozens of events all are in the heap. Until the first event is taken all are merely staged.
///
/// After warm-up nothing is allocated. The width of a tick follows the measured density, at a cost in proportion to the
/// events handled since.
public struct EventQueue<Event: SimulationEvent>: ~Copyable {
  /// The present: nothing can be scheduled before it.
  @usableFromInline var now = Instant.start
  /// The current tick; `.max` while there is no wheel in use, so that every arrival is late.
  @usableFromInline var tick = UInt64.max
  /// The first tick beyond the wheel.
  @usableFromInline var limit = UInt64.max
  /// log2 of the tick in nanoseconds, and of the granule (a quarter of the wheel) in ticks.
  @usableFromInline var shift: UInt64 = 0
  @usableFromInline var granuleBits: UInt64 = 0
  /// The rest of the current tick, sorted.
  @usableFromInline var run: UnsafeMutablePointer<Entry<Event>>
  @usableFromInline var runEnd: UnsafeMutablePointer<Entry<Event>>
  @usableFromInline var late = EntryHeap<Event>(capacity: 256)
  @usableFromInline var wheel = Wheel<Event>(bucketCount: 1)
  @usableFromInline var far = FarFuture<Event>()
  @usableFromInline var staged = EntryBuffer<Event>(capacity: 64)
  @usableFromInline var isStaged = true
  @usableFromInline var chain = EntryBuffer<Event>(capacity: 64)
  @usableFromInline var scratch = EntryBuffer<Event>(capacity: 64)
  /// What the shape was found by: runs taken since, their events, late arrivals before, and when to look again.
  @usableFromInline var firstTick: UInt64 = 0
  @usableFromInline var runEvents = 0
  @usableFromInline var lateBefore: UInt64 = 0
  @usableFromInline var lateReview: UInt64 = 0

  @inlinable public init() {
    run = chain.base
    runEnd = run
  }

  /// The number of events to come.
  @inlinable public var count: Int { (runEnd - run) + late.count + wheel.count + far.count + (isStaged ? staged.count : 0) }

  @inlinable public var isEmpty: Bool { count == 0 }

  /// A queue of its own with the same events in the same order.
  @inlinable public func copy() -> EventQueue {
    var copy = EventQueue()
    copy.now = now
    gather(into: &copy.staged)
    return copy
  }

  /// Schedules `event`; requires `time` to be no earlier than the present and before `Instant.never`.
  @inlinable @inline(__always) public mutating func schedule(_ event: Event, at time: Instant) {
    precondition(time >= now, "an event cannot be scheduled in the past")
    precondition(time < .never, "an event at `never` does not happen: do not schedule it")
    let entry = Entry(time: UInt64(bitPattern: time.nanoseconds), event: event)
    let due = entry.time &>> shift
    if due > tick {
      if due < limit { wheel.add(entry, tick: due) } else { far.add(entry, granule: due &>> granuleBits) }
    } else if isStaged {
      staged.append(entry)
    } else {
      late.push(entry)
    }
  }

  /// Takes the next event, if it lies within the horizon, and moves the present to it.
  @inlinable @inline(__always) mutating func next(through horizon: Instant) -> (Instant, Event)? {
    while true {
      let entry: Entry<Event>
      if run < runEnd, run.pointee.time <= late.firstTime {  // of equal times, the run's were scheduled first
        entry = run.pointee
        guard entry.time <= UInt64(bitPattern: horizon.nanoseconds) else { return nil }
        run += 1
      } else if late.count > 0 {
        if late.pushes >= lateReview, run == runEnd, review() { continue }
        guard late.firstTime <= UInt64(bitPattern: horizon.nanoseconds) else { return nil }
        entry = late.popFirst()
      } else {
        guard advance() else { return nil }
        continue
      }
      now = Instant(nanoseconds: Int64(bitPattern: entry.time))
      return (now, entry.event)
    }
  }

  /// Visits the events known so far to lie in the tick after the current one, but for those of a crowd.
  @inlinable @inline(__always) func forEachInNextTick(_ body: (Event) -> Void) {
    let bucket = Int(truncatingIfNeeded: (tick &+ 1) & wheel.mask)
    let events = wheel.buckets.base + bucket &* Wheel<Event>.width
    for index in 0..<min(Int(wheel.counts[bucket]), Wheel<Event>.width) { body(events[index].event) }
  }
}
