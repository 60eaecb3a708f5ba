/// A 4-ary heap in the order (time, order of pushing): small queues, and late arrivals within the current tick.
///
/// Time and push number are one 128-bit key, compared in one go: half the cost of two fields below 10^4 entries.
@usableFromInline struct EntryHeap<Event: SimulationEvent>: ~Copyable {
  @usableFromInline struct Node {
    @usableFromInline var key: UInt128, event: Event
    @inlinable init(key: UInt128, event: Event) { (self.key, self.event) = (key, event) }
    @inlinable var time: UInt64 { UInt64(truncatingIfNeeded: key &>> 64) }
  }

  /// Every place after the last has the key `.max`, so that a node has four children to compare.
  @usableFromInline var nodes: UnsafeMutablePointer<Node>
  @usableFromInline var count = 0, capacity: Int, pushes: UInt64 = 0

  @inlinable init(capacity: Int) {
    self.capacity = capacity
    nodes = .allocate(capacity: capacity + 4)
    for index in 0..<capacity + 4 { nodes[index].key = .max }
  }

  @inlinable deinit { nodes.deallocate() }

  /// The earliest time; `.max` when empty.
  @inlinable @inline(__always) var firstTime: UInt64 { nodes.pointee.time }

  @inlinable @inline(__always) mutating func push(_ entry: Entry<Event>) {
    if count == capacity { grow() }
    let key = UInt128(entry.time) &<< 64 | UInt128(pushes)
    pushes &+= 1
    var hole = count
    count &+= 1
    while hole > 0, key < nodes[(hole &- 1) &>> 2].key {
      nodes[hole] = nodes[(hole &- 1) &>> 2]
      hole = (hole &- 1) &>> 2
    }
    nodes[hole] = Node(key: key, event: entry.event)
  }

  /// Takes the first entry; requires one.
  @inlinable @inline(__always) mutating func popFirst() -> Entry<Event> {
    let first = nodes[0]
    count &-= 1
    let moved = nodes[count]
    nodes[count].key = .max
    var (hole, child) = (0, 1)
    while child < count {
      let low = nodes[child &+ 1].key < nodes[child].key ? child &+ 1 : child
      let high = nodes[child &+ 3].key < nodes[child &+ 2].key ? child &+ 3 : child &+ 2
      let least = nodes[high].key < nodes[low].key ? high : low
      if moved.key < nodes[least].key { break }
      nodes[hole] = nodes[least]
      (hole, child) = (least, 4 &* least &+ 1)
    }
    if count > 0 { nodes[hole] = moved }
    return Entry(time: first.time, event: first.event)
  }

  @inlinable @inline(never) mutating func grow() {
    var larger = EntryHeap(capacity: 2 * capacity)
    larger.nodes.update(from: nodes, count: count)
    (larger.count, larger.pushes) = (count, pushes)
    self = larger
  }
}
