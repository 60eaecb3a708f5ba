/// One event to come; 16 bytes for an event of up to 8. Instants in a queue are never negative, so they are unsigned.
@usableFromInline struct Entry<Event: SimulationEvent>: BitwiseCopyable {
  @usableFromInline let time: UInt64, event: Event

  @inlinable init(time: UInt64, event: Event) { (self.time, self.event) = (time, event) }
}

extension UnsafeMutablePointer {
  /// Sorts by time; equal times keep their order, which `sort` guarantees too.
  @inlinable @inline(__always) func sortByTime<Event>(_ count: Int) where Pointee == Entry<Event> {
    if count > 24 {
      var crowd = UnsafeMutableBufferPointer(start: self, count: count)
      return crowd.sort { $0.time < $1.time }
    }
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
