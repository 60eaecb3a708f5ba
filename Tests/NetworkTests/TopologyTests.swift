import Quantities
import Randomness
import Specs
import Testing
import Vocabulary

@testable import Network

/// Two regions 20 ms apart, one access class of 1 ms that sends 8 Mb/s (1 B/µs) and receives 16 Mb/s.
private func pair(
  _ fidelity: NetworkFidelity, loss: Double = 0, jitter: TimeSpan = .zero, retransmissions: Int = 5
) -> (Topology, NodeID, NodeID) {
  let map = RegionMap(
    names: [Name("here"), Name("there")], within: .milliseconds(2), otherwise: .milliseconds(20), origin: "test")
  let access = AccessClass(
    name: Name("line"), delay: .milliseconds(1)...TimeSpan.milliseconds(1), down: BitRate(bitsPerSecond: 16_000_000),
    up: BitRate(bitsPerSecond: 8_000_000), loss: loss, jitter: jitter, origin: "test")
  let law = DeliveryLaw(fidelity: fidelity, retransmissions: retransmissions)
  var topology = Topology(map: map, classes: [access], law: law)
  var stream = RandomSource(seed: 1).stream(StreamName("access"))
  let a = topology.add(region: RegionID(0), access: 0, using: &stream)
  let b = topology.add(region: RegionID(1), access: 0, using: &stream)
  return (topology, a, b)
}

private func milliseconds(_ n: Int64) -> Instant { .start + .milliseconds(n) }

@Suite struct TopologyTests {
  private var stream = RandomSource(seed: 7).stream(StreamName("messages"))

  @Test mutating func anIdealNetworkTakesNoTime() {
    var (topology, a, b) = pair(.ideal, loss: 0.5, jitter: .milliseconds(5))
    let before = stream.position
    let delivery = topology.deliver(from: a, to: b, bytes: 1 << 40, at: milliseconds(3), using: &stream)
    #expect(delivery == .arrives(milliseconds(3)))
    #expect(topology.regionRoundTrips == [0, 0, 0, 0])
    #expect(topology.accessDelay(of: a) == .zero)
    #expect(stream.position == before)
  }

  @Test mutating func theMatrixAddsPathLinksAndBytes() {
    var (topology, a, b) = pair(.matrix, loss: 0.5, jitter: .milliseconds(5))
    // 10 ms half round trip, 1 ms + 1 ms links, 3,000 B at 1 B/µs.
    #expect(topology.deliver(from: a, to: b, bytes: 3000, at: .start, using: &stream) == .arrives(milliseconds(15)))
    #expect(topology.deliver(from: a, to: a, bytes: 3000, at: .start, using: &stream) == .arrives(.start))
    #expect(topology.latency(from: a, to: b) == .milliseconds(12))
    // 2^62 B at 1 B/µs do not end within the range of time.
    #expect(topology.deliver(from: a, to: b, bytes: 1 << 62, at: .start, using: &stream) == .arrives(.never))
  }

  @Test mutating func jitterIsLognormalRoundItsMedian() {
    var (topology, a, b) = pair(.jitter, jitter: .milliseconds(2))
    var extra: [Double] = []
    for _ in 0..<40_000 {
      guard case .arrives(let at) = topology.deliver(from: a, to: b, bytes: 0, at: .start, using: &stream) else {
        Issue.record("lost without loss")
        return
      }
      extra.append(portableLog((at.seconds - 0.012) / 0.004))
    }
    let mean = extra.reduce(0, +) / 40_000
    let variance = extra.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40_000
    // Five standard errors.
    #expect(abs(mean) < 5 * 0.57 / 200)
    #expect(abs(variance.squareRoot() - 0.57) < 5 * 0.57 / 283)
  }

  @Test mutating func lossFollowsBothLinksAndEndsInLoss() {
    var (topology, a, b) = pair(.jitter, loss: 0.3, retransmissions: 2)
    var lost = 0
    var late = 0
    for _ in 0..<20_000 {
      switch topology.deliver(from: a, to: b, bytes: 10, at: .start, using: &stream) {
      case .lost: lost += 1
      case .arrives(let at):
        if at > milliseconds(100) { late += 1 }
        #expect(at == milliseconds(12) + TimeSpan(nanoseconds: 10_000) || at.nanoseconds > 200_000_000)
      }
    }
    let miss = 1 - 0.7 * 0.7
    #expect(abs(Double(lost) / 20_000 - miss * miss * miss) < 0.012)
    #expect(abs(Double(late) / 20_000 - (miss + miss * miss) * (1 - miss)) < 0.018)
    #expect(topology.accounts.messagesDropped == Int64(lost))
    #expect(topology.accounts.isBalanced)
  }

  @Test mutating func retransmissionsWaitTwiceAsLongEachTime() {
    var (topology, a, b) = pair(.matrix)
    let here = RegionSet([RegionID(0)])
    let there = RegionSet([RegionID(1)])
    topology.add(
      NetworkRule(.partition(from: here, to: there, oneWay: true), from: milliseconds(0), until: milliseconds(500)))
    // Tries at 0, 200 and 600 ms; the third passes.
    #expect(topology.deliver(from: a, to: b, bytes: 0, at: .start, using: &stream) == .arrives(milliseconds(612)))
    #expect(topology.deliver(from: b, to: a, bytes: 0, at: .start, using: &stream) == .arrives(milliseconds(12)))
    let healed = topology.deliver(from: a, to: b, bytes: 0, at: milliseconds(500), using: &stream)
    #expect(healed == .arrives(milliseconds(512)))
  }

  @Test mutating func rulesHoldInTheirWindowAndTheFirstWins() {
    var (topology, a, b) = pair(.matrix, retransmissions: 0)
    let here = RegionSet([RegionID(0)])
    let window = (from: milliseconds(100), until: milliseconds(200))
    topology.add(
      NetworkRule(
        .degradation(Degradation(delayFactor: 3, rateFactor: 0.5), regions: here, access: .max), from: window.from,
        until: window.until))
    topology.add(NetworkRule(.outage(here), from: window.from, until: milliseconds(300)))
    func send(_ at: Int64, _ bytes: Int64) -> Delivery {
      topology.deliver(from: a, to: b, bytes: bytes, at: milliseconds(at), using: &stream)
    }
    #expect(send(99, 1000) == .arrives(milliseconds(99 + 13)))
    // Degraded first: 3 ms + 1 ms of links, half the rate.
    #expect(send(100, 1000) == .arrives(milliseconds(100 + 16)))
    #expect(send(199, 0) == .arrives(milliseconds(199 + 14)))
    #expect(send(200, 50) == .lost)
    #expect(send(299, 50) == .lost)
    #expect(send(300, 0) == .arrives(milliseconds(312)))
    #expect(topology.accounts.dropped == 100)
  }

  @Test mutating func partitionsCutBothWaysUnlessOneWay() {
    var (topology, a, b) = pair(.ideal, retransmissions: 0)
    let sets = (RegionSet([RegionID(0)]), RegionSet([RegionID(1)]))
    topology.add(NetworkRule(.partition(from: sets.0, to: sets.1, oneWay: false), from: .start, until: .never))
    #expect(topology.deliver(from: a, to: b, bytes: 1, at: .start, using: &stream) == .lost)
    #expect(topology.deliver(from: b, to: a, bytes: 1, at: .start, using: &stream) == .lost)
    #expect(topology.deliver(from: a, to: a, bytes: 1, at: .start, using: &stream) == .arrives(.start))
  }

  @Test mutating func everyByteIsAccountedFor() {
    var (topology, a, b) = pair(.jitter, loss: 0.4, retransmissions: 0)
    var flying: [Int64] = []
    for n in 0..<5000 {
      let bytes = Int64(stream.below(1_000_000))
      if case .arrives = topology.deliver(from: a, to: b, bytes: bytes, at: .start, using: &stream) {
        flying.append(bytes)
      }
      if n % 3 == 0, let arrived = flying.popLast() { topology.arrived(arrived) }
      #expect(topology.accounts.isBalanced)
    }
    #expect(topology.accounts.inFlight == flying.reduce(0, +))
    for bytes in flying { topology.arrived(bytes) }
    #expect(topology.accounts.sent == topology.accounts.delivered + topology.accounts.dropped)
  }

  @Test mutating func aNodeDrawsItsDelayOnceFromItsClass() {
    var topology = Topology()
    for access in AccessClass.builtIn.indices {
      for _ in 0..<200 {
        let node = topology.add(region: RegionID(3), access: access, using: &stream)
        #expect(AccessClass.builtIn[access].delay.contains(topology.accessDelay(of: node)))
      }
    }
  }
}
