/// Any number of append-only lists in one block of memory, which a list draws from and returns to in chunks.
@usableFromInline struct EntryPool<Event: SimulationEvent>: ~Copyable {
  /// A list; its entries stand in order of appending.
  @usableFromInline struct Chain {
    @usableFromInline var first: Int32 = -1, last: Int32 = -1, count = 0
    @inlinable init() {}
  }

  @inlinable static var chunk: Int { 64 }

  @usableFromInline var base: UnsafeMutablePointer<Entry<Event>>
  @usableFromInline var capacity = 0
  /// By chunk in use its successor, by free chunk the next free one; -1 ends both.
  @usableFromInline var successors: [Int32] = [], free: Int32 = -1

  @inlinable init() { base = .allocate(capacity: 0) }
  @inlinable deinit { base.deallocate() }

  @inlinable @inline(__always) mutating func append(_ entry: Entry<Event>, to chain: inout Chain) {
    let place = chain.count % Self.chunk
    if place == 0 { extend(&chain) }
    base[Int(chain.last) &* Self.chunk &+ place] = entry
    chain.count &+= 1
  }

  @inlinable @inline(never) mutating func extend(_ chain: inout Chain) {
    if free < 0 { grow() }
    let added = free
    free = successors[Int(added)]
    successors[Int(added)] = -1
    if chain.last >= 0 { successors[Int(chain.last)] = added } else { chain.first = added }
    chain.last = added
  }

  @inlinable mutating func grow() {
    let old = successors.count
    let larger = UnsafeMutablePointer<Entry<Event>>.allocate(capacity: 2 * max(capacity, Self.chunk))
    larger.update(from: base, count: capacity)
    base.deallocate()
    (base, capacity) = (larger, 2 * max(capacity, Self.chunk))
    for index in old..<capacity / Self.chunk { successors.append(Int32(index + 1)) }
    (free, successors[successors.count - 1]) = (Int32(old), -1)
  }

  /// Visits the entries in order.
  @inlinable @inline(__always) func forEach(_ chain: Chain, _ body: (Entry<Event>) -> Void) {
    var (chunk, left) = (chain.first, chain.count)
    while left > 0 {
      for index in 0..<min(left, Self.chunk) { body(base[Int(chunk) &* Self.chunk &+ index]) }
      left -= Self.chunk
      chunk = successors[Int(chunk)]
    }
  }

  /// Takes the entries out in order; `body` may append them to other chains, which get the chunks that fall free.
  @inlinable @inline(__always)
  mutating func drain(_ chain: inout Chain, _ body: (inout EntryPool, Entry<Event>) -> Void) {
    var (chunk, left) = (chain.first, chain.count)
    chain = Chain()
    while left > 0 {
      let next = successors[Int(chunk)]
      for line in 0..<4 { prefetch(base + (Int(next) &* Self.chunk &+ 4 &* line)) }
      for index in 0..<min(left, Self.chunk) { body(&self, base[Int(chunk) &* Self.chunk &+ index]) }
      left -= Self.chunk
      (successors[Int(chunk)], free) = (free, chunk)
      chunk = next
    }
  }
}
