/// The events beyond the wheel: a monotone radix heap (Ahuja, Mehlhorn, Orlin & Tarjan, J. ACM 37, 1990) over granules.
///
/// A level holds the granules whose highest bit that differs from `reference` is the same. One granule is always within
/// one level and levels are append-only, so equal times keep their order through every move.
@usableFromInline struct FarFuture<Event: SimulationEvent>: ~Copyable {
  /// Level 0 holds the granule `reference` itself.
  @usableFromInline let levels: UnsafeMutablePointer<EntryBuffer<Event>>
  @usableFromInline var reference: UInt64 = 0
  @usableFromInline var count = 0

  @inlinable static var levelCount: Int { 65 }

  @inlinable init() {
    levels = .allocate(capacity: Self.levelCount)
    for level in 0..<Self.levelCount { (levels + level).initialize(to: EntryBuffer(capacity: 0)) }
  }

  @inlinable deinit {
    levels.deinitialize(count: Self.levelCount)
    levels.deallocate()
  }

  @inlinable @inline(__always) mutating func add(_ entry: Entry<Event>, granule: UInt64) {
    levels[64 &- (granule ^ reference).leadingZeroBitCount].append(entry)
    count &+= 1
  }

  /// Makes `granule` the reference; requires that no entry lies before it. Level 0 then holds just that granule.
  @inlinable mutating func settle(at granule: UInt64, shift: UInt64) {
    let level = 64 - (granule ^ reference).leadingZeroBitCount
    reference = granule
    if level == 0 { return }
    let entries = levels[level].base
    for index in 0..<levels[level].count {  // each goes to a lower level
      let entry = entries[index]
      levels[64 &- ((entry.time &>> shift) ^ granule).leadingZeroBitCount].append(entry)
    }
    levels[level].count = 0
  }

  /// The granule of the earliest entry; requires one.
  @inlinable func firstGranule(shift: UInt64) -> UInt64 {
    var level = 0
    while levels[level].count == 0 { level += 1 }
    var first = UInt64.max
    for index in 0..<levels[level].count { first = min(first, levels[level].base[index].time) }
    return first &>> shift
  }

  @inlinable func append(to buffer: inout EntryBuffer<Event>) {
    for level in 0..<Self.levelCount { buffer.append(levels[level].base, levels[level].count) }
  }

  @inlinable mutating func removeAll() {
    for level in 0..<Self.levelCount { levels[level].count = 0 }
    count = 0
  }
}
