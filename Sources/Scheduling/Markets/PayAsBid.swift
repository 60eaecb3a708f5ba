/// First price: a seller gets its ask, and the buyer whom it serves pays that. Whoever sells does best to ask more than
/// its cost; how much more depends on what it thinks of the others (Vickrey 1961).
struct PayAsBid: MarketRule {
  private var book = OrderBook()

  mutating func clear(bids: [Order], asks: [Order], into trades: inout [Trade]) {
    book.fill(bids: bids, asks: asks)
    for place in 0..<book.crossing {
      let (bid, ask) = (book.bids[place], book.asks[place])
      trades.append(Trade(buyer: bid.party, seller: ask.party, paid: ask.price, received: ask.price))
    }
  }
}
