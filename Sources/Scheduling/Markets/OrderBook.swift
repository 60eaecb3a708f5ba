/// Orders by the unit, the most eager first; equals by the lowest party.
struct OrderBook: Sendable {
  struct Unit: BitwiseCopyable, Sendable {
    var price: Int64
    var party: Int32
  }

  /// Falling in price.
  private(set) var bids: [Unit] = []
  /// Rising in price.
  private(set) var asks: [Unit] = []
  /// Pairs that gain by trading, or do not lose: the first so many of both sides.
  private(set) var crossing = 0

  mutating func fill(bids: [Order], asks: [Order]) {
    Self.expand(bids, into: &self.bids)
    Self.expand(asks, into: &self.asks)
    self.bids.sort { $0.price != $1.price ? $0.price > $1.price : $0.party < $1.party }
    self.asks.sort { $0.price != $1.price ? $0.price < $1.price : $0.party < $1.party }
    crossing = Self.crossing(self.bids, self.asks)
  }

  private static func expand(_ orders: [Order], into units: inout [Unit]) {
    units.removeAll(keepingCapacity: true)
    for order in orders {
      units.append(contentsOf: repeatElement(Unit(price: order.price, party: order.party), count: Int(order.units)))
    }
  }

  static func crossing(_ bids: [Unit], _ asks: [Unit]) -> Int {
    var count = 0
    while count < min(bids.count, asks.count) && bids[count].price >= asks[count].price { count += 1 }
    return count
  }

  /// Appends the first `count` pairs, all at two prices.
  func trade(_ count: Int, paying paid: Int64, receiving received: Int64, into trades: inout [Trade]) {
    for place in 0..<count {
      trades.append(Trade(buyer: bids[place].party, seller: asks[place].party, paid: paid, received: received))
    }
  }
}

/// The number between two prices at so many millionths of the way, rounded down; exact.
func between(_ low: Int64, _ high: Int64, partsPerMillion parts: Int64) -> Int64 {
  low + Int64((Int128(high) - Int128(low)) * Int128(parts) / 1_000_000)
}
