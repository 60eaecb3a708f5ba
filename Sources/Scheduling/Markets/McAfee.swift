/// McAfee's dominant-strategy double auction (1992): nobody who wants or has one unit gains by a lie.
///
/// Let K pairs gain by trading. Halfway between the first bid and the first ask that do not trade lies a price that no
/// winner can move; if it suits pair K, all K trade at it. If not, or if one side has no such order, pair K gives way:
/// K − 1 pairs trade, buyers pay bid K, sellers get ask K, and the difference stays with the market, never negative.
struct McAfee: MarketRule {
  private var book = OrderBook()

  mutating func clear(bids: [Order], asks: [Order], into trades: inout [Trade]) {
    book.fill(bids: bids, asks: asks)
    let count = book.crossing
    guard count > 0 else { return }
    let (bid, ask) = (book.bids[count - 1].price, book.asks[count - 1].price)
    if count < min(book.bids.count, book.asks.count) {
      let price = between(book.bids[count].price, book.asks[count].price, partsPerMillion: 500_000)
      if price >= ask && price <= bid {
        return book.trade(count, paying: price, receiving: price, into: &trades)
      }
    }
    book.trade(count - 1, paying: bid, receiving: ask, into: &trades)
  }
}
