/// A queue that takes and gives at both ends, in place, in one ring that grows by doubling and is never shrunk.
struct WaitingLine<Element: BitwiseCopyable & Sendable>: Sendable {
  private var ring: [Element] = []
  private var head = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  /// The element at a place in the queue; 0 is the front.
  subscript(place: Int) -> Element {
    get {
      precondition(place >= 0 && place < count, "a place beyond the end of a queue")
      return ring[(head + place) & (ring.count - 1)]
    }
    set {
      precondition(place >= 0 && place < count, "a place beyond the end of a queue")
      ring[(head + place) & (ring.count - 1)] = newValue
    }
  }

  mutating func append(_ element: Element) {
    if count == ring.count { grow(with: element) }
    ring[(head + count) & (ring.count - 1)] = element
    count += 1
  }

  mutating func prepend(_ element: Element) {
    if count == ring.count { grow(with: element) }
    head = (head - 1) & (ring.count - 1)
    ring[head] = element
    count += 1
  }

  mutating func removeFirst() -> Element {
    let element = self[0]
    count -= 1
    // An empty queue begins at the ring's front again: a short one then stays in the same cache lines.
    head = count == 0 ? 0 : (head + 1) & (ring.count - 1)
    return element
  }

  mutating func removeLast() -> Element {
    let element = self[count - 1]
    count -= 1
    return element
  }

  /// Takes one element out of the middle; those behind it move up.
  mutating func remove(at place: Int) {
    precondition(place >= 0 && place < count, "a place beyond the end of a queue")
    for later in place + 1..<max(count, place + 1) {
      ring[(head + later - 1) & (ring.count - 1)] = ring[(head + later) & (ring.count - 1)]
    }
    count -= 1
  }

  mutating func removeAll() {
    head = 0
    count = 0
  }

  private mutating func grow(with filler: Element) {
    var larger = Array(repeating: filler, count: max(1, ring.count * 2))
    for place in 0..<count { larger[place] = self[place] }
    ring = larger
    head = 0
  }
}
