/// The ticks at hand: a ring of buckets, filled in order of scheduling and sorted only when their tick comes.
///
/// A bucket is eight entries inline (two cache lines at 16 bytes each) at a place that follows from its tick; what does not
/// fit goes into a chain.
@usableFromInline struct Wheel<Event: SimulationEvent>: ~Copyable {
  @usableFromInline typealias Pool = EntryPool<Event>

  @usableFromInline let buckets: UnsafeMutablePointer<Entry<Event>>
  /// Entries inline by bucket; `width + 1` where there is a chain.
  @usableFromInline let counts: UnsafeMutablePointer<UInt8>
  @usableFromInline let chains: UnsafeMutablePointer<Pool.Chain>
  @usableFromInline let mask: UInt64
  @usableFromInline var count = 0
  /// Where a crowded tick is sorted, with half as much room again for scratch.
  @usableFromInline var crowd: UnsafeMutablePointer<Entry<Event>>, crowdCapacity = 0

  @inlinable static var width: Int { 8 }
  @inlinable var bucketCount: Int { Int(mask) + 1 }

  /// An empty ring of `bucketCount` buckets, a power of two.
  @inlinable init(bucketCount: Int) {
    let bytes = bucketCount * Self.width * MemoryLayout<Entry<Event>>.stride
    buckets = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 128).assumingMemoryBound(to: Entry<Event>.self)
    counts = .allocate(capacity: bucketCount)
    counts.initialize(repeating: 0, count: bucketCount)
    chains = .allocate(capacity: bucketCount)
    chains.initialize(repeating: Pool.Chain(), count: bucketCount)
    crowd = .allocate(capacity: 0)
    mask = UInt64(bucketCount - 1)
  }

  @inlinable deinit {
    buckets.deallocate()
    counts.deallocate()
    chains.deallocate()
    crowd.deallocate()
  }

  @inlinable @inline(__always) func bucket(of tick: UInt64) -> Int { Int(truncatingIfNeeded: tick & mask) }

  @inlinable @inline(__always) mutating func add(_ entry: Entry<Event>, tick: UInt64, _ pool: inout Pool) {
    let bucket = bucket(of: tick)
    let filled = Int(counts[bucket])
    count &+= 1
    if filled < Self.width {
      buckets[bucket &* Self.width &+ filled] = entry
      counts[bucket] = UInt8(truncatingIfNeeded: filled &+ 1)
    } else {
      counts[bucket] = UInt8(Self.width + 1)
      pool.append(entry, to: &chains[bucket])
    }
  }

  /// Empties a tick; its entries, sorted, stay readable until the ring comes round or another crowded tick is taken.
  @inlinable @inline(__always)
  mutating func take(_ tick: UInt64, _ pool: inout Pool) -> (UnsafeMutablePointer<Entry<Event>>, count: Int) {
    let bucket = bucket(of: tick)
    let filled = Int(counts[bucket])
    counts[bucket] = 0
    let entries = buckets + bucket &* Self.width
    if filled > Self.width { return takeCrowd(bucket, &pool) }
    count &-= filled
    entries.insertionSortByTime(filled)
    return (entries, filled)
  }

  @inlinable @inline(never)
  mutating func takeCrowd(_ bucket: Int, _ pool: inout Pool) -> (UnsafeMutablePointer<Entry<Event>>, count: Int) {
    let total = Self.width + chains[bucket].count
    if total + total / 2 > crowdCapacity {
      crowd.deallocate()
      crowdCapacity = 2 * total
      crowd = .allocate(capacity: crowdCapacity)
    }
    crowd.update(from: buckets + bucket * Self.width, count: Self.width)
    var end = crowd + Self.width
    pool.drain(&chains[bucket]) { _, entry in
      end.pointee = entry
      end += 1
    }
    crowd.sortByTime(total, scratch: crowd + total)
    count -= total
    return (crowd, total)
  }

  /// Visits the entries of a tick in order of scheduling.
  @inlinable func forEach(_ tick: UInt64, _ pool: borrowing Pool, _ body: (Entry<Event>) -> Void) {
    let bucket = bucket(of: tick)
    for index in 0..<min(Int(counts[bucket]), Self.width) { body(buckets[bucket * Self.width + index]) }
    pool.forEach(chains[bucket], body)
  }
}
