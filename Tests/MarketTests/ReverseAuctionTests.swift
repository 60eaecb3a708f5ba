import Quantities
import Randomness
import Testing
import Vocabulary

@testable import Scheduling

/// The auction for one job against the definition, and against the market rules with the reserve as the one bid.
@Suite struct ReverseAuctionTests {
  private let source = RandomSource(seed: 55)

  private static func table(asks: [Int64]) -> ProviderTable {
    let facts = ProviderFacts(
      regions: asks.map { _ in RegionID(0) }, models: asks.map { _ in 1 }, speedRow: asks.map { _ in 0 },
      promptPicoseconds: [1000], outputPicoseconds: [1000], speed16: [1 << 16], slots: asks.map { _ in 1 },
      regionRoundTrip: [0], accessDelay: asks.map { _ in 0 }, modelCount: 1, regionCount: 1)
    var table = ProviderTable(facts: facts)
    table.askOutput = asks
    // One base unit is a billionth of a dollar.
    table.tokenPrice = Dollars(nano: 1_000_000_000_000)
    return table
  }

  private static func job(budget: Int64 = .max) -> Job {
    Job(
      serial: 0, arrivedAt: .start, budget: budget, client: ClientID(0), region: RegionID(0), model: ModelID(0),
      promptTokens: 0, outputTokens: 1)
  }

  private func hold(
    _ auction: ReverseAuction, _ asks: [Int64], budget: Int64 = .max, _ stream: inout RandomStream
  ) -> (winner: Int, price: Int64?)? {
    var auction = auction
    var note = DecisionNote()
    let winner = auction.place(
      Self.job(budget: budget), among: Self.table(asks: asks), at: .start, using: &stream, noting: &note)
    return winner.map { ($0.index, auction.agreedPrice) }
  }

  @Test func agreesWithTheMarketRules() {
    var withoutTrade = 0
    for round in 0..<4000 {
      var stream = source.stream(StreamName("agree"), round)
      let asks = (0..<1 + stream.below(6)).map { _ in Int64(stream.below(20)) }
      let reserve = Int64(stream.below(20))
      for (pricing, rule) in [
        (ReverseAuction.Pricing.firstPrice, PayAsBid() as any MarketRule), (.secondPrice, UniformPrice()),
      ] {
        var rule = rule
        var trades: [Trade] = []
        let orders = asks.enumerated().map { Order(party: Int32($0.offset), price: $0.element) }
        rule.clear(bids: [Order(party: 0, price: reserve)], asks: orders, into: &trades)
        let byBudget = hold(ReverseAuction(pricing: pricing), asks, budget: reserve, &stream)
        let byReserve = hold(ReverseAuction(pricing: pricing, reserve: Dollars(nano: reserve)), asks, &stream)
        #expect(byBudget?.winner == trades.first.map { Int($0.seller) } && byBudget?.price == trades.first?.paid)
        #expect(byReserve?.winner == byBudget?.winner && byReserve?.price == byBudget?.price)
        if trades.isEmpty { withoutTrade += 1 }
      }
    }
    #expect(withoutTrade > 500)
  }

  /// Ten thousand markets: at the second price no lie of the first provider pays, at the first price many do.
  @Test func onlyTheSecondPriceIsTruthful() {
    var liars = [0, 0]
    for round in 0..<10_000 {
      var stream = source.stream(StreamName("truth"), round)
      let costs = (0..<1 + stream.below(5)).map { _ in Int64(stream.below(12)) }
      let reserve = Int64(stream.below(14))
      for (place, pricing) in ReverseAuction.Pricing.allCases.enumerated() {
        func utility(_ bid: Int64) -> Int64 {
          var asks = costs
          asks[0] = bid
          guard let result = hold(ReverseAuction(pricing: pricing), asks, budget: reserve, &stream), result.winner == 0
          else { return 0 }
          return result.price! - costs[0]
        }
        let truth = utility(costs[0])
        if (0...Int64(14)).contains(where: { utility($0) > truth }) { liars[place] += 1 }
      }
    }
    #expect(ReverseAuction.Pricing.allCases == [.firstPrice, .secondPrice])
    #expect(liars[0] > 2000 && liars[1] == 0)
  }

  @Test func aWinnerWithoutRivalAndReserveGetsItsBid() {
    var stream = source.stream(StreamName("alone"))
    #expect(hold(ReverseAuction(), [7], &stream)! == (0, 7))
    #expect(hold(ReverseAuction(), [7], budget: 9, &stream)! == (0, 9))
    #expect(hold(ReverseAuction(), [7], budget: 6, &stream) == nil)
  }

  /// Of ten providers three are asked, each equally often; the winner is the cheapest of them at most.
  @Test func asksSomeCandidates() {
    var stream = source.stream(StreamName("some"))
    var wins = [Int](repeating: 0, count: 10)
    for _ in 0..<12_000 {
      let result = hold(ReverseAuction(candidates: 3), (0..<10).map { Int64($0 * 10) }, &stream)!
      wins[result.winner] += 1
      #expect(result.price! > Int64(result.winner * 10))
    }
    // The cheapest asked is provider k with chance C(9 − k, 2) / C(10, 3).
    for (winner, count) in wins.enumerated() {
      let rest = 9 - winner
      let expected = 12_000.0 * Double(rest * (rest - 1) / 2) / 120
      #expect(abs(Double(count) - expected) < 5 * (expected + 1).squareRoot(), "provider \(winner)")
    }
  }
}
