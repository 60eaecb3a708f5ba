/// Nodes by distance: a binary heap in which a node's distance can fall. Equal distances come by the lower node.
struct NodeHeap: Sendable {
  private var nodes: [Int32] = []
  private var keys: [Int64] = []
  /// Where each node stands, −1 for nowhere.
  private var places: [Int32] = []

  mutating func reset(nodes count: Int) {
    nodes.removeAll(keepingCapacity: true)
    keys.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    keys.append(contentsOf: repeatElement(0, count: count))
    places.append(contentsOf: repeatElement(-1, count: count))
  }

  mutating func clear() {
    for node in nodes { places[Int(node)] = -1 }
    nodes.removeAll(keepingCapacity: true)
  }

  /// Inserts the node, or lowers its key.
  mutating func insert(_ node: Int, _ key: Int64) {
    keys[node] = key
    if places[node] < 0 {
      places[node] = Int32(nodes.count)
      nodes.append(Int32(node))
    }
    rise(from: Int(places[node]))
  }

  mutating func popLeast() -> Int? {
    guard let least = nodes.first, let last = nodes.popLast() else { return nil }
    places[Int(least)] = -1
    if !nodes.isEmpty {
      nodes[0] = last
      places[Int(last)] = 0
      sink()
    }
    return Int(least)
  }

  private func isBefore(_ a: Int32, _ b: Int32) -> Bool {
    let (x, y) = (keys[Int(a)], keys[Int(b)])
    return x != y ? x < y : a < b
  }

  private mutating func rise(from start: Int) {
    var place = start
    let node = nodes[place]
    while place > 0 {
      let parent = (place - 1) / 2
      guard isBefore(node, nodes[parent]) else { break }
      nodes[place] = nodes[parent]
      places[Int(nodes[place])] = Int32(place)
      place = parent
    }
    nodes[place] = node
    places[Int(node)] = Int32(place)
  }

  private mutating func sink() {
    var place = 0
    let node = nodes[0]
    while true {
      var child = 2 * place + 1
      guard child < nodes.count else { break }
      if child + 1 < nodes.count && isBefore(nodes[child + 1], nodes[child]) { child += 1 }
      guard isBefore(nodes[child], node) else { break }
      nodes[place] = nodes[child]
      places[Int(nodes[place])] = Int32(place)
      place = child
    }
    nodes[place] = node
    places[Int(node)] = Int32(place)
  }
}
