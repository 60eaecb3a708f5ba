import Quantities
import Randomness
import Vocabulary

/// How much of a network is simulated for a message.
public enum NetworkFidelity: String, CaseIterable, Sendable {
  /// No time, no loss: for comparison with queueing theory.
  case ideal
  /// Constant times from the region matrix, the access links and their rates; no chance.
  case matrix
  /// The matrix with lognormal jitter and with loss and retransmission.
  case jitter
}

/// What became of a message.
public enum Delivery: BitwiseCopyable, Equatable, Sendable {
  case arrives(Instant)
  case lost
}

/// What tells a node's access link from the others of its class. Small, because every message looks up two of them at
/// random.
public struct NodePlace: BitwiseCopyable, Sendable {
  /// One-way time of the access link, nanoseconds.
  let delay: Int64
  public let node: NodeID
  let region: Int16
  let access: Int16
}

/// What a message needs to know of a node.
struct NodeLink: BitwiseCopyable, Sendable {
  var region: Int32
  var access: Int32
  /// One-way time of the access link, nanoseconds.
  var delay: Int64
  var upPicosecondsPerByte: Int64
  var downPicosecondsPerByte: Int64
  /// Median of the link's share of jitter, nanoseconds.
  var jitter: Double
  var loss: Double
}

/// Chance and patience of message delivery.
public struct DeliveryLaw: Sendable, Equatable {
  public var fidelity: NetworkFidelity
  /// Factor on every access class's median jitter.
  public var jitterScale: Double
  /// Shape of the lognormal jitter. 0.57 gives the coefficient of variation 0.62 that round trips of home machines show
  /// over time (median per pair, Seattle testbed, 99 nodes).
  public var jitterSigma: Double
  /// Retransmissions after the first try before a message counts as lost. 5 doublings of 200 ms are 12.6 s of patience.
  public var retransmissions: Int
  /// First time-out, or twice the constant round trip where that is longer; doubles with each try (after RFC 6298, with
  /// the floor of Linux).
  public var timeout: TimeSpan

  public init(
    fidelity: NetworkFidelity = .jitter, jitterScale: Double = 1, jitterSigma: Double = 0.57, retransmissions: Int = 5,
    timeout: TimeSpan = .milliseconds(200)
  ) {
    precondition(jitterScale >= 0 && jitterSigma >= 0 && timeout > .zero, "a delivery law has no negative part")
    precondition((0...16).contains(retransmissions), "retransmissions are 0 to 16")
    self.fidelity = fidelity
    self.jitterScale = jitterScale
    self.jitterSigma = jitterSigma
    self.retransmissions = retransmissions
    self.timeout = timeout
  }
}

/// The nodes of a scenario and what a message between two of them goes through.
///
/// One way = half the regions' round trip + both access links + bytes at the slower of the sender's up and the
/// receiver's down rate + jitter. Left out: queueing on the access link, loss per packet (a message is lost as one),
/// routing.
public struct Topology: Sendable {
  public let map: RegionMap
  public let classes: [AccessClass]
  public let law: DeliveryLaw
  public private(set) var accounts = ByteAccounts()
  var nodes: [NodePlace] = []
  /// A link of each class without a place.
  private let links: [NodeLink]
  var rules: [NetworkRule] = []
  private let halfTrips: [Int64]
  // No rule holds outside [rulesBegin, rulesEnd): with none, the first comparison already fails.
  private var rulesBegin = Instant.never
  private var rulesEnd = Instant.start

  public init(
    map: RegionMap = .builtIn, classes: [AccessClass] = AccessClass.builtIn, law: DeliveryLaw = DeliveryLaw()
  ) {
    precondition(classes.count <= 64, "a scenario has at most 64 access classes")
    self.map = map
    self.classes = classes
    self.law = law
    halfTrips = map.roundTrips.map { law.fidelity == .ideal ? 0 : $0 / 2 }
    let isIdeal = law.fidelity == .ideal
    let isConstant = law.fidelity != .jitter
    links = classes.enumerated().map { access, kind in
      NodeLink(
        region: 0, access: Int32(access), delay: 0,
        upPicosecondsPerByte: isIdeal ? 0 : Self.picosecondsPerByte(kind.up),
        downPicosecondsPerByte: isIdeal ? 0 : Self.picosecondsPerByte(kind.down),
        jitter: isConstant ? 0 : Double(kind.jitter.nanoseconds) * law.jitterScale, loss: isConstant ? 0 : kind.loss)
    }
  }

  public var count: Int { nodes.count }

  /// Adds a node behind an access link of a class and draws the link's delay from its range.
  public mutating func add(region: RegionID, access: Int, using stream: inout RandomStream) -> NodeID {
    precondition(region.index < map.count && access < classes.count, "a node has a known region and access class")
    let kind = classes[access]
    let lower = kind.delay.lowerBound.nanoseconds
    let spread = Double(kind.delay.upperBound.nanoseconds - lower)
    let drawn = lower + Int64((stream.uniform() * spread).rounded(.down))
    let node = NodeID(nodes.count)
    let delay = law.fidelity == .ideal ? 0 : drawn
    nodes.append(NodePlace(delay: delay, node: node, region: Int16(region.raw), access: Int16(access)))
    return node
  }

  /// Adds a rule behind the others.
  public mutating func add(_ rule: NetworkRule) {
    rules.append(rule)
    rulesBegin = min(rulesBegin, rule.from)
    rulesEnd = max(rulesEnd, rule.until)
  }

  /// For `deliver`, by those who send to and from a node often.
  public func place(of node: NodeID) -> NodePlace { nodes[node.index] }
  public func region(of node: NodeID) -> RegionID { RegionID(Int(nodes[node.index].region)) }
  public func access(of node: NodeID) -> AccessClass { classes[Int(nodes[node.index].access)] }
  /// One-way time of the node's own access link; zero in an ideal network.
  public func accessDelay(of node: NodeID) -> TimeSpan { TimeSpan(nanoseconds: nodes[node.index].delay) }
  /// Round trips between regions as this network has them, nanoseconds; `[a × count + b]`. Zero in an ideal network.
  public var regionRoundTrips: [Int64] { halfTrips.map { 2 * $0 } }

  /// One-way time without bytes, jitter and rules.
  public func latency(from a: NodeID, to b: NodeID) -> TimeSpan {
    TimeSpan(nanoseconds: a == b ? 0 : constantDelay(nodes[a.index], nodes[b.index]))
  }

  /// A message of `bytes` leaves at `at`: when it arrives, or that it never will. Counts it as sent, and as dropped or
  /// in flight; whoever sees it arrive says so by `arrived`. A node reaches itself in no time.
  public mutating func deliver(
    from: NodeID, to: NodeID, bytes: Int64, at: Instant, using stream: inout RandomStream
  ) -> Delivery {
    deliver(from: nodes[from.index], to: nodes[to.index], bytes: bytes, at: at, using: &stream)
  }

  /// The same between places of this topology.
  public mutating func deliver(
    from: NodePlace, to: NodePlace, bytes: Int64, at: Instant, using stream: inout RandomStream
  ) -> Delivery {
    precondition(bytes >= 0, "a message has no negative length")
    accounts.send(bytes)
    if from.node == to.node {
      accounts.fly(bytes)
      return .arrives(at)
    }
    guard let time = attempt(from, to, bytes: bytes, at: at, using: &stream) else {
      return retransmit(from, to, bytes: bytes, at: at, using: &stream)
    }
    accounts.fly(bytes)
    return .arrives(at.adding(saturating: time))
  }

  /// The message is there: its bytes are delivered.
  public mutating func arrived(_ bytes: Int64) { accounts.deliver(bytes) }

  /// The tries after the first: each waits twice as long as the one before and meets the rules of its own instant.
  @inline(never) private mutating func retransmit(
    _ from: NodePlace, _ to: NodePlace, bytes: Int64, at: Instant, using stream: inout RandomStream
  ) -> Delivery {
    let roundTrip = 2 * constantDelay(from, to)
    var timeout = TimeSpan(nanoseconds: max(law.timeout.nanoseconds, 2 * roundTrip))
    var sentAgainAt = at
    for _ in 0..<law.retransmissions {
      sentAgainAt = sentAgainAt.adding(saturating: timeout)
      timeout = timeout * 2
      accounts.resend(bytes)
      guard let time = attempt(from, to, bytes: bytes, at: sentAgainAt, using: &stream) else { continue }
      accounts.fly(bytes)
      return .arrives(sentAgainAt.adding(saturating: time))
    }
    accounts.drop(bytes)
    return .lost
  }

  /// One try: its time on the way, or nil when it gets lost.
  @inline(__always) private func attempt(
    _ from: NodePlace, _ to: NodePlace, bytes: Int64, at: Instant, using stream: inout RandomStream
  ) -> TimeSpan? {
    var a = link(from)
    var b = link(to)
    if rulesBegin <= at && at < rulesEnd && apply(rulesAt: at, &a, &b) { return nil }
    let path = halfTrips[Int(a.region) * map.count + Int(b.region)]
    let passage = Passage(a, b, path: path, bytes: bytes)
    if passage.isLost(using: &stream) { return nil }
    return passage.time(sigma: law.jitterSigma, using: &stream)
  }

  @inline(__always) private func link(_ place: NodePlace) -> NodeLink {
    var link = links[Int(place.access)]
    link.region = Int32(place.region)
    link.delay = place.delay
    return link
  }

  /// Lets the first rule that applies have its way with the two links; true when it cuts.
  @inline(never) private func apply(rulesAt time: Instant, _ a: inout NodeLink, _ b: inout NodeLink) -> Bool {
    for rule in rules {
      switch rule.verdict(from: a, to: b, at: time) {
      case .pass: continue
      case .cut: return true
      case .degrade(let degradation, let sender, let receiver):
        if sender { a.worsen(by: degradation, isChancy: law.fidelity == .jitter) }
        if receiver { b.worsen(by: degradation, isChancy: law.fidelity == .jitter) }
        return false
      }
    }
    return false
  }

  private func constantDelay(_ a: NodePlace, _ b: NodePlace) -> Int64 {
    halfTrips[Int(a.region) * map.count + Int(b.region)] + a.delay + b.delay
  }

  private static func picosecondsPerByte(_ rate: BitRate) -> Int64 {
    let (quotient, remainder) = Int64(8_000_000_000_000).quotientAndRemainder(dividingBy: rate.bitsPerSecond)
    return quotient + (remainder > 0 ? 1 : 0)
  }
}
