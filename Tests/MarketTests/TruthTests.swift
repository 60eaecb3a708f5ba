import Randomness
import Testing

@testable import Scheduling

/// Who gains by a lie under which rule: on ten thousand random markets each, over a grid of lies.
@Suite struct TruthTests {
  private let source = RandomSource(seed: 19_610_301)

  /// The markets in which the first buyer, or the first seller, gains by some lie.
  private func liars(
    _ name: String, _ rule: any MarketRule, markets: Int = 10_000, buyers: Bool, depth: Int = 1, units: Int = 1
  ) -> Int {
    (0..<markets).count { round in
      var stream = source.stream(StreamName(name), round)
      let market = RandomMarket(
        buyers: 1 + stream.below(4), sellers: 1 + stream.below(4), depth: depth, units: units, using: &stream)
      return (buyers ? market.gainOfLying(buyer: 0, under: rule) : market.gainOfLying(seller: 0, under: rule)) > 0
    }
  }

  @Test(arguments: [true, false]) func nobodyGainsUnderMcAfee(buyers: Bool) {
    #expect(liars("mcafee", McAfee(), buyers: buyers) == 0)
  }

  @Test(arguments: [true, false]) func nobodyGainsUnderVCG(buyers: Bool) {
    #expect(liars("vcg", VCG(), buyers: buyers) == 0)
    #expect(liars("vcg-units", VCG(), markets: 2000, buyers: buyers, depth: 2, units: 2) == 0)
  }

  @Test func noSellerOfOneUnitGainsUnderOnePrice() {
    #expect(liars("uniform", UniformPrice(), buyers: false) == 0)
  }

  /// What must be seen to be worth anything: these rules reward lies, and the grid finds them.
  @Test func otherRulesRewardLies() {
    #expect(liars("first", PayAsBid(), markets: 1000, buyers: false) > 300)
    #expect(liars("half", DoubleAuction(), markets: 1000, buyers: false) > 100)
    #expect(liars("half", DoubleAuction(), markets: 1000, buyers: true) > 100)
    #expect(liars("uniform-buyers", UniformPrice(), markets: 1000, buyers: true) > 50)
    #expect(liars("uniform-units", UniformPrice(), markets: 1000, buyers: false, depth: 2, units: 2) > 20)
    #expect(liars("mcafee-units", McAfee(), markets: 1000, buyers: true, depth: 2, units: 2) > 5)
  }

  /// k = 1 lets sellers tell the truth only as long as a bid makes the price; k = 0 the other way round.
  @Test func endsOfTheDoubleAuctionAreTheOtherSides() {
    #expect(liars("k1", DoubleAuction(share: 1_000_000), markets: 1000, buyers: true) > 50)
    #expect(liars("k0", DoubleAuction(share: 0), markets: 1000, buyers: false) > 50)
  }
}
