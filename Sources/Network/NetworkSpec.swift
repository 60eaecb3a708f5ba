import Quantities
import Specs
import Vocabulary

extension NetworkFidelity: SpecValue {}

/// A named link that bulk transfers share.
public struct LinkSpec: Sendable {
  public var capacity: BitRate
  public var latency: TimeSpan

  init(from spec: inout Spec) {
    capacity = spec.takeRequired("capacity", "What it carries.", in: BitRate(bitsPerSecond: 1)...BulkTransfers.fastest)
    latency = spec.take("latency", "One-way time.", default: .zero, in: .zero...TimeSpan.hours(1))
  }
}

/// What a scenario says of its network.
public struct NetworkSpec: Sendable {
  public var law: DeliveryLaw
  public var regions: RegionMap
  /// The built-in access classes, with the scenario's changes and additions.
  public var classes: [AccessClass]
  public var links: [(name: Name, value: LinkSpec)]
  public var rules: [NetworkRule]

  public init(from spec: inout Spec) {
    law = DeliveryLaw(from: &spec)
    regions = spec.takeSection("map", "Regions and the round trips between them; the built-in ones by default.") {
      RegionMap(from: &$0)
    }
    classes = AccessClass.builtIn
    let changes = spec.takeNamed("access", "Access classes: changes to built-in ones, or others.") {
      AccessClass(name: $0, from: &$1)
    }
    for change in changes where !spec.isDescribing {
      if let place = classes.firstIndex(where: { $0.name == change.name }) {
        classes[place] = change.value
      } else {
        classes.append(change.value)
      }
    }
    if classes.count > 64 {
      spec.problem("access", "makes more than 64 access classes", remedy: "drop some of them")
      classes.removeLast(classes.count - 64)
    }
    links = spec.takeNamed("links", "Links for bulk transfers, by a name of your own.") { LinkSpec(from: &$1) }
    let catalog = NetworkRule.catalog(regions: regions.names, classes: classes.map(\.name))
    rules = spec.takeChoices(
      "rules", "What goes wrong with the network; of those that hold, the first that applies decides.", from: catalog)
  }

  public var classNames: [Name] { classes.map(\.name) }
}

extension DeliveryLaw {
  init(from spec: inout Spec) {
    let fidelity = spec.take(
      "fidelity", "ideal: no time, no loss. matrix: constant times. jitter: random times, loss and retransmission.",
      default: NetworkFidelity.jitter)
    let (scale, sigma) = spec.takeSection("jitter", "Lognormal time on top of a message's constant time.") { spec in
      (
        spec.take("scale", "Factor on the median jitter of each access class.", default: 1.0, in: 0...1000),
        spec.take("sigma", "Standard deviation of the logarithm.", default: 0.57, in: 0...3)
      )
    }
    self.init(
      fidelity: fidelity, jitterScale: scale, jitterSigma: sigma,
      retransmissions: spec.take("retransmissions", "Tries of a lost message after the first.", default: 5, in: 0...16),
      timeout: spec.take(
        "timeout", "Wait before the first retransmission, if twice the round trip is shorter; doubles each time.",
        default: .milliseconds(200), in: .milliseconds(1)...TimeSpan.minutes(10)))
  }
}

extension RegionMap {
  /// One pair of regions in a file.
  private struct Pair {
    var from, to: Int
    var time: TimeSpan

    init(from spec: inout Spec, among names: [Name]) {
      from = spec.takeReference("from", "A region.", among: names)
      to = spec.takeReference("to", "Another, or the same for the round trip within it.", among: names)
      time = spec.takeRequired("time", "Round trip, in both directions.", in: .zero...TimeSpan.minutes(10))
    }
  }

  init(from spec: inout Spec) {
    let own: [Name] = spec.takeList("regions", "Regions of your own in place of the built-in ones.", default: [])
    // Optional rather than with defaults: a resolved scenario must not name what means nothing to it.
    let within: TimeSpan? = spec.takeOptional(
      "within", "Round trip between two nodes of one of your regions; 5 ms without it.",
      in: .zero...TimeSpan.minutes(10))
    let otherwise: TimeSpan? = spec.takeOptional(
      "otherwise", "Round trip between two of your regions where no other is given; 100 ms without it.",
      in: .zero...TimeSpan.minutes(10))
    var map = RegionMap.builtIn
    if own.count > 64 {
      spec.problem("regions", "has \(own.count) regions", remedy: "give 64 at most")
    } else if !own.isEmpty && !spec.isDescribing {
      map = RegionMap(
        names: own, within: within ?? .milliseconds(5), otherwise: otherwise ?? .milliseconds(100),
        origin: "the scenario")
    } else if within != nil || otherwise != nil {
      spec.problem(
        within == nil ? "otherwise" : "within", "means nothing for the built-in regions",
        remedy: "name regions of your own, or give single pairs under round_trips")
    }
    for (place, name) in own.enumerated() where own.prefix(place).contains(name) {
      spec.problem("regions", "names `\(name)` twice", remedy: "name each region once")
    }
    let names = map.names
    let pairs = spec.takeSections("round_trips", "Round trips of single pairs of regions.") {
      Pair(from: &$0, among: names)
    }
    for pair in pairs where !spec.isDescribing {
      map.setRoundTrip(RegionID(pair.from), RegionID(pair.to), to: pair.time)
    }
    self = map
  }
}

extension AccessClass {
  /// A built-in class with changes, or one of the scenario's own that begins as fibre.
  init(name: Name, from spec: inout Spec) {
    let model = AccessClass.builtIn.first { $0.name == name } ?? AccessClass.builtIn[0]
    let limit = TimeSpan.zero...TimeSpan.minutes(1)
    let rates = BitRate(bitsPerSecond: 1000)...BulkTransfers.fastest
    let low = spec.take("delay_min", "Least one-way time of a link.", default: model.delay.lowerBound, in: limit)
    let high = spec.take("delay_max", "Greatest one-way time of a link.", default: model.delay.upperBound, in: limit)
    if low > high {
      spec.problem("delay_max", "is less than delay_min", remedy: "let a link's delay lie between the two")
    }
    self.init(
      name: name, delay: min(low, high)...max(low, high),
      down: spec.take("down", "Rate to the node.", default: model.down, in: rates),
      up: spec.take("up", "Rate from the node.", default: model.up, in: rates),
      loss: spec.take("loss", "Chance that a message is lost on the link.", default: Fraction(model.loss)).value,
      jitter: spec.take("jitter", "Median jitter of the link.", default: model.jitter, in: limit),
      origin: "the scenario")
  }
}
