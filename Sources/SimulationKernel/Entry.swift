/// One event to come; 16 bytes for an event of up to 8. Instants in a queue are never negative, so they are unsigned.
@usableFromInline struct Entry<Event: SimulationEvent>: BitwiseCopyable {
  @usableFromInline let time: UInt64
  @usableFromInline let event: Event

  @inlinable init(time: UInt64, event: Event) { (self.time, self.event) = (time, event) }
}

extension UnsafeMutablePointer {
  /// Sorts `count` entries by time, equal times in the order they stand; `scratch` has room for half of them.
  @inlinable func sortByTime<E>(_ count: Int, scratch: Self) where Pointee == Entry<E> {
    if count <= 24 { return insertionSortByTime(count) }
    let half = count / 2
    sortByTime(half, scratch: scratch)
    (self + half).sortByTime(count - half, scratch: scratch)
    if self[half - 1].time <= self[half].time { return }
    scratch.update(from: self, count: half)
    var (left, right, out) = (0, half, 0)
    while left < half && right < count {
      let isRight = self[right].time < scratch[left].time
      self[out] = isRight ? self[right] : scratch[left]
      if isRight { right &+= 1 } else { left &+= 1 }
      out &+= 1
    }
    (self + out).update(from: scratch + left, count: half - left)
  }

  @inlinable @inline(__always) func insertionSortByTime<E>(_ count: Int) where Pointee == Entry<E> {
    var next = 1
    while next < count {
      let entry = self[next]
      var place = next
      while place > 0 && self[place &- 1].time > entry.time {
        self[place] = self[place &- 1]
        place &-= 1
      }
      self[place] = entry
      next &+= 1
    }
  }
}
