/// A binary heap whose least element is on top.
struct EarliestFirst<Element: Comparable & Sendable>: Sendable {
  private(set) var elements: [Element] = []

  var count: Int { elements.count }
  var isEmpty: Bool { elements.isEmpty }
  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    raise(elements.count - 1)
  }

  mutating func removeFirst() -> Element { remove(at: 0) }

  mutating func remove(at place: Int) -> Element {
    let removed = elements[place]
    let last = elements.removeLast()
    guard place < elements.count else { return removed }
    elements[place] = last
    lower(place)
    raise(place)
    return removed
  }

  mutating func removeAll() { elements.removeAll(keepingCapacity: true) }

  private mutating func raise(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func lower(_ start: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      guard child < elements.count else { return }
      if child + 1 < elements.count && elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      parent = child
    }
  }
}
