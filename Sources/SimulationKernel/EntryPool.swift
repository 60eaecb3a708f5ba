/// Any number of append-only lists in one block of memory, which a list draws from and returns to in chunks.
@usableFromInline struct EntryPool<Event: SimulationEvent>: ~Copyable {
  @usableFromInline struct List {
    @usableFromInline var first: Int32 = -1, last: Int32 = -1, count = 0
    @inlinable init() {}
  }

  @inlinable static var chunk: Int { 64 }

  @usableFromInline var base: UnsafeMutablePointer<Entry<Event>>
  /// By chunk in use the one after it, by free chunk the next free one; -1 ends both.
  @usableFromInline var next: [Int32] = [], free: Int32 = -1

  @inlinable init() { base = .allocate(capacity: 0) }
  @inlinable deinit { base.deallocate() }

  @inlinable @inline(__always) mutating func append(_ entry: Entry<Event>, to list: inout List) {
    let place = list.count % Self.chunk
    if place == 0 { extend(&list) }
    base[Int(list.last) &* Self.chunk &+ place] = entry
    list.count &+= 1
  }

  @inlinable @inline(never) mutating func extend(_ list: inout List) {
    if free < 0 {
      let (old, new) = (next.count, max(16, 2 * next.count))
      let larger = UnsafeMutablePointer<Entry<Event>>.allocate(capacity: new * Self.chunk)
      larger.update(from: base, count: old * Self.chunk)
      base.deallocate()
      base = larger
      next.append(contentsOf: (old..<new).map { $0 + 1 < new ? Int32($0 + 1) : -1 })
      free = Int32(old)
    }
    let added = free
    (free, next[Int(added)]) = (next[Int(added)], -1)
    if list.last >= 0 { next[Int(list.last)] = added } else { list.first = added }
    list.last = added
  }

  @inlinable @inline(__always) func forEach(_ list: List, _ body: (Entry<Event>) -> Void) {
    var (chunk, left) = (Int(list.first), list.count)
    while left > 0 {
      for index in 0..<min(left, Self.chunk) { body(base[chunk * Self.chunk + index]) }
      (chunk, left) = (Int(next[chunk]), left - Self.chunk)
    }
  }

  /// The entry at `index` of a list that is taken apart from its front; its chunk falls free with the last one in it.
  @inlinable @inline(__always) mutating func take(_ index: Int, of list: inout List) -> Entry<Event> {
    let place = index % Self.chunk
    let entry = base[Int(list.first) &* Self.chunk &+ place]
    if place == Self.chunk &- 1 || index == list.count &- 1 {
      let emptied = list.first
      list.first = next[Int(emptied)]
      (next[Int(emptied)], free) = (free, emptied)
      for line in 0..<4 { prefetch(base + (Int(list.first) &* Self.chunk &+ 4 &* line)) }
    }
    return entry
  }
}
