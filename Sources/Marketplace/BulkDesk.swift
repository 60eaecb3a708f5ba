import Network
import Quantities
import Recording
import Scenarios
import Vocabulary

/// Bulk data on its way: the scenario's own transfers over named links, and weights that providers download after an
/// absence. All share the links max-min fairly.
struct BulkDesk: Sendable {
  /// What a slot of `transfers` moves.
  private struct Cargo: Sendable {
    var record = TransferRecord()
    /// Who waits for these weights; −1 for a transfer of the scenario's own.
    var provider: Int32 = -1
  }

  private(set) var transfers = BulkTransfers()
  private let specs: [TransferSpec]
  private let links: [LinkID]
  private let latencies: [TimeSpan]
  /// The way down of each provider that downloads its weights, by provider; empty where no fleet does.
  private let wayDown: [LinkID]
  private let weightsKind: Int32
  private var cargo: [Cargo] = []
  /// The slot of each provider's download, −1 without one.
  private var downloads: [Int32]
  /// Transfers begun so far.
  private var started: Int64 = 0
  private var ended: [TransferID] = []
  /// When `wake` is due; a wake at any other instant is stale.
  private(set) var expectedWake = Instant.never

  /// `access`: the class of each provider's access link.
  init(scenario: Scenario, access: [AccessClass]) {
    specs = scenario.transfers
    var transfers = BulkTransfers()
    links = scenario.network.links.map { transfers.addLink($0.value.capacity) }
    latencies = scenario.network.links.map(\.value.latency)
    wayDown = scenario.hasDownloads ? access.map { transfers.addLink($0.down) } : []
    downloads = Array(repeating: -1, count: wayDown.count)
    weightsKind = Int32(scenario.transfers.count)
    self.transfers = transfers
  }

  /// Begins the scenario's own transfer of this number.
  mutating func start(_ entry: Int, at now: Instant) {
    let spec = specs[entry]
    let slot = transfers.start(
      bytes: spec.bytes.bytes, along: spec.links.map { links[$0] }, latency: latency(of: spec.links),
      weight: spec.weight, at: now)
    load(slot, kind: Int32(entry), bytes: spec.bytes, for: -1, at: now)
  }

  /// Begins a provider's download of its weights over named links and its own way down, which takes `delay` more.
  mutating func startDownload(
    of bytes: ByteCount, over path: [Int], delay: TimeSpan, by provider: Int, at now: Instant
  ) {
    let slot = transfers.start(
      bytes: bytes.bytes, along: path.map { links[$0] } + [wayDown[provider]], latency: latency(of: path) + delay,
      at: now)
    downloads[provider] = slot.raw
    load(slot, kind: weightsKind, bytes: bytes, for: Int32(provider), at: now)
  }

  /// Cuts off the provider's download, if there is one; what had come is lost to it.
  mutating func cancelDownload(by provider: Int, at now: Instant) -> TransferRecord? {
    guard !downloads.isEmpty, downloads[provider] >= 0 else { return nil }
    let slot = TransferID(Int(downloads[provider]))
    downloads[provider] = -1
    let before = transfers.accounts.delivered
    transfers.cancel(slot, at: now)
    cargo[slot.index].record.finishedAt = now
    cargo[slot.index].record.delivered = ByteCount(bytes: transfers.accounts.delivered - before)
    return cargo[slot.index].record
  }

  /// Settles what is due: the records of the transfers that have ended by `now`, and who has its weights.
  mutating func wake(at now: Instant) -> (records: [TransferRecord], providers: [Int]) {
    ended.removeAll(keepingCapacity: true)
    transfers.wake(at: now, into: &ended)
    var records: [TransferRecord] = []
    var providers: [Int] = []
    for slot in ended {
      var record = cargo[slot.index].record
      record.finishedAt = now
      record.isComplete = true
      record.delivered = record.size
      records.append(record)
      let provider = Int(cargo[slot.index].provider)
      guard provider >= 0 else { continue }
      downloads[provider] = -1
      providers.append(provider)
    }
    return (records, providers)
  }

  /// The next instant to wake at, if it is another than announced before.
  mutating func announceWake() -> Instant? {
    let next = transfers.nextWake
    guard next != expectedWake else { return nil }
    expectedWake = next
    return next < .never ? next : nil
  }

  var isUsed: Bool { !specs.isEmpty || !wayDown.isEmpty }

  private func latency(of path: [Int]) -> TimeSpan { path.reduce(.zero) { $0 + latencies[$1] } }

  private mutating func load(_ slot: TransferID, kind: Int32, bytes: ByteCount, for provider: Int32, at now: Instant) {
    while cargo.count <= slot.index { cargo.append(Cargo()) }
    var record = TransferRecord()
    record.transfer = started
    record.kind = kind
    record.provider = provider
    record.size = bytes
    record.startedAt = now
    cargo[slot.index] = Cargo(record: record, provider: provider)
    started += 1
  }
}
