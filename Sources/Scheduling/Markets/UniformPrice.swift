/// One price for all: the lowest ask that does not sell, or the lowest bid that buys if that is lower.
///
/// With one buyer it is the second-price auction with the bid as reserve (Vickrey 1961). A seller of one unit cannot
/// gain by asking anything but its cost, for the price is the highest ask at which it still sells; a buyer, or a seller
/// of several units, can. Paid and received are equal.
struct UniformPrice: MarketRule {
  private var book = OrderBook()

  mutating func clear(bids: [Order], asks: [Order], into trades: inout [Trade]) {
    book.fill(bids: bids, asks: asks)
    let count = book.crossing
    guard count > 0 else { return }
    var price = book.bids[count - 1].price
    if count < book.asks.count { price = min(price, book.asks[count].price) }
    book.trade(count, paying: price, receiving: price, into: &trades)
  }
}
