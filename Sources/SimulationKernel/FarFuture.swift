/// The events beyond the wheel, by window: a monotone radix heap (Ahuja, Mehlhorn, Orlin & Tarjan, J. ACM 37, 1990) of
/// base 64.
///
/// Level l holds the windows whose highest base-64 digit that differs from the present window's is digit l, in one list
/// for each value of that digit. Events of one window are always in one list and lists are append-only, so equal times
/// keep their order through every move.
@usableFromInline struct FarFuture<Event: SimulationEvent>: ~Copyable {
  @usableFromInline let lists: UnsafeMutablePointer<EntryPool<Event>.List>
  /// By level the digits whose lists have entries.
  @usableFromInline let digits: UnsafeMutablePointer<UInt64>
  /// The present window, that of the wheel; none here is as early.
  @usableFromInline var window: UInt64 = 0, count = 0

  @inlinable init() {
    lists = .allocate(capacity: 11 * 64)
    lists.initialize(repeating: EntryPool<Event>.List(), count: 11 * 64)
    digits = .allocate(capacity: 11)
    digits.initialize(repeating: 0, count: 11)
  }

  @inlinable deinit {
    lists.deallocate()
    digits.deallocate()
  }

  @inlinable @inline(__always)
  mutating func add(_ entry: Entry<Event>, window later: UInt64, _ pool: inout EntryPool<Event>) {
    let level = Int(truncatingIfNeeded: UInt32(truncatingIfNeeded: 63 &- (later ^ window).leadingZeroBitCount) / 6)
    let digit = Int(truncatingIfNeeded: later &>> UInt64(6 &* level)) & 63
    digits[level] |= 1 &<< UInt64(digit)
    pool.append(entry, to: &lists[64 &* level &+ digit])
    count &+= 1
  }

  /// Takes out the list of the earliest events, and makes the first window that it may hold the present one.
  @inlinable mutating func takeFirst() -> EntryPool<Event>.List {
    var level = 0
    while digits[level] == 0 { level += 1 }
    let digit = digits[level].trailingZeroBitCount
    let list = lists[64 * level + digit]
    lists[64 * level + digit] = EntryPool<Event>.List()
    digits[level] &= digits[level] - 1
    count -= list.count
    window = ((window >> (6 * level + 6)) << 6 | UInt64(digit)) << (6 * level)
    return list
  }
}
