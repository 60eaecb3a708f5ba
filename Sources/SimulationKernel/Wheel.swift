/// The ticks at hand, in a ring: a bucket for each, filled in order of scheduling, sorted only when the tick comes.
///
/// A bucket is eight entries inline (two cache lines at 16 bytes each), at a place that follows from its tick; what
/// does not fit goes into a list of the pool.
@usableFromInline struct Wheel<Event: SimulationEvent>: ~Copyable {
  @usableFromInline typealias Entries = UnsafeMutablePointer<Entry<Event>>

  @usableFromInline let buckets: Entries
  /// Entries inline by bucket; `width + 1` where there is a list.
  @usableFromInline let counts: UnsafeMutablePointer<UInt8>
  @usableFromInline let lists: UnsafeMutablePointer<EntryPool<Event>.List>
  /// log2 of the number of buckets, and that number less one.
  @usableFromInline let bits: UInt64, mask: UInt64
  @usableFromInline var count = 0
  /// Where a crowded tick is sorted.
  @usableFromInline var crowd: Entries, crowdCapacity = 0

  @inlinable static var width: Int { 8 }

  @inlinable init(bits: UInt64) {
    (self.bits, mask) = (bits, 1 &<< bits &- 1)
    let bytes = Self.width * MemoryLayout<Entry<Event>>.stride << bits
    buckets = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 128).assumingMemoryBound(to: Entry.self)
    counts = .allocate(capacity: 1 << bits)
    counts.initialize(repeating: 0, count: 1 << bits)
    lists = .allocate(capacity: 1 << bits)
    lists.initialize(repeating: EntryPool<Event>.List(), count: 1 << bits)
    crowd = .allocate(capacity: 0)
  }

  @inlinable deinit {
    buckets.deallocate()
    counts.deallocate()
    lists.deallocate()
    crowd.deallocate()
  }

  @inlinable @inline(__always) func bucket(_ tick: UInt64) -> Int { Int(truncatingIfNeeded: tick & mask) }

  @inlinable @inline(__always)
  mutating func add(_ entry: Entry<Event>, tick: UInt64, _ pool: inout EntryPool<Event>) {
    let bucket = bucket(tick)
    let filled = Int(counts[bucket])
    count &+= 1
    if filled < Self.width {
      buckets[bucket &* Self.width &+ filled] = entry
      counts[bucket] = UInt8(truncatingIfNeeded: filled &+ 1)
    } else {
      counts[bucket] = UInt8(Self.width + 1)
      pool.append(entry, to: &lists[bucket])
    }
  }

  /// Empties a tick; its entries, sorted, stay readable until the next is taken.
  @inlinable @inline(__always)
  mutating func take(_ tick: UInt64, _ pool: inout EntryPool<Event>) -> (Entries, count: Int) {
    let bucket = bucket(tick)
    let filled = Int(counts[bucket])
    counts[bucket] = 0
    if filled > Self.width { return takeCrowd(bucket, &pool) }
    count &-= filled
    (buckets + bucket &* Self.width).sortByTime(filled)
    return (buckets + bucket &* Self.width, filled)
  }

  @inlinable @inline(never)
  mutating func takeCrowd(_ bucket: Int, _ pool: inout EntryPool<Event>) -> (Entries, count: Int) {
    let total = Self.width + lists[bucket].count
    if total > crowdCapacity {
      crowd.deallocate()
      (crowd, crowdCapacity) = (.allocate(capacity: 2 * total), 2 * total)
    }
    crowd.update(from: buckets + bucket * Self.width, count: Self.width)
    var list = lists[bucket]
    lists[bucket] = .init()
    for index in 0..<list.count { crowd[Self.width + index] = pool.take(index, of: &list) }
    crowd.sortByTime(total)
    count -= total
    return (crowd, total)
  }
}
