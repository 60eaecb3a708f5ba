/// A network of arcs with capacities and costs, and the cheapest flow through it, exact in Int64.
///
/// Successive shortest paths with node potentials (Busacker and Gowen 1961; Edmonds and Karp 1972): Dijkstra on reduced
/// costs, one augmentation after the other, O(F (A + N) log N) for a flow of F. Loads that cost more the more there are
/// become parallel arcs of rising cost, as in Firmament (Gog et al. 2016). Keeps its buffers: a path allocates nothing.
public struct MinCostFlow: Sendable {
  /// Costs are 0 … this over the number of nodes, so that a path's cost fits.
  public static let costLimit: Int64 = 1 << 60

  /// Arc 2k and its reverse 2k + 1.
  private struct Arc: BitwiseCopyable {
    var head: Int32
    /// The next arc out of the same node, −1 for none.
    var next: Int32
    /// What may still flow along it.
    var residual: Int64
    var cost: Int64
  }

  private var arcs: [Arc] = []
  private var firstArc: [Int32] = []
  private var potentials: [Int64] = []
  private var distances: [Int64] = []
  /// The arc by which a node was reached.
  private var arrivedBy: [Int32] = []
  private var heap = NodeHeap()

  public init() {}

  /// Takes all arcs away, and leaves this many nodes.
  public mutating func reset(nodes: Int) {
    arcs.removeAll(keepingCapacity: true)
    func clear<T>(_ array: inout [T], _ value: T) {
      array.removeAll(keepingCapacity: true)
      array.append(contentsOf: repeatElement(value, count: nodes))
    }
    clear(&firstArc, -1)
    clear(&potentials, 0)
    clear(&distances, 0)
    clear(&arrivedBy, -1)
    heap.reset(nodes: nodes)
  }

  public var nodes: Int { firstArc.count }

  /// Adds an arc, before anything flows; its number.
  @discardableResult
  public mutating func addArc(from tail: Int, to head: Int, capacity: Int64, cost: Int64) -> Int {
    precondition(
      capacity >= 0 && cost >= 0 && cost <= Self.costLimit / Int64(nodes),
      "an arc has a capacity and a cost that a path can bear")
    let number = arcs.count / 2
    arcs.append(Arc(head: Int32(head), next: firstArc[tail], residual: capacity, cost: cost))
    firstArc[tail] = Int32(2 * number)
    arcs.append(Arc(head: Int32(tail), next: firstArc[head], residual: 0, cost: -cost))
    firstArc[head] = Int32(2 * number + 1)
    return number
  }

  /// What flows along the arc of this number.
  public func flow(along number: Int) -> Int64 { arcs[2 * number + 1].residual }

  /// Sends up to `limit` units as cheaply as can be, and as many as can be; what was sent and what it cost.
  public mutating func send(upTo limit: Int64, from source: Int, to sink: Int) -> (units: Int64, cost: Int128) {
    precondition(source != sink, "a flow leads from one node to another")
    var sent: Int64 = 0
    var cost: Int128 = 0
    while sent < limit, search(from: source, to: sink) {
      let units = min(limit - sent, narrowest(from: source, to: sink))
      cost += Int128(units) * Int128(push(units, from: source, to: sink))
      sent += units
    }
    return (sent, cost)
  }

  /// Proves that no other flow of as many units costs less: no arc with room left has a negative reduced cost, so that
  /// there is no way round of negative cost (Klein 1967); and every node but the two ends passes on what it gets.
  public func isOptimal(from source: Int, to sink: Int) -> Bool {
    var balance = [Int64](repeating: 0, count: nodes)
    for number in 0..<arcs.count / 2 {
      let (there, back) = (arcs[2 * number], arcs[2 * number + 1])
      let (tail, head) = (Int(back.head), Int(there.head))
      let reduced = there.cost + potentials[tail] - potentials[head]
      if there.residual > 0 && reduced < 0 || back.residual > 0 && reduced > 0 { return false }
      if there.residual < 0 || back.residual < 0 { return false }
      balance[tail] -= back.residual
      balance[head] += back.residual
    }
    return balance.indices.allSatisfy { $0 == source || $0 == sink || balance[$0] == 0 }
  }

  /// Dijkstra until the sink is settled; then potentials are raised by the distances, cut at the sink's.
  private mutating func search(from source: Int, to sink: Int) -> Bool {
    for node in distances.indices { distances[node] = .max }
    distances[source] = 0
    heap.insert(source, 0)
    while let node = heap.popLeast() {
      if node == sink { break }
      let distance = distances[node]
      var arc = firstArc[node]
      while arc >= 0 {
        let step = arcs[Int(arc)]
        let head = Int(step.head)
        if step.residual > 0 {
          let found = distance + step.cost + potentials[node] - potentials[head]
          if found < distances[head] {
            distances[head] = found
            arrivedBy[head] = arc
            heap.insert(head, found)
          }
        }
        arc = step.next
      }
    }
    heap.clear()
    let reach = distances[sink]
    if reach == .max { return false }
    for node in potentials.indices { potentials[node] += min(distances[node], reach) }
    return true
  }

  private func narrowest(from source: Int, to sink: Int) -> Int64 {
    var least = Int64.max
    var node = sink
    while node != source {
      let arc = Int(arrivedBy[node])
      least = min(least, arcs[arc].residual)
      node = Int(arcs[arc ^ 1].head)
    }
    return least
  }

  /// Pushes along the path found; its cost for one unit.
  private mutating func push(_ units: Int64, from source: Int, to sink: Int) -> Int64 {
    var cost: Int64 = 0
    var node = sink
    while node != source {
      let arc = Int(arrivedBy[node])
      arcs[arc].residual -= units
      arcs[arc ^ 1].residual += units
      cost += arcs[arc].cost
      node = Int(arcs[arc ^ 1].head)
    }
    return cost
  }
}
