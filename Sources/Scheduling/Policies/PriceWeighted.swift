import Quantities
import Randomness
import Specs
import Vocabulary

/// A feasible provider, drawn from a mixture of three laws: in proportion to stake, each alike, and by softmax of the
/// price; go-livepeer's selection, whose defaults are 0.7 stake, 0.3 alike and 0.0 price (`selection_algorithm.go`,
/// 2024).
///
/// A price p has a share in proportion to exp(−p ÷ (temperature × the lowest feasible price)); go-livepeer divides by
/// 100 wei a pixel instead, which has no meaning for a token. What only some of the providers have of stake, the others
/// can still get by the alike part. A decision by price costs a scan.
public struct PriceWeighted: SchedulingPolicy {
  /// Weights of the three laws; at least one is positive.
  public struct Mixture: Sendable {
    var stake, alike, price: Double

    public init(stake: Double = 0, alike: Double = 0, price: Double = 0) {
      self.stake = stake
      self.alike = alike
      self.price = price
    }

    var total: Double { stake + alike + price }
  }

  private let mixture: Mixture
  private let temperature: Double
  private var byStake = WeightedDraw(ProviderWeighting(stake: 1))
  private var anybody = RandomChoice()
  private var feasible: [Int32] = []
  private var shares: [Double] = []

  public init(_ mixture: Mixture, temperature: Double = 1) {
    precondition(mixture.total > 0 && temperature > 0, "a mixture has a weight, and a softmax a temperature")
    self.mixture = mixture
    self.temperature = temperature
  }

  init(from spec: inout Spec) {
    func weight(_ key: String, _ help: String, _ value: Double, _ spec: inout Spec) -> Double {
      spec.take(key, help, default: value, in: 0...1_000_000)
    }
    var mixture = Mixture(
      stake: weight(
        "stake", "Weight of the draw in proportion to stake, which is the same for all where nobody stakes.", 0.7, &spec
      ),
      alike: weight("alike", "Weight of the draw in which each is equally likely.", 0.3, &spec),
      price: weight("price", "Weight of the draw by softmax of the job's price.", 0, &spec))
    if mixture.total == 0 {
      if !spec.isDescribing {
        spec.problem("stake", "is zero, as are alike and price", remedy: "give at least one of them a weight")
      }
      mixture.alike = 1
    }
    self.init(
      mixture,
      temperature: spec.take(
        "temperature", "Extra price, in lowest feasible prices, for which a price's share falls by a factor of e.",
        default: 1, in: 0.001...1000))
  }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if note.isWanted { explain(filter, table, into: &note) }
    var quiet = DecisionNote()
    let law = stream.uniform() * mixture.total
    if law < mixture.stake { return byStake.draw(filter, among: table, using: &stream) }
    if law < mixture.stake + mixture.alike {
      return anybody.place(job, among: table, at: now, using: &stream, noting: &quiet)
    }
    return drawByPrice(filter, among: table, using: &stream)
  }

  private mutating func drawByPrice(
    _ filter: FeasibilityFilter, among table: ProviderTable, using stream: inout RandomStream
  ) -> ProviderID? {
    let total = sharePrices(filter, table)
    var left = stream.uniform() * total
    for (place, share) in shares.enumerated() {
      left -= share
      if left < 0 { return ProviderID(Int(feasible[place])) }
    }
    return feasible.last.map { ProviderID(Int($0)) }
  }

  /// Fills `feasible` and `shares`, which are 1 for the lowest price, and returns their sum.
  private mutating func sharePrices(_ filter: FeasibilityFilter, _ table: ProviderTable) -> Double {
    feasible.removeAll(keepingCapacity: true)
    shares.removeAll(keepingCapacity: true)
    filter.list(table, into: &feasible)
    var lowest = Int64.max
    for member in feasible { lowest = min(lowest, table.price(of: filter.job, at: ProviderID(Int(member)))) }
    let scale = temperature * Double(max(lowest, 1))
    var total = 0.0
    for member in feasible {
      let price = table.price(of: filter.job, at: ProviderID(Int(member)))
      shares.append(portableExp((Double(lowest) - Double(price)) / scale))
      total += shares[shares.count - 1]
    }
    return total
  }

  /// Notes everybody's chance.
  private mutating func explain(_ filter: FeasibilityFilter, _ table: ProviderTable, into note: inout DecisionNote) {
    let total = sharePrices(filter, table)
    var stakes = 0.0
    for member in feasible { stakes += Double(max(table.stake[Int(member)], 0)) }
    let alike = 1 / Double(max(feasible.count, 1))
    filter.tally(table, into: &note)
    for (place, member) in feasible.enumerated() {
      let stake = stakes > 0 ? Double(max(table.stake[Int(member)], 0)) / stakes : alike
      let chance = mixture.stake * stake + mixture.alike * alike + mixture.price * shares[place] / total
      note.offer(ProviderID(Int(member)), chance / mixture.total, .higherIsBetter)
    }
  }
}
