/// The events beyond the wheel, by window: a monotone radix heap (Ahuja, Mehlhorn, Orlin & Tarjan, J. ACM 37, 1990) of
/// base 64.
///
/// Level l holds the windows whose highest base-64 digit that differs from the reference is digit l, in one list for
/// each value of that digit. Events of one window are always in one list and lists are append-only, so equal times keep
/// their order through every move.
@usableFromInline struct FarFuture<Event: SimulationEvent>: ~Copyable {
  @usableFromInline let lists: UnsafeMutablePointer<EntryPool<Event>.List>
  /// By level the digits whose lists have entries.
  @usableFromInline let digits: UnsafeMutablePointer<UInt64>
  /// The reference: the last window of the wheel. None here is as early.
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

  @inlinable @inline(__always) func list(of later: UInt64) -> (level: Int, digit: UInt64) {
    let level = UInt32(truncatingIfNeeded: 63 &- (later ^ window).leadingZeroBitCount) / 6
    return (Int(truncatingIfNeeded: level), later &>> UInt64(6 &* level) & 63)
  }

  @inlinable @inline(__always)
  mutating func add(_ entry: Entry<Event>, window later: UInt64, _ pool: inout EntryPool<Event>) {
    let (level, digit) = list(of: later)
    digits[level] |= 1 &<< digit
    pool.append(entry, to: &lists[64 &* level &+ Int(truncatingIfNeeded: digit)])
    count &+= 1
  }

  /// The first window that the earliest events may lie in; requires some.
  @inlinable var firstWindow: UInt64 {
    var level = 0
    while digits[level] == 0 { level += 1 }
    return ((window >> (6 * level + 6)) << 6 | UInt64(digits[level].trailingZeroBitCount)) << (6 * level)
  }

  /// Makes a window the reference, and takes out the list that it and possibly later ones are in.
  @inlinable mutating func open(_ later: UInt64) -> EntryPool<Event>.List {
    let (level, digit) = list(of: later)
    window = later
    digits[level] &= ~(1 &<< digit)
    let opened = lists[64 * level + Int(digit)]
    lists[64 * level + Int(digit)] = EntryPool<Event>.List()
    count -= opened.count
    return opened
  }
}
