/// How the wheel turns, and how it finds and changes its shape.
extension EventQueue {
  /// Events per tick aimed at, and the band within which the width of a tick stays as it is.
  @inlinable static var density: Double { 3.5 }
  @inlinable static var densityBand: ClosedRange<Double> { 1.8...6.5 }
  /// A heap of more events becomes a wheel; a wheel of fewer becomes a heap.
  @inlinable static var heapHigh: Int { 160 }
  @inlinable static var heapLow: Int { 48 }
  /// A wheel stays within the second-level cache: 512 KiB at 16 bytes an entry.
  @inlinable static var bitsHigh: UInt64 { 12 }

  /// Makes the next tick that has events the current one; false if nothing is left. Requires run and heap to be empty.
  @inlinable @inline(never) mutating func advance() -> Bool {
    if isStaged { settle(shift: nil) }
    while true {
      if late.count > 0 { return true }
      let left = wheel.count &+ far.count
      if left == 0 { return false }
      if left < Self.heapLow {
        reshape(shift: nil)
      } else if wheel.count > 0 && runEvents < runReview || !review() {
        if wheel.count > 0 { break }
        let (window, before) = (far.firstWindow, far.firstWindow &<< windowBits &- 1)
        firstTick &+= before &- tick  // ticks passed over cost nothing and say nothing about density
        tick = before
        reach(window)
      }
    }
    repeat {
      tick &+= 1
      if tick & (1 &<< windowBits &- 1) == 0, tick &>> windowBits == far.window { reach(far.window &+ 1) }
    } while wheel.counts[wheel.bucket(tick)] == 0
    let (entries, count) = wheel.take(tick, &pool)
    (run, runEnd) = (entries, entries + count)
    runEvents &+= UInt64(truncatingIfNeeded: count)
    return true
  }

  /// Extends the wheel's reach to a window.
  @inlinable @inline(never) mutating func reach(_ window: UInt64) {
    var list = far.open(window)
    for index in 0..<list.count { place(pool.take(index, of: &list)) }
  }

  /// Once the work since the last look pays for it, compares the shape with what was measured; true if it was changed.
  @inlinable @inline(never) mutating func review() -> Bool {
    let pending = count
    let (ticks, handled) = (tick &- firstTick, runEvents + (late.pushes - lateBefore))
    if tick == .max {
      lateReview = late.pushes + UInt64(max(1, Self.heapHigh + 1 - pending))
      if pending > Self.heapHigh { reshape(shift: nil) }
      return pending > Self.heapHigh
    }
    guard handled + ticks / 4 >= runReview else { return false }
    let measured = max(Double(handled) / Double(max(1, ticks)), 0x1p-40)
    let step = Self.densityBand.contains(measured) ? 0 : Self.exponent(Self.density / measured)
    let better = UInt64(max(0, min(Int(shift) + step, 62)))
    let wanted = Self.bits(pending)
    let isMisfit = wanted > wheel.bits + 1 || wanted + 1 < wheel.bits || late.count > Self.heapHigh
    startMeasuring(pending)
    guard better != shift || isMisfit else { return false }
    reshape(shift: 2 * late.count > pending ? nil : better)
    return true
  }

  @inlinable mutating func startMeasuring(_ pending: Int) {
    (firstTick, lateBefore, runEvents) = (tick, late.pushes, 0)
    runReview = UInt64(max(pending / 2, Self.heapHigh))
    lateReview = lateBefore + runReview
  }

  /// log2 of the number of buckets that suits a number of events: one to two for each.
  @inlinable static func bits(_ pending: Int) -> UInt64 {
    min(UInt64(Int.bitWidth - pending.leadingZeroBitCount), bitsHigh)
  }

  /// The integer nearest to log2 of `ratio`, without a logarithm of the platform.
  @inlinable static func exponent(_ ratio: Double) -> Int { Int((ratio * 1.4142).exponent) }

  @inlinable @inline(never) mutating func reshape(shift: UInt64?) {
    self = copy()
    settle(shift: shift)
  }

  /// Puts all that is staged into a heap, or into a wheel of ticks of the given width.
  ///
  /// Without one, ticks suit delays that are exponential with the mean of those staged; the first look sees to others.
  @inlinable @inline(never) mutating func settle(shift given: UInt64?) {
    var list = staged
    (staged, isStaged) = (.init(), false)
    if list.count <= Self.heapHigh {
      for index in 0..<list.count { late.push(pool.take(index, of: &list)) }
      lateReview = UInt64(Self.heapHigh + 1)
      return
    }
    var (first, sum) = (UInt64.max, UInt128(0))
    pool.forEach(list) { (first, sum) = (min(first, $0.time), sum + UInt128($0.time)) }
    let delays = Double(sum - UInt128(first) * UInt128(list.count))
    let suited = Self.exponent(max(1, delays / Double(list.count) / Double(list.count) * Self.density))
    shift = given ?? UInt64(suited)
    wheel = Wheel(bits: Self.bits(list.count))
    tick = (first &>> shift) &- 1
    far.window = (first &>> shift) &>> windowBits &+ 1
    for index in 0..<list.count { place(pool.take(index, of: &list)) }
    startMeasuring(list.count)
  }
}
