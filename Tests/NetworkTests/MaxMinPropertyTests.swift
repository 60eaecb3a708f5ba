import Quantities
import Randomness
import Testing
import Vocabulary

@testable import Network

/// A random network and its transfers, all from instant zero.
private struct Draft {
  var capacities: [Int64] = []
  var flows: [(path: [Int], weight: Int, cap: Int64?, bytes: Int64)] = []

  init(using stream: inout RandomStream) {
    for _ in 0..<1 + stream.below(8) { capacities.append(Int64(1 + stream.below(1_000_000_000))) }
    for _ in 0..<1 + stream.below(12) {
      var path = Array(capacities.indices)
      for i in path.indices { path.swapAt(i, i + stream.below(path.count - i)) }
      let cap = stream.below(3) == 0 ? Int64(1 + stream.below(200_000_000)) : nil
      flows.append((
        Array(path.prefix(1 + stream.below(path.count))), 1 + stream.below(5), cap, Int64(stream.below(1 << 30))
      ))
    }
  }

  /// Rates and ends of the flows when started in the given order.
  func run(order: [Int]) -> (rates: [Int64], ends: [Instant]) {
    var bulk = BulkTransfers()
    let links = capacities.map { bulk.addLink(BitRate(bitsPerSecond: $0)) }
    var owners: [Int] = []
    for flow in order {
      let (path, weight, cap, bytes) = flows[flow]
      let limit = cap.map { BitRate(bitsPerSecond: $0) } ?? BulkTransfers.fastest
      _ = bulk.start(bytes: bytes, along: path.map { links[$0] }, weight: weight, cap: limit, at: .start)
      owners.append(flow)
    }
    var rates = Array(repeating: Int64(0), count: flows.count)
    for (slot, flow) in owners.enumerated() { rates[flow] = bulk.flows[slot].rate }
    var ends = Array(repeating: Instant.never, count: flows.count)
    var ended: [TransferID] = []
    while bulk.nextWake < .never {
      let now = bulk.nextWake
      bulk.wake(at: now, into: &ended)
      for id in ended { ends[owners[id.index]] = now }
      ended.removeAll()
    }
    #expect(bulk.accounts.isBalanced && bulk.accounts.inFlight == 0 && bulk.accounts.dropped == 0)
    return (rates, ends)
  }
}

@Suite struct MaxMinPropertyTests {
  private let source = RandomSource(seed: 20_261)

  @Test func noFlowCanRiseWithoutLoweringOneThatIsNotLarger() {
    for round in 0..<250 {
      var stream = source.stream(StreamName("maxmin"), round)
      let draft = Draft(using: &stream)
      let rates = draft.run(order: Array(draft.flows.indices)).rates
      let slack = Int64(draft.flows.count * 8)
      var load = Array(repeating: Int64(0), count: draft.capacities.count)
      for (flow, rate) in rates.enumerated() { for link in draft.flows[flow].path { load[link] += rate } }
      let room = draft.capacities.map { BulkTransfers.units(BitRate(bitsPerSecond: $0)) }
      for (flow, rate) in rates.enumerated() {
        let (path, weight, cap, _) = draft.flows[flow]
        if let cap, rate >= BulkTransfers.units(BitRate(bitsPerSecond: cap)) - slack { continue }
        // Bertsekas and Gallager: some link of the path is full and nobody on it has a larger rate per weight.
        let hasBottleneck = path.contains { link in
          load[link] >= room[link] - slack
            && rates.indices.allSatisfy { other in
              !draft.flows[other].path.contains(link)
                || Double(rates[other]) / Double(draft.flows[other].weight) <= Double(rate + slack) / Double(weight)
            }
        }
        #expect(hasBottleneck, "seed \(source.seed), round \(round), flow \(flow)")
      }
      for link in room.indices { #expect(load[link] <= room[link], "seed \(source.seed), round \(round)") }
    }
  }

  @Test func theOrderOfFlowsChangesNothing() {
    for round in 0..<200 {
      var stream = source.stream(StreamName("permute"), round)
      let draft = Draft(using: &stream)
      var order = Array(draft.flows.indices)
      let first = draft.run(order: order)
      for i in order.indices { order.swapAt(i, i + stream.below(order.count - i)) }
      let second = draft.run(order: order)
      #expect(first.rates == second.rates && first.ends == second.ends, "seed \(source.seed), round \(round)")
    }
  }

  @Test func sharingAmongTheConnectedEqualsSharingAmongAll() {
    for round in 0..<40 {
      var stream = source.stream(StreamName("local"), round)
      var bulk = BulkTransfers()
      let links = (0..<10).map { _ in bulk.addLink(BitRate(bitsPerSecond: Int64(1 + stream.below(1_000_000)))) }
      var now = Instant.start
      var ended: [TransferID] = []
      for _ in 0..<60 {
        now += TimeSpan(nanoseconds: Int64(stream.below(50_000_000)))
        bulk.wake(at: now, into: &ended)
        let a = stream.below(10)
        let b = (a + 1 + stream.below(9)) % 10
        _ = bulk.start(bytes: Int64(stream.below(40_000)), along: [links[a], links[b]], at: now)
        var shares = MaxMinShares()
        var rates = Array(repeating: Int64(0), count: bulk.flows.count)
        let flowing = bulk.flows.indices.filter { bulk.flows[$0].phase == .flowing }
        shares.fill(flowing, over: Array(0..<10), of: bulk.links, states: bulk.flows, rates: &rates)
        let isSame = flowing.allSatisfy { abs(rates[$0] - bulk.flows[$0].rate) <= 10 }
        #expect(isSame, "seed \(source.seed), round \(round)")
      }
    }
  }
}
