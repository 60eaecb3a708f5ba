import Specs

/// The k-double auction: all pairs that gain trade at a + k (b − a), between the last bid b and the last ask a that
/// trade (Chatterjee and Samuelson 1983; Rustichini, Satterthwaite and Williams 1994).
///
/// k = 1 is the buyers' bid, k = 0 the sellers' offer. Efficient and balanced if all tell the truth; the last pair
/// makes the price, so that it may gain by a lie, the less the larger the market.
struct DoubleAuction: MarketRule {
  /// k in parts per million, 0 … 1,000,000.
  private let share: Int64
  private var book = OrderBook()

  init(share: Int64 = 500_000) {
    precondition((0...1_000_000).contains(share), "a price lies between the bid and the ask")
    self.share = share
  }

  init(from spec: inout Spec) {
    let share = spec.take(
      "k", "Where the price lies, to a millionth: 0 at the last ask that trades, 1 at the last bid.", default: 0.5,
      in: 0...1)
    self.init(share: Int64((share * 1e6).rounded(.toNearestOrEven)))
  }

  mutating func clear(bids: [Order], asks: [Order], into trades: inout [Trade]) {
    book.fill(bids: bids, asks: asks)
    let count = book.crossing
    guard count > 0 else { return }
    let price = between(book.asks[count - 1].price, book.bids[count - 1].price, partsPerMillion: share)
    book.trade(count, paying: price, receiving: price, into: &trades)
  }
}
