import Network
import Quantities
import Recording
import Scenarios
import Vocabulary

/// The scenario's bulk transfers over its named links, shared max-min fairly.
struct BulkDesk: Sendable {
  private(set) var transfers = BulkTransfers()
  private let specs: [TransferSpec]
  private let links: [LinkID]
  private let latencies: [TimeSpan]
  /// Which entry of the scenario each slot moves, by slot.
  private var entryOfSlot: [Int] = []
  private var ended: [TransferID] = []
  private(set) var finished: [(entry: Int, at: Instant)] = []
  /// When `wake` is due; a wake at any other instant is stale.
  private(set) var expectedWake = Instant.never

  init(scenario: Scenario) {
    specs = scenario.transfers
    var transfers = BulkTransfers()
    links = scenario.network.links.map { transfers.addLink($0.value.capacity) }
    latencies = scenario.network.links.map(\.value.latency)
    self.transfers = transfers
  }

  mutating func start(_ entry: Int, at now: Instant) {
    let spec = specs[entry]
    let latency = spec.links.reduce(TimeSpan.zero) { $0 + latencies[$1] }
    let slot = transfers.start(
      bytes: spec.bytes.bytes, along: spec.links.map { links[$0] }, latency: latency, weight: spec.weight, at: now)
    while entryOfSlot.count <= slot.index { entryOfSlot.append(0) }
    entryOfSlot[slot.index] = entry
  }

  /// The records of the transfers that have ended by `now`.
  mutating func wake(at now: Instant) -> [TransferRecord] {
    ended.removeAll(keepingCapacity: true)
    transfers.wake(at: now, into: &ended)
    return ended.map { slot in
      let entry = entryOfSlot[slot.index]
      finished.append((entry, now))
      var record = TransferRecord()
      record.transfer = Int64(entry)
      record.kind = Int32(entry)
      record.size = specs[entry].bytes
      record.startedAt = .start + specs[entry].at
      record.finishedAt = now
      record.isComplete = true
      record.delivered = specs[entry].bytes
      return record
    }
  }

  /// The next instant to wake at, if it is another than announced before.
  mutating func announceWake() -> Instant? {
    let next = transfers.nextWake
    guard next != expectedWake else { return nil }
    expectedWake = next
    return next < .never ? next : nil
  }
}
