import Quantities
import Randomness
import Testing
import Vocabulary

@testable import Network

/// A rate in decimal megabytes per second.
private func megabytes(_ n: Int64) -> BitRate { BitRate(bitsPerSecond: n * 8_000_000) }
private func seconds(_ s: Double) -> Instant { .start + TimeSpan(seconds: s) }

/// Runs to the end; the instant at which each transfer ended.
private func drain(_ bulk: inout BulkTransfers) -> [TransferID: Instant] {
  var ends: [TransferID: Instant] = [:]
  var ended: [TransferID] = []
  while bulk.nextWake < .never {
    let now = bulk.nextWake
    bulk.wake(at: now, into: &ended)
    for id in ended { ends[id] = now }
    ended.removeAll()
  }
  return ends
}

/// Two sources and two sinks over one middle link, all of 100 MB/s; 30 ms from end to end.
private struct DogBone {
  var bulk = BulkTransfers()
  let s1, s2, middle, c1, c2: LinkID
  let latency = TimeSpan.milliseconds(30)

  init() {
    s1 = bulk.addLink(megabytes(100))
    s2 = bulk.addLink(megabytes(100))
    middle = bulk.addLink(megabytes(100))
    c1 = bulk.addLink(megabytes(100))
    c2 = bulk.addLink(megabytes(100))
  }
}

@Suite struct BulkTransfersTests {
  private func expect(_ instant: Instant?, _ s: Double, _ note: Comment) {
    #expect(abs((instant ?? .never).nanoseconds - seconds(s).nanoseconds) <= 1, note)
  }

  // The dog-bone answers equal SimGrid 3.32 with CM02, no cross-traffic and gamma 0.
  @Test func dogBoneWithEqualFlows() {
    var net = DogBone()
    let a = net.bulk.start(bytes: 100_000_000, along: [net.s1, net.middle, net.c1], latency: net.latency, at: .start)
    let b = net.bulk.start(bytes: 100_000_000, along: [net.s2, net.middle, net.c2], latency: net.latency, at: .start)
    let ends = drain(&net.bulk)
    expect(ends[a], 2.030, "A")
    expect(ends[b], 2.030, "B")
    #expect(net.bulk.accounts.delivered == 200_000_000 && net.bulk.accounts.inFlight == 0)
  }

  @Test func dogBoneWithUnequalFlows() {
    var net = DogBone()
    let a = net.bulk.start(bytes: 100_000_000, along: [net.s1, net.middle, net.c1], latency: net.latency, at: .start)
    let b = net.bulk.start(bytes: 50_000_000, along: [net.s2, net.middle, net.c2], latency: net.latency, at: .start)
    let ends = drain(&net.bulk)
    expect(ends[a], 1.530, "A")
    expect(ends[b], 1.030, "B")
  }

  @Test func dogBoneWithStaggeredFlows() {
    var net = DogBone()
    var ended: [TransferID] = []
    let a = net.bulk.start(bytes: 100_000_000, along: [net.s1, net.middle, net.c1], latency: net.latency, at: .start)
    net.bulk.wake(at: seconds(0.25), into: &ended)
    let c = net.bulk.start(
      bytes: 20_000_000, along: [net.s1, net.middle, net.c2], latency: net.latency, at: seconds(0.25))
    net.bulk.wake(at: seconds(0.5), into: &ended)
    let b = net.bulk.start(
      bytes: 100_000_000, along: [net.s2, net.middle, net.c2], latency: net.latency, at: seconds(0.5))
    #expect(ended.isEmpty)
    let ends = drain(&net.bulk)
    expect(ends[c], 0.755, "C")
    expect(ends[a], 1.855, "A")
    expect(ends[b], 2.230, "B")
  }

  @Test func parkingLot() {
    var bulk = BulkTransfers()
    let x = bulk.addLink(megabytes(10))
    let y = bulk.addLink(megabytes(20))
    let long = bulk.start(bytes: 1 << 40, along: [x, y], at: .start)
    let a = bulk.start(bytes: 1 << 40, along: [x], at: .start)
    let b = bulk.start(bytes: 1 << 40, along: [y], at: .start)
    let capped = bulk.start(bytes: 1 << 40, along: [y], cap: megabytes(2), at: .start)
    for (flow, rate) in [(long, 5e6), (a, 5e6), (b, 13e6), (capped, 2e6)] {
      #expect(abs(bulk.bytesPerSecond(of: flow) - rate) < 1e-6)
    }
  }

  @Test func weightsDivideALink() {
    var bulk = BulkTransfers()
    let link = bulk.addLink(megabytes(3))
    let heavy = bulk.start(bytes: 1 << 40, along: [link], weight: 2, at: .start)
    let light = bulk.start(bytes: 1 << 40, along: [link], weight: 1, at: .start)
    #expect(abs(bulk.bytesPerSecond(of: heavy) - 2e6) < 1e-6)
    #expect(abs(bulk.bytesPerSecond(of: light) - 1e6) < 1e-6)
  }

  @Test func twoLinksThreeFlows() {
    var bulk = BulkTransfers()
    let (a, b) = (bulk.addLink(megabytes(1)), bulk.addLink(megabytes(1)))
    let flows = [[a, b], [a], [b]].map { bulk.start(bytes: 1 << 40, along: $0, at: .start) }
    for flow in flows { #expect(abs(bulk.bytesPerSecond(of: flow) - 0.5e6) < 1e-6) }
  }

  @Test func aCancelledTransferReturnsItsShare() {
    var bulk = BulkTransfers()
    var ended: [TransferID] = []
    let link = bulk.addLink(megabytes(100))
    let a = bulk.start(bytes: 100_000_000, along: [link], at: .start)
    let b = bulk.start(bytes: 100_000_000, along: [link], at: .start)
    bulk.wake(at: seconds(0.5), into: &ended)
    bulk.cancel(b, at: seconds(0.5))
    #expect(bulk.accounts.delivered + bulk.accounts.dropped == 100_000_000)
    #expect(abs(bulk.accounts.delivered - 25_000_000) <= 1)
    expect(drain(&bulk)[a], 1.25, "25 MB by 0.5 s, the rest alone")
    #expect(bulk.accounts.isBalanced && bulk.accounts.inFlight == 0 && bulk.count == 0)
  }

  @Test func transfersOfNothingAndOverNothingEndAtOnce() {
    var bulk = BulkTransfers()
    let stuck = bulk.addLink(megabytes(0))
    let none = bulk.start(bytes: 0, along: [stuck], at: seconds(1))
    let local = bulk.start(bytes: 1_000_000_000, along: [], cap: megabytes(1000), at: seconds(1))
    let ends = drain(&bulk)
    #expect(ends[none] == seconds(1))
    expect(ends[local], 2, "one second at its cap")
  }
}
