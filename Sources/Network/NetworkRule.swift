import Quantities
import Vocabulary

/// A set of regions as a word: bit r stands for region r.
public struct RegionSet: BitwiseCopyable, Hashable, Sendable {
  public var bits: UInt64
  public init(bits: UInt64) { self.bits = bits }
  public init(_ regions: [RegionID]) { bits = regions.reduce(0) { $0 | 1 << UInt64($1.index) } }
  public static let all = RegionSet(bits: .max)
  @inline(__always) public func contains(_ region: Int32) -> Bool { bits >> UInt64(region) & 1 == 1 }
}

/// How much worse an access link is while a rule holds.
public struct Degradation: BitwiseCopyable, Hashable, Sendable {
  /// Delay and jitter times this, 1 … 1000.
  public var delayFactor: Double
  /// Rate times this; above 0, at most 1.
  public var rateFactor: Double
  /// Chance of loss on top, 0 … 1.
  public var loss: Double

  public init(delayFactor: Double = 1, rateFactor: Double = 1, loss: Double = 0) {
    precondition((1...1000).contains(delayFactor), "a degradation delays by a factor of 1 to 1000")
    precondition(rateFactor > 0 && rateFactor <= 1, "a degradation leaves a part of the rate")
    precondition((0...1).contains(loss), "a loss is a fraction")
    self.delayFactor = delayFactor
    self.rateFactor = rateFactor
    self.loss = loss
  }
}

/// Something that goes wrong with the network for a while: data, so that a scenario can state it and a search can
/// shrink it. Of a scenario's rules, the first that holds and applies to a message decides about it.
public struct NetworkRule: Sendable, Equatable {
  public enum Effect: Sendable, Equatable {
    /// Nothing passes from the first set to the second; nor back, unless one way only.
    case partition(from: RegionSet, to: RegionSet, oneWay: Bool)
    /// Nothing passes into or out of these regions, or inside them.
    case outage(RegionSet)
    /// Access links of some classes (bit c for class c) in these regions get worse.
    case degradation(Degradation, regions: RegionSet, access: UInt64)
  }

  public var effect: Effect
  /// Holds in `[from, until)`.
  public var from: Instant
  public var until: Instant

  public init(_ effect: Effect, from: Instant, until: Instant) {
    self.effect = effect
    self.from = from
    self.until = until
  }

  /// What a rule says about a message.
  enum Verdict {
    case pass, cut
    case degrade(Degradation, sender: Bool, receiver: Bool)
  }

  func verdict(from a: NodeLink, to b: NodeLink, at time: Instant) -> Verdict {
    guard from <= time, time < until else { return .pass }
    switch effect {
    case .partition(let here, let there, let oneWay):
      if here.contains(a.region) && there.contains(b.region) { return .cut }
      return !oneWay && here.contains(b.region) && there.contains(a.region) ? .cut : .pass
    case .outage(let regions):
      return regions.contains(a.region) || regions.contains(b.region) ? .cut : .pass
    case .degradation(let degradation, let regions, let access):
      let sender = regions.contains(a.region) && access >> UInt64(a.access) & 1 == 1
      let receiver = regions.contains(b.region) && access >> UInt64(b.access) & 1 == 1
      return sender || receiver ? .degrade(degradation, sender: sender, receiver: receiver) : .pass
    }
  }
}
