import Quantities
import Vocabulary

public enum LinkKind {}
public enum TransferKind {}
public typealias LinkID = Identifier<LinkKind>
/// A transfer's slot; given again to a later transfer once this one has ended.
public typealias TransferID = Identifier<TransferKind>

/// A link that transfers share.
struct BulkLink: Sendable {
  /// Units of 2^-52 byte per nanosecond.
  var capacity: Int64
  var flows: [Int32] = []
}

/// A transfer under way.
struct BulkFlow: Sendable {
  enum Phase: Sendable { case free, connecting, flowing }
  var phase: Phase = .free
  var path: [Int32] = []
  var weight: Int64 = 1
  /// Greatest rate, units of 2^-52 byte per nanosecond.
  var cap: Int64 = .max
  var bytes: Int64 = 0
  /// Units of 2^-52 byte, as of `since`.
  var remaining: Int128 = 0
  var rate: Int64 = 0
  var since = Instant.start
  /// Number of the flow's present due instant; earlier ones are stale.
  var version: UInt32 = 0
}

/// Bulk data (weights, KV caches) over shared links as a fluid: at every instant the rates are weighted max-min fair.
///
/// A sans-I/O machine: `start` and `cancel` change it, `nextWake` says when it wants `wake`. Rates are
/// integers of 2^-52 byte per nanosecond and what remains is of 2^-52 byte, so that a transfer ends at an exact
/// nanosecond and delivers exactly its bytes. A change touches only the transfers that are connected by shared links.
/// Left out: slow start, loss. Compare SimGrid's CM02 model without cross-traffic and bandwidth factors.
public struct BulkTransfers: Sendable {
  private struct Due: Comparable {
    var at: Instant
    var flow: Int32
    var version: UInt32
    static func < (a: Due, b: Due) -> Bool { a.at != b.at ? a.at < b.at : a.flow < b.flow }
  }

  public private(set) var accounts = ByteAccounts()
  var links: [BulkLink] = []
  var flows: [BulkFlow] = []
  private var free: [Int32] = []
  private var due = BinaryHeap<Due>()
  private var shares = MaxMinShares()
  private var rates: [Int64] = []
  // Marks of the search for connected transfers: equal to `mark` when visited in this one.
  private var linkMarks: [UInt32] = []
  private var flowMarks: [UInt32] = []
  private var mark: UInt32 = 0
  private var touchedLinks: [Int] = []
  private var touchedFlows: [Int] = []

  static let unitBits: Int128 = 52
  /// 16 Tb/s, the fastest link that the units can carry.
  public static let fastest = BitRate(bitsPerSecond: 16_000_000_000_000)

  public init() {}

  public mutating func addLink(_ capacity: BitRate) -> LinkID {
    links.append(BulkLink(capacity: Self.units(capacity)))
    linkMarks.append(0)
    return LinkID(links.count - 1)
  }

  /// Begins to move `bytes` along `path`; the first byte leaves after `latency`, and the rate never exceeds `cap`.
  ///
  /// `weight` is the share of a full link relative to the other transfers' on it. A path may be empty; it names no link
  /// twice.
  public mutating func start(
    bytes: Int64, along path: [LinkID], latency: TimeSpan = .zero, weight: Int = 1, cap: BitRate = Self.fastest,
    at now: Instant
  ) -> TransferID {
    precondition(bytes >= 0 && bytes <= 1 << 56, "a transfer is of 0 to 2^56 bytes")
    precondition((1...1_000_000).contains(weight), "a transfer's weight is 1 to 1,000,000")
    precondition(latency >= .zero, "latency is not negative")
    let id = takeSlot()
    flows[id].phase = .connecting
    flows[id].path = path.map(\.raw)
    flows[id].weight = Int64(weight)
    flows[id].cap = Self.units(cap)
    flows[id].bytes = bytes
    flows[id].remaining = Int128(bytes) << Self.unitBits
    flows[id].rate = 0
    flows[id].since = now
    accounts.send(bytes)
    accounts.fly(bytes)
    if latency == .zero { join(id, at: now) } else { expect(id, at: now.adding(saturating: latency)) }
    return TransferID(id)
  }

  /// Ends a transfer early: the bytes that came through are delivered, the rest dropped.
  public mutating func cancel(_ transfer: TransferID, at now: Instant) {
    let id = transfer.index
    precondition(flows[id].phase != .free, "a transfer is cancelled while under way")
    settle(id, at: now)
    let left = Int64(min((flows[id].remaining + (1 << Self.unitBits) - 1) >> Self.unitBits, Int128(flows[id].bytes)))
    accounts.deliver(flows[id].bytes - left)
    accounts.lose(left)
    let path = flows[id].path
    leave(id)
    share(among: path, at: now)
  }

  /// When something is due next; `never` while nothing moves.
  public var nextWake: Instant { due.first?.at ?? .never }

  /// Applies what is due up to `now` and appends the transfers that have ended, by instant and then by slot.
  public mutating func wake(at now: Instant, into ended: inout [TransferID]) {
    while let next = due.first, next.at <= now {
      let instant = next.at
      var changed: [Int32] = []
      while let entry = due.first, entry.at == instant {
        _ = due.removeFirst()
        let id = Int(entry.flow)
        guard entry.version == flows[id].version, flows[id].phase != .free else { continue }
        changed += flows[id].path
        if flows[id].phase == .connecting {
          connect(id, at: instant)
        } else {
          accounts.deliver(flows[id].bytes)
          ended.append(TransferID(id))
          leave(id)
        }
      }
      share(among: changed, at: instant)
      dropStale()
    }
  }

  /// Rate of a transfer now, bytes per second.
  public func bytesPerSecond(of transfer: TransferID) -> Double { Double(flows[transfer.index].rate) * 1e9 * 0x1p-52 }

  /// Transfers under way, those that still connect included.
  public var count: Int { flows.count - free.count }
  /// Bytes of all transfers under way, counted one by one.
  public var bytesUnderWay: Int128 { flows.reduce(0) { $1.phase == .free ? $0 : $0 + Int128($1.bytes) } }

  static func units(_ rate: BitRate) -> Int64 {
    precondition(rate.bitsPerSecond >= 0 && rate <= fastest, "a link carries 0 to 16 Tb/s")
    return Int64((Int128(rate.bitsPerSecond) << unitBits) / 8_000_000_000)
  }
}

// MARK: - Slots and rates

extension BulkTransfers {
  private mutating func takeSlot() -> Int {
    if let slot = free.popLast() { return Int(slot) }
    flows.append(BulkFlow())
    rates.append(0)
    flowMarks.append(0)
    return flows.count - 1
  }

  private mutating func expect(_ id: Int, at instant: Instant) {
    flows[id].version &+= 1
    if instant < .never { due.insert(Due(at: instant, flow: Int32(id), version: flows[id].version)) }
    dropStale()
  }

  /// Keeps a live entry, or none, on top of the heap, so that `nextWake` never lies.
  private mutating func dropStale() {
    while let next = due.first, next.version != flows[Int(next.flow)].version || flows[Int(next.flow)].phase == .free {
      _ = due.removeFirst()
    }
  }

  private mutating func connect(_ id: Int, at now: Instant) {
    flows[id].phase = .flowing
    flows[id].since = now
    for link in flows[id].path {
      precondition(!links[Int(link)].flows.contains(Int32(id)), "a path names a link once")
      links[Int(link)].flows.append(Int32(id))
    }
    if flows[id].path.isEmpty { adopt(flows[id].cap, by: id, at: now) }
  }

  private mutating func join(_ id: Int, at now: Instant) {
    connect(id, at: now)
    share(among: flows[id].path, at: now)
  }

  private mutating func leave(_ id: Int) {
    if flows[id].phase == .flowing {
      for link in flows[id].path {
        let place = links[Int(link)].flows.firstIndex(of: Int32(id))!
        links[Int(link)].flows.swapAt(place, links[Int(link)].flows.count - 1)
        links[Int(link)].flows.removeLast()
      }
    }
    flows[id].phase = .free
    flows[id].path.removeAll(keepingCapacity: true)
    flows[id].version &+= 1
    free.append(Int32(id))
    dropStale()
  }

  /// Brings `remaining` up to now.
  private mutating func settle(_ id: Int, at now: Instant) {
    let moved = Int128(flows[id].rate) * Int128((now - flows[id].since).nanoseconds)
    flows[id].remaining = max(0, flows[id].remaining - moved)
    flows[id].since = now
  }

  /// Shares the links anew among all transfers that the given ones are connected with.
  private mutating func share(among changed: [Int32], at now: Instant) {
    collect(from: changed)
    shares.fill(touchedFlows, over: touchedLinks, of: links, states: flows, rates: &rates)
    for id in touchedFlows where rates[id] != flows[id].rate || flows[id].since == now {
      adopt(rates[id], by: id, at: now)
    }
  }

  private mutating func adopt(_ rate: Int64, by id: Int, at now: Instant) {
    settle(id, at: now)
    flows[id].rate = rate
    expect(id, at: finish(of: flows[id], from: now))
  }

  /// The nearest nanosecond: what half a nanosecond's error leaves over counts as moved.
  private func finish(of flow: BulkFlow, from now: Instant) -> Instant {
    if flow.remaining == 0 { return now }
    guard flow.rate > 0 else { return .never }
    let span = (flow.remaining + Int128(flow.rate) / 2) / Int128(flow.rate)
    return now.adding(saturating: TimeSpan(nanoseconds: Int64(clamping: span)))
  }

  private mutating func collect(from changed: [Int32]) {
    mark &+= 1
    touchedLinks.removeAll(keepingCapacity: true)
    touchedFlows.removeAll(keepingCapacity: true)
    for link in changed { visit(link) }
    var next = 0
    while next < touchedLinks.count {
      for flow in links[touchedLinks[next]].flows where flowMarks[Int(flow)] != mark {
        flowMarks[Int(flow)] = mark
        touchedFlows.append(Int(flow))
        for link in flows[Int(flow)].path { visit(link) }
      }
      next += 1
    }
  }

  private mutating func visit(_ link: Int32) {
    guard linkMarks[Int(link)] != mark else { return }
    linkMarks[Int(link)] = mark
    touchedLinks.append(Int(link))
  }
}
