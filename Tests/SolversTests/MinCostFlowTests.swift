import Randomness
import Solvers
import Testing

@Suite struct MinCostFlowTests {
  private let source = RandomSource(seed: 4_321)

  private struct Arc {
    var tail, head: Int
    var capacity, cost: Int64
  }

  /// The most units from node 0 to the last, and the least cost of that many, by trying every flow on every arc.
  private func best(_ arcs: [Arc], nodes: Int) -> (units: Int64, cost: Int64) {
    var best: (units: Int64, cost: Int64) = (0, 0)
    var balance = [Int64](repeating: 0, count: nodes)
    func choose(_ place: Int, _ cost: Int64) {
      if place == arcs.count {
        guard (1..<nodes - 1).allSatisfy({ balance[$0] == 0 }), balance[nodes - 1] >= 0 else { return }
        let units = balance[nodes - 1]
        if units > best.units || units == best.units && cost < best.cost { best = (units, cost) }
        return
      }
      let arc = arcs[place]
      for flow in 0...arc.capacity {
        balance[arc.tail] -= flow
        balance[arc.head] += flow
        choose(place + 1, cost + flow * arc.cost)
        balance[arc.tail] += flow
        balance[arc.head] -= flow
      }
    }
    choose(0, 0)
    return best
  }

  @Test func equalsBruteForce() {
    var network = MinCostFlow()
    var flowing = 0
    for round in 0..<400 {
      var stream = source.stream(StreamName("small"), round)
      let nodes = 3 + stream.below(3)
      var arcs: [Arc] = []
      while arcs.count < 8 {
        let (tail, head) = (stream.below(nodes), stream.below(nodes))
        if tail == head { continue }
        arcs.append(Arc(tail: tail, head: head, capacity: Int64(stream.below(3)), cost: Int64(stream.below(6))))
      }
      network.reset(nodes: nodes)
      for arc in arcs { network.addArc(from: arc.tail, to: arc.head, capacity: arc.capacity, cost: arc.cost) }
      let sent = network.send(upTo: .max, from: 0, to: nodes - 1)
      let right = best(arcs, nodes: nodes)
      #expect(sent.units == right.units && sent.cost == Int128(right.cost), "round \(round)")
      #expect(network.isOptimal(from: 0, to: nodes - 1))
      let told = arcs.indices.reduce(Int128(0)) { $0 + Int128(network.flow(along: $1)) * Int128(arcs[$1].cost) }
      #expect(
        told == sent.cost && arcs.indices.allSatisfy { (0...arcs[$0].capacity).contains(network.flow(along: $0)) })
      if sent.units > 0 { flowing += 1 }
    }
    #expect(flowing > 100)
  }

  /// Rows and columns as a network: the same least cost as the assignment's, for any number of pairs.
  @Test func equalsTheAssignment() {
    var network = MinCostFlow()
    var solver = AssignmentSolver()
    for round in 0..<60 {
      var stream = source.stream(StreamName("assignment"), round)
      let rows = 1 + stream.below(30)
      let columns = 1 + stream.below(30)
      let costs = (0..<rows * columns).map { _ in
        stream.below(100) < 40 ? Assignment.forbidden : Int64(stream.below(500))
      }
      network.reset(nodes: rows + columns + 2)
      let (from, to) = (rows + columns, rows + columns + 1)
      for row in 0..<rows { network.addArc(from: from, to: row, capacity: 1, cost: 0) }
      for column in 0..<columns { network.addArc(from: rows + column, to: to, capacity: 1, cost: 0) }
      for (place, cost) in costs.enumerated() where cost != Assignment.forbidden {
        network.addArc(from: place / columns, to: rows + place % columns, capacity: 1, cost: cost)
      }
      let sent = network.send(upTo: .max, from: from, to: to)
      let made = solver.solve(costs, rows: rows, columns: columns)
      #expect(sent.units == Int64(made.pairs) && sent.cost == made.cost, "round \(round)")
      #expect(network.isOptimal(from: from, to: to))
    }
  }

  /// Parallel arcs of rising cost fill the cheapest place first: the loads are those of greedy choice, which is optimal
  /// for convex loads.
  @Test func convexLoadsAreLevelled() {
    var network = MinCostFlow()
    var stream = source.stream(StreamName("convex"))
    for _ in 0..<40 {
      let places = 2 + stream.below(6)
      let jobs = 1 + stream.below(40)
      let slopes = (0..<places).map { _ in Int64(1 + stream.below(9)) }
      network.reset(nodes: places + 2)
      for place in 0..<places {
        network.addArc(from: places, to: place, capacity: .max, cost: 0)
        for load in 1...jobs {
          network.addArc(from: place, to: places + 1, capacity: 1, cost: slopes[place] * Int64(load))
        }
      }
      let sent = network.send(upTo: Int64(jobs), from: places, to: places + 1)
      var loads = [Int64](repeating: 0, count: places)
      var cost: Int64 = 0
      for _ in 0..<jobs {
        let next = (0..<places).min { slopes[$0] * (loads[$0] + 1) < slopes[$1] * (loads[$1] + 1) }!
        loads[next] += 1
        cost += slopes[next] * loads[next]
      }
      #expect(sent.units == Int64(jobs) && sent.cost == Int128(cost))
    }
  }

  @Test func aCheaperPathAfterwardsUndoesTheProof() {
    var network = MinCostFlow()
    network.reset(nodes: 3)
    network.addArc(from: 0, to: 2, capacity: 5, cost: 10)
    #expect(network.send(upTo: 3, from: 0, to: 2) == (3, 30))
    #expect(network.isOptimal(from: 0, to: 2))
    network.addArc(from: 0, to: 1, capacity: 5, cost: 4)
    network.addArc(from: 1, to: 2, capacity: 5, cost: 5)
    #expect(!network.isOptimal(from: 0, to: 2))
  }
}
