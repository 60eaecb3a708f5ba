/// A 4-ary heap in the order (time, order of pushing): small queues, and late arrivals within the current tick.
///
/// Time and push number are one 128-bit key, compared in one go: half the cost of two fields below 10^4 entries.
@usableFromInline struct EntryHeap<Event: SimulationEvent>: ~Copyable {
  /// The four places after the last are `.max`, so that every node has four children to compare.
  @usableFromInline var keys: UnsafeMutablePointer<UInt128>
  @usableFromInline var events: UnsafeMutablePointer<Event>
  @usableFromInline var capacity = 0
  @usableFromInline var count = 0
  @usableFromInline var pushes: UInt64 = 0

  @inlinable init(capacity: Int) {
    self.capacity = capacity
    keys = .allocate(capacity: capacity + 4)
    keys.initialize(repeating: .max, count: capacity + 4)
    events = .allocate(capacity: capacity)
  }

  @inlinable deinit {
    keys.deallocate()
    events.deallocate()
  }

  /// The earliest time; `.max` when empty.
  @inlinable @inline(__always) var firstTime: UInt64 { UInt64(truncatingIfNeeded: keys[0] &>> 64) }

  @inlinable @inline(__always) mutating func push(_ entry: Entry<Event>) {
    if count == capacity { grow() }
    let key = UInt128(entry.time) &<< 64 | UInt128(pushes)
    pushes &+= 1
    var hole = count
    count &+= 1
    while hole > 0 {
      let parent = (hole &- 1) &>> 2
      if keys[parent] < key { break }
      keys[hole] = keys[parent]
      events[hole] = events[parent]
      hole = parent
    }
    keys[hole] = key
    events[hole] = entry.event
  }

  /// Takes the first entry; requires one.
  @inlinable @inline(__always) mutating func popFirst() -> Entry<Event> {
    let first = Entry(time: firstTime, event: events[0])
    count &-= 1
    let key = keys[count]
    let event = events[count]
    keys[count] = .max
    if count == 0 { return first }
    var hole = 0
    var child = 1
    while child < count {
      let low = keys[child &+ 1] < keys[child] ? child &+ 1 : child
      let high = keys[child &+ 3] < keys[child &+ 2] ? child &+ 3 : child &+ 2
      let least = keys[high] < keys[low] ? high : low
      if key < keys[least] { break }
      keys[hole] = keys[least]
      events[hole] = events[least]
      hole = least
      child = 4 &* hole &+ 1
    }
    keys[hole] = key
    events[hole] = event
    return first
  }

  /// Appends all entries to `buffer` in order.
  @inlinable func appendSorted(to buffer: inout EntryBuffer<Event>) {
    for index in (0..<count).sorted(by: { keys[$0] < keys[$1] }) {
      buffer.append(Entry(time: UInt64(truncatingIfNeeded: keys[index] >> 64), event: events[index]))
    }
  }

  @inlinable mutating func removeAll() {
    keys.update(repeating: .max, count: count)
    count = 0
  }

  @inlinable @inline(never) mutating func grow() {
    var larger = EntryHeap(capacity: max(64, 2 * capacity))
    larger.keys.update(from: keys, count: count)
    larger.events.update(from: events, count: count)
    (larger.count, larger.pushes) = (count, pushes)
    self = larger
  }
}
