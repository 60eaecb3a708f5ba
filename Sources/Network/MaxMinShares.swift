/// Weighted max-min fair rates by progressive filling (Bertsekas and Gallager, "Data Networks", 1987, §6.5.2), in
/// integers.
///
/// All rates grow in proportion to their weights until a link is full or a flow reaches its cap; what is stopped keeps
/// its rate and the rest grow on. A rate is rounded down to the unit, so that no link is ever overfull. A sum of
/// integers has no order, so the order of flows decides nothing, and that of links nothing but the last unit.
struct MaxMinShares: Sendable {
  /// One link or capped flow and the level (rate per weight) that it allows: `room ÷ weight`.
  private struct Level: Comparable {
    var room: Int64
    var weight: Int64
    /// Link number, or the flow's with its bits inverted.
    var who: Int

    static func < (a: Level, b: Level) -> Bool {
      let left = a.room.multipliedFullWidth(by: b.weight)
      let right = b.room.multipliedFullWidth(by: a.weight)
      if left.high != right.high { return left.high < right.high }
      if left.low != right.low { return left.low < right.low }
      return a.who < b.who
    }
  }

  // By link and by flow; only the entries of the links and flows at hand are read, and written first.
  private var room: [Int64] = []
  private var weight: [Int64] = []
  private var isFixed: [Bool] = []
  private var levels = BinaryHeap<Level>()

  /// Writes the rates of `flows` into `rates[flow]`. The flows must be all that share a link with one of them.
  mutating func fill(
    _ flows: [Int], over links: [Int], of network: [BulkLink], states: [BulkFlow], rates: inout [Int64]
  ) {
    prepare(flows, links, network, states)
    while !levels.isEmpty {
      let level = levels.removeFirst()
      if level.who < 0 {
        let flow = ~level.who
        if !isFixed[flow] { fix(flow, at: level.room, states, &rates) }
        continue
      }
      let link = level.who
      if weight[link] == 0 { continue }
      // A level only rises while others are fixed, so a stale entry goes back with its present value.
      if room[link] != level.room || weight[link] != level.weight {
        levels.insert(Level(room: room[link], weight: weight[link], who: link))
        continue
      }
      for flow in network[link].flows where !isFixed[Int(flow)] {
        let rate = Int64(Int128(level.room) * Int128(states[Int(flow)].weight) / Int128(level.weight))
        fix(Int(flow), at: rate, states, &rates)
      }
    }
  }

  private mutating func prepare(_ flows: [Int], _ links: [Int], _ network: [BulkLink], _ states: [BulkFlow]) {
    if room.count < network.count {
      room = Array(repeating: 0, count: network.count)
      weight = room
    }
    if isFixed.count < states.count { isFixed = Array(repeating: false, count: states.count) }
    levels.removeAll()
    for link in links {
      room[link] = network[link].capacity
      weight[link] = 0
    }
    for flow in flows {
      isFixed[flow] = false
      for link in states[flow].path { weight[Int(link)] += states[flow].weight }
      levels.insert(Level(room: states[flow].cap, weight: states[flow].weight, who: ~flow))
    }
    for link in links where weight[link] > 0 {
      levels.insert(Level(room: room[link], weight: weight[link], who: link))
    }
  }

  private mutating func fix(_ flow: Int, at rate: Int64, _ states: [BulkFlow], _ rates: inout [Int64]) {
    isFixed[flow] = true
    rates[flow] = rate
    for link in states[flow].path {
      room[Int(link)] -= rate
      weight[Int(link)] -= states[flow].weight
    }
  }
}
