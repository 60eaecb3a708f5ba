/// The ticks at hand: a ring of unsorted buckets, filled in order of scheduling and sorted only when their tick comes.
///
/// A bucket is eight entries inline (two cache lines at 16 bytes an entry), found without a pointer; what does not fit goes
/// into a chain of chunks of eight.
@usableFromInline struct Wheel<Event: SimulationEvent>: ~Copyable {
  @usableFromInline struct Chunk {
    @usableFromInline var older: Int32
    @usableFromInline var count: Int32
    @inlinable init(older: Int32) { (self.older, count) = (older, 0) }
  }

  @usableFromInline var buckets: EntryBuffer<Event>
  /// Entries by bucket; `width + 1` when there are chunks.
  @usableFromInline var counts: UnsafeMutablePointer<UInt8>
  /// The newest chunk by bucket, where there are chunks.
  @usableFromInline var newest: UnsafeMutablePointer<Int32>
  @usableFromInline var mask: UInt64
  @usableFromInline var count = 0
  @usableFromInline var chunkEntries = EntryBuffer<Event>(capacity: 0)
  @usableFromInline var chunks: [Chunk] = []
  @usableFromInline var freeChunk: Int32 = -1

  @inlinable static var width: Int { 8 }

  /// An empty ring of `bucketCount` buckets, a power of two.
  @inlinable init(bucketCount: Int) {
    buckets = EntryBuffer(capacity: bucketCount * Self.width)
    counts = .allocate(capacity: bucketCount)
    counts.initialize(repeating: 0, count: bucketCount)
    newest = .allocate(capacity: bucketCount)
    mask = UInt64(bucketCount - 1)
  }

  @inlinable deinit {
    counts.deallocate()
    newest.deallocate()
  }

  @inlinable var bucketCount: Int { Int(mask) + 1 }

  @inlinable @inline(__always) func isEmpty(at tick: UInt64) -> Bool { counts[Int(truncatingIfNeeded: tick & mask)] == 0 }

  @inlinable @inline(__always) mutating func add(_ entry: Entry<Event>, tick: UInt64) {
    let bucket = Int(truncatingIfNeeded: tick & mask)
    let filled = Int(counts[bucket])
    count &+= 1
    if filled < Self.width {
      buckets.base[bucket &* Self.width &+ filled] = entry
      counts[bucket] = UInt8(truncatingIfNeeded: filled &+ 1)
    } else {
      spill(entry, bucket)
    }
  }

  @inlinable @inline(never) mutating func spill(_ entry: Entry<Event>, _ bucket: Int) {
    let isFirst = counts[bucket] == Self.width
    if isFirst || chunks[Int(newest[bucket])].count == Self.width {
      let older = isFirst ? -1 : newest[bucket]
      if freeChunk >= 0 {
        newest[bucket] = freeChunk
        freeChunk = chunks[Int(freeChunk)].older
        chunks[Int(newest[bucket])] = Chunk(older: older)
      } else {
        newest[bucket] = Int32(chunks.count)
        chunks.append(Chunk(older: older))
        let needed = chunks.count * Self.width
        if needed > chunkEntries.capacity { chunkEntries.grow(to: needed) }
        chunkEntries.count = needed
      }
      counts[bucket] = UInt8(Self.width + 1)
    }
    let chunk = Int(newest[bucket])
    chunkEntries.base[chunk * Self.width + Int(chunks[chunk].count)] = entry
    chunks[chunk].count += 1
  }

  /// Appends the entries of a tick to `buffer` in order of scheduling.
  @inlinable func append(_ tick: UInt64, to buffer: inout EntryBuffer<Event>) {
    let bucket = Int(truncatingIfNeeded: tick & mask)
    let inline = min(Int(counts[bucket]), Self.width)
    buffer.append(buckets.base + bucket * Self.width, inline)
    guard counts[bucket] > Self.width else { return }
    var chunk = newest[bucket]
    var added = 0
    while chunk >= 0 {
      added += Int(chunks[Int(chunk)].count)
      chunk = chunks[Int(chunk)].older
    }
    if buffer.count + added > buffer.capacity { buffer.grow(to: buffer.count + added) }
    buffer.count += added
    var end = buffer.base + buffer.count  // the chain runs from new to old
    chunk = newest[bucket]
    while chunk >= 0 {
      let count = Int(chunks[Int(chunk)].count)
      end -= count
      end.update(from: chunkEntries.base + Int(chunk) * Self.width, count: count)
      chunk = chunks[Int(chunk)].older
    }
  }

  /// Empties a tick and returns its entries, sorted: in place, or in `run` if there were chunks. They stay readable until
  /// the ring comes round.
  @inlinable @inline(__always)
  mutating func take(_ tick: UInt64, into run: inout EntryBuffer<Event>, scratch: inout EntryBuffer<Event>)
    -> (UnsafeMutablePointer<Entry<Event>>, Int) {
    let bucket = Int(truncatingIfNeeded: tick & mask)
    let filled = Int(counts[bucket])
    if filled > Self.width { return takeChain(tick, into: &run, scratch: &scratch) }
    counts[bucket] = 0
    count &-= filled
    let entries = buckets.base + bucket &* Self.width
    EntryBuffer.insertionSort(entries, filled)
    return (entries, filled)
  }

  @inlinable @inline(never)
  mutating func takeChain(_ tick: UInt64, into run: inout EntryBuffer<Event>, scratch: inout EntryBuffer<Event>)
    -> (UnsafeMutablePointer<Entry<Event>>, Int) {
    run.count = 0
    append(tick, to: &run)
    let bucket = Int(truncatingIfNeeded: tick & mask)
    var oldest = newest[bucket]
    while chunks[Int(oldest)].older >= 0 { oldest = chunks[Int(oldest)].older }
    chunks[Int(oldest)].older = freeChunk
    freeChunk = newest[bucket]
    counts[bucket] = 0
    count -= run.count
    if run.count > scratch.capacity { scratch.grow(to: run.capacity) }
    EntryBuffer.sort(run.base, run.count, scratch: scratch.base)
    return (run.base, run.count)
  }
}
