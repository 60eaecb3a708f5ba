/// The events beyond the wheel, by granule: a monotone radix heap (Ahuja, Mehlhorn, Orlin & Tarjan, J. ACM 37, 1990) of
/// base 64.
///
/// Level l holds the granules whose highest base-64 digit that differs from `reference` is digit l, one list for each
/// value of that digit. Entries of one granule are always in one list and lists are append-only, so equal times keep their
/// order through every move.
@usableFromInline struct FarFuture<Event: SimulationEvent>: ~Copyable {
  @usableFromInline typealias Pool = EntryPool<Event>

  @usableFromInline let chains: UnsafeMutablePointer<Pool.Chain>
  /// By level the digits that have entries.
  @usableFromInline let digits: UnsafeMutablePointer<UInt64>
  @usableFromInline var reference: UInt64 = 0, count = 0

  @inlinable init() {
    chains = .allocate(capacity: 11 * 64)
    chains.initialize(repeating: Pool.Chain(), count: 11 * 64)
    digits = .allocate(capacity: 11)
    digits.initialize(repeating: 0, count: 11)
  }

  @inlinable deinit {
    chains.deallocate()
    digits.deallocate()
  }

  @inlinable @inline(__always) static func level(_ difference: UInt64) -> Int {
    Int(truncatingIfNeeded: UInt32(truncatingIfNeeded: 63 &- (difference | 1).leadingZeroBitCount) / 6)
  }

  @inlinable @inline(__always) mutating func add(_ entry: Entry<Event>, granule: UInt64, _ pool: inout Pool) {
    let level = Self.level(granule ^ reference)
    let digit = Int(truncatingIfNeeded: granule &>> UInt64(6 &* level)) & 63
    digits[level] |= 1 &<< UInt64(digit)
    pool.append(entry, to: &chains[64 &* level &+ digit])
    count &+= 1
  }

  /// Takes out the entries of `granule`, which becomes the reference; requires that no entry lies before it.
  @inlinable mutating func take(_ granule: UInt64, shift: UInt64, _ pool: inout Pool) -> Pool.Chain {
    let level = Self.level(granule ^ reference)
    reference = granule
    if level > 0 {
      var opened = remove(at: level)
      pool.drain(&opened) { pool, entry in add(entry, granule: entry.time &>> shift, &pool) }  // each to a lower level
    }
    return remove(at: 0)
  }

  /// Takes out the list of the reference's digit.
  @inlinable mutating func remove(at level: Int) -> Pool.Chain {
    let digit = Int(truncatingIfNeeded: reference &>> UInt64(6 * level)) & 63
    let chain = chains[64 * level + digit]
    chains[64 * level + digit] = Pool.Chain()
    digits[level] &= ~(1 &<< UInt64(digit))
    count -= chain.count
    return chain
  }

  /// The granule of the earliest entry; requires one.
  @inlinable func firstGranule(shift: UInt64, _ pool: borrowing Pool) -> UInt64 {
    var level = 0
    while digits[level] == 0 { level += 1 }
    let digit = digits[level].trailingZeroBitCount
    if level == 0 { return reference & ~63 | UInt64(digit) }
    var first = UInt64.max
    pool.forEach(chains[64 * level + digit]) { first = min(first, $0.time) }
    return first &>> shift
  }
}
