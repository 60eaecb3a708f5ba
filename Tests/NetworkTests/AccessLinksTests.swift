import Quantities
import Randomness
import Testing
import Vocabulary

@testable import Network

@Suite struct AccessLinksTests {
  @Test func anUploadIsSharedByItsReceivers() {
    var stream = RandomSource(seed: 3).stream(StreamName("access"))
    var topology = Topology(law: DeliveryLaw(fidelity: .matrix))
    let fibre = AccessClass.names.firstIndex { $0.text == "fibre" }!
    let dsl = AccessClass.names.firstIndex { $0.text == "dsl" }!
    let source = topology.add(region: RegionID(0), access: fibre, using: &stream)
    let fast = topology.add(region: RegionID(1), access: fibre, using: &stream)
    let slow = topology.add(region: RegionID(2), access: dsl, using: &stream)
    var bulk = BulkTransfers()
    let links = AccessLinks(of: topology, to: &bulk)
    func fetch(_ node: NodeID) -> TransferID {
      bulk.start(
        bytes: 5_000_000_000, along: links.path(from: source, to: node),
        latency: topology.latency(from: source, to: node), at: .start)
    }
    let transfers = [fetch(slow), fetch(fast), fetch(source)]
    var ended: [TransferID] = []
    bulk.wake(at: .start + .seconds(1), into: &ended)
    // Fibre sends 300 Mb/s; DSL takes 40 of them, the other fibre the rest. A transfer to oneself meets no link.
    #expect(abs(bulk.bytesPerSecond(of: transfers[0]) - 5e6) < 1)
    #expect(abs(bulk.bytesPerSecond(of: transfers[1]) - 32.5e6) < 1)
    bulk.wake(at: .start + .seconds(10), into: &ended)
    #expect(ended == [transfers[2]])
  }
}
