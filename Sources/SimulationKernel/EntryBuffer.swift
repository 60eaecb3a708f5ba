internal import Glibc

/// One event to come; 16 bytes for an event of 8. Instants are never negative here, so they are unsigned.
@usableFromInline struct Entry<Event: SimulationEvent>: BitwiseCopyable {
  @usableFromInline var time: UInt64
  @usableFromInline var event: Event

  @inlinable init(time: UInt64, event: Event) {
    self.time = time
    self.event = event
  }
}

/// An array of entries that keeps its memory: no reference count, no check for sharing.
@usableFromInline struct EntryBuffer<Event: SimulationEvent>: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<Entry<Event>>
  @usableFromInline var count = 0
  @usableFromInline var capacity: Int

  @inlinable init(capacity: Int) {
    self.capacity = capacity
    base = acquire(bytes: capacity * MemoryLayout<Entry<Event>>.stride).assumingMemoryBound(to: Entry<Event>.self)
  }

  @inlinable deinit { release(base, bytes: capacity * MemoryLayout<Entry<Event>>.stride) }

  @inlinable @inline(__always) mutating func append(_ entry: Entry<Event>) {
    if count == capacity { grow(to: count &+ 1) }
    base[count] = entry
    count &+= 1
  }

  @inlinable mutating func append(_ entries: UnsafeMutablePointer<Entry<Event>>, _ added: Int) {
    if count + added > capacity { grow(to: count + added) }
    (base + count).update(from: entries, count: added)
    count += added
  }

  @inlinable @inline(never) mutating func grow(to needed: Int) {
    var larger = EntryBuffer(capacity: max(needed, 2 * capacity, 16))
    larger.append(base, count)
    self = larger
  }

  /// Sorts `entries` by time and keeps the order of equal times; `scratch` holds as many entries.
  @inlinable static func sort(_ entries: UnsafeMutablePointer<Entry<Event>>, _ count: Int,
                              scratch: UnsafeMutablePointer<Entry<Event>>) {
    guard count > 24 else { return insertionSort(entries, count) }
    let half = count / 2
    sort(entries, half, scratch: scratch)
    sort(entries + half, count - half, scratch: scratch)
    if entries[half - 1].time <= entries[half].time { return }
    scratch.update(from: entries, count: half)
    var left = 0, right = half, out = 0
    while left < half && right < count {
      let fromRight = entries[right].time < scratch[left].time
      entries[out] = fromRight ? entries[right] : scratch[left]
      if fromRight { right &+= 1 } else { left &+= 1 }
      out &+= 1
    }
    (entries + out).update(from: scratch + left, count: half - left)
  }

  @inlinable @inline(__always)
  static func insertionSort(_ entries: UnsafeMutablePointer<Entry<Event>>, _ count: Int) {
    var sorted = 1
    while sorted < count {
      let entry = entries[sorted]
      var place = sorted
      while place > 0 && entries[place &- 1].time > entry.time {
        entries[place] = entries[place &- 1]
        place &-= 1
      }
      entries[place] = entry
      sorted &+= 1
    }
  }
}

/// From here on memory comes in huge pages: a wheel is touched at random, and 4 KiB pages would miss the TLB each time.
private let hugeFrom = 1 << 21

@usableFromInline func acquire(bytes: Int) -> UnsafeMutableRawPointer {
  guard bytes >= hugeFrom else { return .allocate(byteCount: bytes, alignment: 64) }
  let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  guard let memory, memory != MAP_FAILED else { fatalError("no memory for \(bytes) bytes of events to come") }
  madvise(memory, bytes, MADV_HUGEPAGE)  // advice only: without it the run is slower, not wrong
  return memory
}

@usableFromInline func release(_ memory: UnsafeMutableRawPointer, bytes: Int) {
  if bytes >= hugeFrom { munmap(memory, bytes) } else { memory.deallocate() }
}
