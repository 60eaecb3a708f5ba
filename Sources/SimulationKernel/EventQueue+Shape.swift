/// How the wheel turns, and how it finds and changes its shape.
extension EventQueue {
  /// Events per tick aimed at, and the band within which the width of a tick stays as it is.
  @inlinable static var density: Double { 3.5 }
  @inlinable static var densityBand: ClosedRange<Double> { 1.8...6.5 }
  /// A heap of more events becomes a wheel; a wheel of fewer becomes a heap.
  @inlinable static var heapHigh: Int { 160 }
  @inlinable static var heapLow: Int { 48 }
  /// A wheel's buckets stay within the second-level cache: 512 KiB at 16 bytes an entry.
  @inlinable static var bucketsHigh: Int { 4096 }

  /// Makes the next tick that has events the current one; false if nothing is left. Requires run and heap to be empty.
  @inlinable @inline(never) mutating func advance() -> Bool {
    if isStaged { settle(shift: nil) }
    while late.count == 0 {
      if wheel.count == 0 {
        if far.count == 0 { return false }
        limit = far.firstGranule(shift: shift &+ granuleBits, pool) &<< granuleBits
        firstTick &+= limit &- 1 &- tick  // ticks jumped over say nothing about density
        tick = limit &- 1
      }
      tick &+= 1
      if tick & ((1 &<< granuleBits) &- 1) == 0, enterGranule() { continue }
      if wheel.counts[wheel.bucket(of: tick)] == 0 { continue }
      let (entries, count) = wheel.take(tick, &pool)
      (run, runEnd) = (entries, entries + count)
      runEvents &+= count
      break
    }
    return true
  }

  /// Takes what comes into the wheel's reach out of the far future; true if the queue changed its shape instead.
  @inlinable @inline(never) mutating func enterGranule() -> Bool {
    if wheel.count + far.count < Self.heapLow {
      reshape(shift: nil)
      return true
    }
    if review() { return true }
    let reach = ((tick &>> granuleBits) &+ 4) &<< granuleBits
    while limit < reach {
      var chain = far.take(limit &>> granuleBits, shift: shift &+ granuleBits, &pool)
      limit &+= 1 &<< granuleBits
      pool.drain(&chain) { pool, entry in wheel.add(entry, tick: entry.time &>> shift, &pool) }
    }
    return false
  }

  /// Once the work since the last look pays for it, compares the shape with what was measured; true if it was changed.
  @inlinable @inline(never) mutating func review() -> Bool {
    let pending = count
    if tick == .max {
      lateReview = late.pushes + UInt64(max(1, Self.heapHigh + 1 - pending))
      if pending > Self.heapHigh { reshape(shift: nil) }
      return pending > Self.heapHigh
    }
    let ticks = tick &- firstTick
    let handled = UInt64(runEvents) + (late.pushes - lateBefore)
    guard handled + ticks / 4 >= UInt64(max(pending / 2, Self.heapHigh)) else { return false }
    let measured = Double(handled) / Double(max(1, ticks))
    var better = Int(shift)
    if !Self.densityBand.contains(measured) {
      better += Self.exponent(Self.density / max(measured, 0x1p-40))
      better = max(0, min(better, 62 - Int(granuleBits)))
    }
    let wanted = Self.bucketCount(pending)
    let isMisfit = wanted > 2 * wheel.bucketCount || 4 * wanted < wheel.bucketCount || late.count > Self.heapHigh
    startMeasuring(pending)
    guard better != Int(shift) || isMisfit else { return false }
    reshape(shift: 2 * late.count > pending ? nil : UInt64(better))
    return true
  }

  @inlinable mutating func startMeasuring(_ pending: Int) {
    (firstTick, runEvents, lateBefore) = (tick, 0, late.pushes)
    lateReview = late.pushes + UInt64(max(pending / 2, Self.heapHigh))
  }

  @inlinable static func bucketCount(_ pending: Int) -> Int {
    var buckets = 64
    while buckets < min(pending, bucketsHigh) { buckets *= 2 }
    return buckets
  }

  /// The integer nearest to log2 of `ratio`, without a logarithm of the platform.
  @inlinable static func exponent(_ ratio: Double) -> Int { Int((ratio * 1.4142).exponent) }

  @inlinable @inline(never) mutating func reshape(shift: UInt64?) {
    self = copy()
    settle(shift: shift)
  }

  /// Puts all that is staged into a heap, or into a wheel of ticks of the given width or of one found by a sample.
  @inlinable @inline(never) mutating func settle(shift given: UInt64?) {
    let pending = staged.count
    isStaged = false
    if pending <= Self.heapHigh {
      pool.drain(&staged) { _, entry in late.push(entry) }
      lateReview = late.pushes + UInt64(Self.heapHigh + 1 - pending)
      return
    }
    let (first, sampled) = survey()
    wheel = Wheel(bucketCount: Self.bucketCount(pending))
    granuleBits = UInt64(wheel.bucketCount.trailingZeroBitCount) - 2
    shift = min(given ?? sampled, 62 - granuleBits)
    tick = (first &>> shift) &- 1
    far.reference = ((first &>> shift) &>> granuleBits) &+ 4
    limit = far.reference &<< granuleBits
    pool.drain(&staged) { pool, entry in
      let due = entry.time &>> shift
      if due < limit { wheel.add(entry, tick: due, &pool) } else { far.add(entry, granule: due &>> granuleBits, &pool) }
    }
    startMeasuring(pending)
  }

  /// The earliest time staged, and log2 of a tick that suits the first eighth of a sample.
  @inlinable func survey() -> (first: UInt64, shift: UInt64) {
    let step = (staged.count + 1023) / 1024
    var (first, index, sample) = (UInt64.max, 0, [UInt64]())
    pool.forEach(staged) {
      first = min(first, $0.time)
      if index % step == 0 { sample.append($0.time) }
      index += 1
    }
    sample.sort()
    let eighth = sample.count / 8
    let gap = Double(sample[eighth] - sample[0]) / Double(eighth * step)
    return (first, UInt64(Self.exponent(max(1, gap * Self.density))))
  }
}
