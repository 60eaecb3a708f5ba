import Randomness
import Specs
import Vocabulary

/// A provider's weight for a model: a product of powers of what it offers. All 0 is the same weight for everybody.
public struct ProviderWeighting: Sendable {
  /// Exponent of the speed at which one job alone is served.
  var speed: Double
  /// Exponent of the slots.
  var slots: Double
  /// Exponent of 1 ÷ the ask for an output token, or for a second of stated work.
  var price: Double
  /// Exponent of the stake.
  var stake: Double

  public init(speed: Double = 0, slots: Double = 0, price: Double = 0, stake: Double = 0) {
    self.speed = speed
    self.slots = slots
    self.price = price
    self.stake = stake
  }

  init(from spec: inout Spec) {
    self = spec.takeSection("weights", "A provider's weight is the product of these to their exponents; 0 for none.") {
      spec in
      func exponent(_ key: String, _ help: String, _ value: Double) -> Double {
        spec.take(key, help, default: value, in: 0...8)
      }
      return ProviderWeighting(
        speed: exponent("speed", "Of the speed at which one job alone is served.", 1),
        slots: exponent("slots", "Of the jobs that are served at once.", 1),
        price: exponent("price", "Of 1 ÷ the ask for an output token, or for a second of stated work.", 0),
        stake: exponent("stake", "Of the stake, which is the same for all where nobody stakes.", 0))
    }
  }

  /// Finite and not negative.
  func weight(of i: Int, model: Int, in table: ProviderTable) -> Double {
    let facts = table.facts
    var weight = 1.0
    if speed > 0 {
      let row = Int(facts.speedRow[i])
      let picoseconds = facts.outputPicoseconds[row * facts.modelCount + model]
      weight *= power(picoseconds > 0 ? 1e12 / Double(picoseconds) : Double(facts.speed16[row]) / 65_536, speed)
    }
    if slots > 0 { weight *= power(Double(facts.slots[i]), slots) }
    if price > 0 {
      let ask = table.askOutput[i] > 0 ? table.askOutput[i] : table.askSecond[i]
      weight /= power(Double(max(ask, 1)), price)
    }
    if stake > 0 { weight *= power(Double(max(table.stake[i], 0)), stake) }
    return weight
  }

  private func power(_ x: Double, _ exponent: Double) -> Double { exponent == 1 ? x : portablePow(x, exponent) }
}

/// Draws feasible providers with chances in proportion to a weight that hangs on asks and stakes only.
struct WeightedDraw: Sendable {
  private let weighting: ProviderWeighting
  private var tables = ModelCache<WalkerTable>(followsTerms: true)
  private var feasible: [Int32] = []

  init(_ weighting: ProviderWeighting) { self.weighting = weighting }

  mutating func draw(
    _ filter: FeasibilityFilter, among table: ProviderTable, using stream: inout RandomStream
  ) -> ProviderID? {
    let model = filter.job.model.index
    let hosts = table.facts.hosts[model]
    if hosts.isEmpty { return nil }
    let walker = tables.value(of: model, table) { [weighting] in
      let weights = hosts.map { weighting.weight(of: $0.index, model: model, in: table) }
      // Nobody weighs anything: all alike.
      return WalkerTable(weights: WalkerTable.areUsable(weights) ? weights : hosts.map { _ in 1 })
    }
    for _ in 0..<RandomChoice.tries {
      let provider = hosts[walker.sample(using: &stream)]
      if filter.admits(provider, in: table) { return provider }
    }
    feasible.removeAll(keepingCapacity: true)
    filter.list(table, into: &feasible)
    return drawListed(model, table, using: &stream)
  }

  /// One of the listed; any of them where they weigh nothing.
  private func drawListed(_ model: Int, _ table: ProviderTable, using stream: inout RandomStream) -> ProviderID? {
    if feasible.isEmpty { return nil }
    var total = 0.0
    for member in feasible { total += weighting.weight(of: Int(member), model: model, in: table) }
    if total == 0 { return ProviderID(Int(feasible[stream.below(feasible.count)])) }
    var left = stream.uniform() * total
    var last = feasible[0]
    for member in feasible {
      let weight = weighting.weight(of: Int(member), model: model, in: table)
      if weight > 0 { last = member }
      left -= weight
      if left < 0 { break }
    }
    return ProviderID(Int(last))
  }
}
