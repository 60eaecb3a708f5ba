/// How the wheel turns, and how it finds and changes its shape.
extension EventQueue {
  /// Events per tick aimed at, and the band within which the width of a tick stays as it is.
  @inlinable static var density: Double { 3.5 }
  @inlinable static var densityBand: ClosedRange<Double> { 1.2...9 }
  /// A heap of more events becomes a wheel; a wheel of fewer becomes a heap.
  @inlinable static var heapHigh: Int { 160 }
  @inlinable static var heapLow: Int { 48 }

  /// Makes the next tick that has events the current one; false if nothing is left. Requires run and heap to be empty.
  @inlinable @inline(never) mutating func advance() -> Bool {
    if isStaged { settle(shift: nil) }
    if late.count > 0 { return true }
    if wheel.count + far.count == 0 { return false }
    repeat {
      if wheel.count == 0 {
        limit = far.firstGranule(shift: shift &+ granuleBits) &<< granuleBits
        firstTick &+= limit &- 1 &- tick  // ticks jumped over say nothing about density
        tick = limit &- 1
      }
      tick &+= 1
      if tick & ((1 &<< granuleBits) &- 1) == 0, enterGranule() { return advance() }
    } while wheel.isEmpty(at: tick)
    let (entries, count) = wheel.take(tick, into: &chain, scratch: &scratch)
    run = entries
    runEnd = entries + count
    runEvents &+= count
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
      let granule = limit &>> granuleBits
      limit &+= 1 &<< granuleBits
      if far.count == 0 {
        far.reference = granule
        continue
      }
      far.settle(at: granule, shift: shift &+ granuleBits)
      let entries = far.levels[0].base
      for index in 0..<far.levels[0].count { wheel.add(entries[index], tick: entries[index].time &>> shift) }
      far.count -= far.levels[0].count
      far.levels[0].count = 0
    }
    return false
  }

  /// Once the work since the last look pays for it, compares the shape with what was measured; true if it was changed.
  @inlinable @inline(never) mutating func review() -> Bool {
    if tick == .max {
      lateReview = late.pushes + UInt64(max(1, Self.heapHigh + 1 - late.count))
      guard late.count > Self.heapHigh else { return false }
      reshape(shift: nil)
      return true
    }
    let pending = count
    let ticks = tick &- firstTick
    let handled = UInt64(runEvents) + (late.pushes - lateBefore)
    guard handled + ticks / 4 >= UInt64(max(pending / 2, Self.heapHigh)) else { return false }
    let measured = Double(handled) / Double(max(1, ticks))
    var better = shift
    if !Self.densityBand.contains(measured) {
      let wider = Self.nearestPower(Self.density / max(measured, 0x1p-40))
      better = UInt64(max(0, min(Int(shift) + wider, 62 - Int(granuleBits))))
    }
    let isMisfit = wheel.count > 8 * wheel.bucketCount || (wheel.count < wheel.bucketCount / 12 && wheel.bucketCount > 64)
    startMeasuring(pending)
    guard better != shift || isMisfit || late.count > Self.heapHigh else { return false }
    reshape(shift: 2 * late.count > pending ? nil : better)
    return true
  }

  @inlinable mutating func startMeasuring(_ pending: Int) {
    firstTick = tick
    runEvents = 0
    lateBefore = late.pushes
    lateReview = late.pushes + UInt64(max(pending / 2, Self.heapHigh))
  }

  /// The whole exponent of two nearest to log2 of `ratio`; needs no logarithm of the platform.
  @inlinable static func nearestPower(_ ratio: Double) -> Int { Int((ratio * 1.414).exponent) }

  /// All events to come, equal instants in order of scheduling.
  @inlinable func gather(into buffer: inout EntryBuffer<Event>) {
    if isStaged { return buffer.append(staged.base, staged.count) }
    buffer.append(run, runEnd - run)
    late.appendSorted(to: &buffer)
    if wheel.count > 0 {
      var next = tick  // taken already, and thus empty, unless a granule is just being entered
      while next < limit {
        if !wheel.isEmpty(at: next) { wheel.append(next, to: &buffer) }
        next &+= 1
      }
    }
    far.append(to: &buffer)
  }

  @inlinable @inline(never) mutating func reshape(shift: UInt64?) {
    var all = EntryBuffer<Event>(capacity: count)
    gather(into: &all)
    staged = all
    late.removeAll()
    far.removeAll()
    wheel = Wheel(bucketCount: 1)
    runEnd = run
    settle(shift: shift)
  }

  /// Puts all that is staged into a heap, or into a wheel of the given tick or of one that suits it.
  @inlinable @inline(never) mutating func settle(shift given: UInt64?) {
    isStaged = false
    (tick, limit, shift) = (.max, .max, 0)
    if staged.count <= Self.heapHigh {
      for index in 0..<staged.count { late.push(staged.base[index]) }
      lateReview = late.pushes + UInt64(Self.heapHigh + 1 - staged.count)
    } else {
      let (first, shift, bucketCount) = survey(shift: given)
      granuleBits = UInt64(bucketCount.trailingZeroBitCount) - 2
      self.shift = min(shift, 62 - granuleBits)
      wheel = Wheel(bucketCount: bucketCount)
      tick = (first &>> self.shift) &- 1
      limit = (((first &>> self.shift) &>> granuleBits) &+ 4) &<< granuleBits
      far.reference = limit &>> granuleBits
      for index in 0..<staged.count {
        let entry = staged.base[index]
        let due = entry.time &>> self.shift
        if due < limit { wheel.add(entry, tick: due) } else { far.add(entry, granule: due &>> granuleBits) }
      }
      startMeasuring(staged.count)
    }
    staged = EntryBuffer(capacity: 0)
  }

  /// The earliest time staged, log2 of a tick that suits the first eighth of a sample, and the number of buckets that suits
  /// the events within the wheel's reach then.
  @inlinable func survey(shift given: UInt64?) -> (first: UInt64, shift: UInt64, bucketCount: Int) {
    var first = UInt64.max
    for index in 0..<staged.count { first = min(first, staged.base[index].time) }
    let size = min(staged.count, 1024)
    let step = Double(staged.count) / Double(size)
    let sample = (0..<size).map { staged.base[Int(Double($0) * step)].time }.sorted()
    let gap = Double(sample[size / 8] - sample[0]) / (Double(size / 8) * step)
    let shift = given ?? UInt64(Self.nearestPower(max(1, gap * Self.density)))
    let reach = Double(first) + Double(staged.count) / 3 * Double(sign: .plus, exponent: Int(shift), significand: 1)
    let near = Double(sample.count { Double($0) < reach }) * step
    var bucketCount = 64
    while Double(bucketCount) < near / 3 { bucketCount *= 2 }
    return (first, shift, bucketCount)
  }
}
