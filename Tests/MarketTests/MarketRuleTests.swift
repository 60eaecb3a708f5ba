import Randomness
import Testing

@testable import Scheduling

/// What the rules promise besides truth: efficiency, no loss for anybody who told the truth, books that balance.
@Suite struct MarketRuleTests {
  private let source = RandomSource(seed: 77)

  private func eachMarket(
    _ count: Int, parties: Int = 4, depth: Int, units: Int, _ body: (RandomMarket, Comment) -> Void
  ) {
    for round in 0..<count {
      var stream = source.stream(StreamName("market"), round)
      body(
        RandomMarket(
          buyers: stream.below(parties + 1), sellers: stream.below(parties + 1), depth: depth, units: units,
          using: &stream),
        "round \(round)")
    }
  }

  private static let rules: [(name: String, rule: any MarketRule)] = [
    ("first", PayAsBid()), ("uniform", UniformPrice()), ("half", DoubleAuction()), ("mcafee", McAfee()), ("vcg", VCG()),
  ]

  @Test(arguments: rules.map(\.name)) func nobodyWhoTellsTheTruthLoses(name: String) throws {
    let rule = try #require(Self.rules.first { $0.name == name }).rule
    eachMarket(1500, depth: 2, units: 2) { market, place in
      let trades = market.cleared(by: rule)
      for party in Int32(0)..<5 {
        #expect(market.utility(ofBuyer: party, trades) >= 0, place)
        #expect(market.utility(ofSeller: party, trades) >= 0, place)
        let wanted = market.bids.filter { $0.party == party }.reduce(0) { $0 + Int($1.units) }
        let offered = market.asks.filter { $0.party == party }.reduce(0) { $0 + Int($1.units) }
        #expect(trades.count { $0.buyer == party } <= wanted && trades.count { $0.seller == party } <= offered, place)
      }
    }
  }

  /// All gains of trade, less for McAfee the pair that gives way; and what is paid and not received is what the market
  /// keeps: nothing, or never less than nothing for McAfee.
  @Test func gainsAndBooks() {
    var kept = 0
    var deficits = 0
    var missed = 0
    eachMarket(1000, depth: 1, units: 2) { market, place in
      let best = RandomMarket.welfare(market.bids, market.asks)
      for (name, rule) in Self.rules {
        let trades = market.cleared(by: rule)
        let surplus = trades.reduce(0) { $0 + $1.paid } - trades.reduce(0) { $0 + $1.received }
        let gains =
          (0..<Int32(5)).reduce(Int64(0)) {
            $0 + market.utility(ofBuyer: $1, trades) + market.utility(ofSeller: $1, trades)
          } + surplus
        switch name {
        case "mcafee":
          #expect(gains <= best && surplus >= 0, place)
          if gains < best { missed += 1 }
          if surplus > 0 { kept += 1 }
        case "vcg":
          #expect(gains == best, place)
          if surplus < 0 { deficits += 1 }
        default:
          #expect(gains == best && surplus == 0, "\(name), \(place)")
        }
      }
    }
    #expect(kept > 100 && missed > 100 && deficits > 100)
  }

  /// Each party's payment is what its presence costs the others, by brute force with and without it.
  @Test func vcgPaysTheExternality() {
    eachMarket(500, parties: 3, depth: 2, units: 2) { market, place in
      let best = RandomMarket.welfare(market.bids, market.asks)
      let trades = market.cleared(by: VCG())
      for party in Int32(0)..<3 {
        let paid = trades.reduce(0) { $0 + ($1.buyer == party ? $1.paid : 0) }
        let others = RandomMarket.welfare(market.bids.filter { $0.party != party }, market.asks)
        // Utility is value less payment, and value is the best of all less the value to the others.
        #expect(market.utility(ofBuyer: party, trades) == best - others, place)
        #expect(paid >= 0, place)
        let withoutSeller = RandomMarket.welfare(market.bids, market.asks.filter { $0.party != party })
        #expect(market.utility(ofSeller: party, trades) == best - withoutSeller, place)
      }
    }
  }

  @Test func tradesByHand() {
    let bids = [9, 7, 5, 3].enumerated().map { Order(party: Int32($0.offset), price: $0.element) }
    let asks = [2, 4, 6, 8].enumerated().map { Order(party: Int32($0.offset), price: $0.element) }
    func prices(_ rule: any MarketRule, _ asks: [Order]) -> [[Int64]] {
      var rule = rule
      var trades: [Trade] = []
      rule.clear(bids: bids, asks: asks, into: &trades)
      return trades.map { [$0.paid, $0.received] }
    }
    // Two pairs gain; (5 + 6) / 2 = 5 suits the second, 7 and 4.
    #expect(prices(McAfee(), asks) == [[5, 5], [5, 5]])
    #expect(prices(DoubleAuction(), asks) == [[5, 5], [5, 5]])
    #expect(prices(DoubleAuction(share: 1_000_000), asks) == [[7, 7], [7, 7]])
    #expect(prices(UniformPrice(), asks) == [[6, 6], [6, 6]])
    #expect(prices(PayAsBid(), asks) == [[2, 2], [4, 4]])
    #expect(prices(VCG(), asks) == [[5, 6], [5, 6]])
    // Without an ask beyond the second, the second pair gives way: the first pays 7 and gets 4.
    #expect(prices(McAfee(), Array(asks[..<2])) == [[7, 4]])
    #expect(prices(UniformPrice(), Array(asks[..<2])) == [[7, 7], [7, 7]])
  }

  /// The sequence of orders does not matter, and among equals the lowest party trades.
  @Test func tiesGoToTheLowest() {
    let bids = [Order(party: 2, price: 5), Order(party: 0, price: 5), Order(party: 1, price: 5)]
    let asks = [Order(party: 9, price: 3), Order(party: 7, price: 3)]
    for (name, rule) in Self.rules {
      for (some, others) in [(bids, asks), (Array(bids.reversed()), Array(asks.reversed()))] {
        var rule = rule
        var trades: [Trade] = []
        rule.clear(bids: some, asks: others, into: &trades)
        let pairs = trades.map { [$0.buyer, $0.seller] }
        #expect(pairs == [[0, 7], [1, 9]] || name == "mcafee" && pairs == [[0, 7]], "\(name)")
      }
    }
  }

  @Test func extremePricesDoNotOverflow() {
    let bids = [Order(party: 0, price: .max), Order(party: 1, price: .max - 1)]
    let asks = [Order(party: 0, price: 0), Order(party: 1, price: .max - 2)]
    for (name, rule) in Self.rules {
      var rule = rule
      var trades: [Trade] = []
      rule.clear(bids: bids, asks: asks, into: &trades)
      #expect(trades.count == (name == "mcafee" ? 1 : 2), "\(name)")
      #expect(trades.allSatisfy { $0.paid >= $0.received || name == "vcg" }, "\(name)")
    }
  }
}
