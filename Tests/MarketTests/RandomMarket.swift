import Randomness

@testable import Scheduling

/// Random orders whose prices are what the parties truly value or bear, and what each party makes of the trades.
struct RandomMarket {
  /// Prices lie in 0 ..< this, and so do lies.
  static let prices = 14
  var bids: [Order] = []
  var asks: [Order] = []

  /// Parties with up to `depth` orders of up to `units` units.
  init(buyers: Int, sellers: Int, depth: Int = 1, units: Int = 1, using stream: inout RandomStream) {
    func orders(_ parties: Int, _ stream: inout RandomStream) -> [Order] {
      (0..<parties).flatMap { party in
        (0..<1 + stream.below(depth)).map { _ in
          Order(
            party: Int32(party), price: Int64(stream.below(Self.prices)), units: Int32(1 + stream.below(units)))
        }
      }
    }
    bids = orders(buyers, &stream)
    asks = orders(sellers, &stream)
  }

  /// Asks are costs: units in order of rising cost. Bids are values: units in order of falling value.
  func utility(ofBuyer party: Int32, _ trades: [Trade]) -> Int64 {
    let values = bids.filter { $0.party == party }.flatMap { Array(repeating: $0.price, count: Int($0.units)) }
    let mine = trades.filter { $0.buyer == party }
    return values.sorted(by: >).prefix(mine.count).reduce(0, +) - mine.reduce(0) { $0 + $1.paid }
  }

  func utility(ofSeller party: Int32, _ trades: [Trade]) -> Int64 {
    let costs = asks.filter { $0.party == party }.flatMap { Array(repeating: $0.price, count: Int($0.units)) }
    let mine = trades.filter { $0.seller == party }
    return mine.reduce(0) { $0 + $1.received } - costs.sorted().prefix(mine.count).reduce(0, +)
  }

  func cleared(by rule: any MarketRule) -> [Trade] {
    var rule = rule
    var trades: [Trade] = []
    rule.clear(bids: bids, asks: asks, into: &trades)
    return trades
  }

  /// The greatest gain over the truth that the party's lies bring: every price of the grid on every one of its orders,
  /// alone and with all its others at that price.
  func gainOfLying(buyer party: Int32, under rule: any MarketRule) -> Int64 {
    let truth = utility(ofBuyer: party, cleared(by: rule))
    return lies(bids, party).map { lie in
      var market = self
      market.bids = lie
      return utility(ofBuyer: party, market.cleared(by: rule)) - truth
    }.max() ?? 0
  }

  func gainOfLying(seller party: Int32, under rule: any MarketRule) -> Int64 {
    let truth = utility(ofSeller: party, cleared(by: rule))
    return lies(asks, party).map { lie in
      var market = self
      market.asks = lie
      return utility(ofSeller: party, market.cleared(by: rule)) - truth
    }.max() ?? 0
  }

  private func lies(_ orders: [Order], _ party: Int32) -> [[Order]] {
    let own = orders.indices.filter { orders[$0].party == party }
    var lies: [[Order]] = []
    for price in 0...Int64(Self.prices) {
      for place in own {
        var lie = orders
        lie[place].price = price
        lies.append(lie)
      }
      var lie = orders
      for place in own { lie[place].price = price }
      if own.count > 1 { lies.append(lie) }
    }
    return lies
  }

  /// The greatest sum of values less costs, by trying every number of units of every order.
  static func welfare(_ bids: [Order], _ asks: [Order]) -> Int64 {
    var best: Int64 = 0
    func choose(_ place: Int, _ units: Int64, _ gain: Int64) {
      if place == bids.count + asks.count {
        if units == 0 { best = max(best, gain) }
        return
      }
      let isBid = place < bids.count
      let order = isBid ? bids[place] : asks[place - bids.count]
      for count in 0...Int64(order.units) {
        choose(place + 1, units + (isBid ? count : -count), gain + (isBid ? count : -count) * order.price)
      }
    }
    choose(0, 0, 0)
    return best
  }
}
