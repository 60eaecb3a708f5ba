public import Quantities

/// The events to come, in the total order (instant, order of scheduling).
///
/// A lazily sorted wheel. Time is cut into ticks of 2^shift ns, so wide that a tick holds a few events, and ticks into
/// windows of up to 2,048. The present window and the next have a bucket for each tick, later ones wait in a radix
/// heap, and the current tick is a sorted run with a heap for late arrivals. Equal instants fall into the same tick and
/// every move keeps their order, so no sequence number is stored. Below some dozens of events all are in the heap;
/// until the first is taken all are merely staged.
///
/// After warm-up nothing is allocated, but to sort a crowd of some dozens in one tick. The width of a tick follows the
/// measured density, at a cost in proportion to the events handled since it was last looked at.
public struct EventQueue<Event: SimulationEvent>: ~Copyable {
  /// The present: nothing can be scheduled before it.
  @usableFromInline var now = Instant.start
  /// The current tick; `.max` while there is no wheel, so that every arrival is late.
  @usableFromInline var tick = UInt64.max, shift: UInt64 = 0
  /// The rest of the current tick, sorted.
  @usableFromInline var run: UnsafeMutablePointer<Entry<Event>>, runEnd: UnsafeMutablePointer<Entry<Event>>
  @usableFromInline var late = EntryHeap<Event>(capacity: 256)
  @usableFromInline var wheel = Wheel<Event>(bits: 0)
  @usableFromInline var far = FarFuture<Event>()
  @usableFromInline var pool = EntryPool<Event>()
  @usableFromInline var staged = EntryPool<Event>.List(), isStaged = true
  /// At the last look at the shape: its tick and the late arrivals till then. Events in runs since.
  @usableFromInline var firstTick: UInt64 = 0, lateBefore: UInt64 = 0, runEvents: UInt64 = 0
  /// So many of either call for the next look.
  @usableFromInline var runReview: UInt64 = 0, lateReview: UInt64 = 0

  @inlinable public init() {
    run = wheel.buckets
    runEnd = run
  }

  /// The number of events to come.
  @inlinable public var count: Int { (runEnd - run) + late.count + wheel.count + far.count + staged.count }
  @inlinable public var isEmpty: Bool { count == 0 }

  /// A queue of its own with the same events in the same order.
  @inlinable public func copy() -> EventQueue {
    var copy = EventQueue()
    copy.now = now
    forEach { copy.pool.append($0, to: &copy.staged) }
    return copy
  }

  /// Schedules `event`; requires `time` to be no earlier than the present and before `Instant.never`.
  @inlinable @inline(__always) public mutating func schedule(_ event: Event, at time: Instant) {
    precondition(time >= now, "an event cannot be scheduled in the past")
    precondition(time < .never, "an event at `never` does not happen: do not schedule it")
    let entry = Entry(time: UInt64(bitPattern: time.nanoseconds), event: event)
    if entry.time &>> shift > tick {
      place(entry)
    } else if isStaged {
      pool.append(entry, to: &staged)
    } else {
      late.push(entry)
    }
  }

  /// log2 of a window in ticks: the wheel holds two, the present one and the next.
  @inlinable @inline(__always) var windowBits: UInt64 { wheel.bits &- 1 }

  /// Puts an entry of a later tick into the wheel or the far future.
  @inlinable @inline(__always) mutating func place(_ entry: Entry<Event>) {
    let due = entry.time &>> shift
    let window = due &>> windowBits
    if window <= far.window { wheel.add(entry, tick: due, &pool) } else { far.add(entry, window: window, &pool) }
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

  /// Visits all events to come, equal instants in order of scheduling.
  @inlinable func forEach(_ body: (Entry<Event>) -> Void) {
    pool.forEach(staged, body)
    for index in 0..<(runEnd - run) { body(run[index]) }
    for node in (0..<late.count).map({ late.nodes[$0] }).sorted(by: { $0.key < $1.key }) {
      body(Entry(time: node.time, event: node.event))
    }
    if wheel.count > 0 {
      for bucket in (tick &+ 1..<(far.window + 1) &<< windowBits).map({ wheel.bucket($0) }) {
        for index in 0..<min(Int(wheel.counts[bucket]), Wheel<Event>.width) {
          body(wheel.buckets[bucket * Wheel<Event>.width + index])
        }
        pool.forEach(wheel.lists[bucket], body)
      }
    }
    for list in 0..<11 * 64 { pool.forEach(far.lists[list], body) }
  }

  /// Visits the events known so far to lie two ticks ahead, but for those of a crowd; none if the queue is so short
  /// that the model is likely to be in cache.
  @inlinable @inline(__always) func forEachAhead(_ body: (Event) -> Void) {
    guard wheel.bits >= Self.bitsHigh &- 1 else { return }
    let bucket = wheel.bucket(tick &+ 2)
    for index in 0..<min(Int(wheel.counts[bucket]), Wheel<Event>.width) {
      body(wheel.buckets[bucket &* Wheel<Event>.width &+ index].event)
    }
  }
}
