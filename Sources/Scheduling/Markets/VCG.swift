/// Vickrey, Clarke and Groves for units of one good: whoever trades pays, or gets, what its trade costs or saves the
/// others (Vickrey 1961; Clarke 1971; Groves 1973).
///
/// Efficient, and nobody gains by a lie on all its orders, however many. What is received may exceed what is paid: the
/// deficit is the price of truth on both sides (Myerson and Satterthwaite 1983). Unit r of a party is priced by what
/// the others lose when the party's share goes from r − 1 to r, so that its prices sum to its externality.
struct VCG: MarketRule {
  var needsSubsidy: Bool { true }
  private var book = OrderBook()
  private var otherBids: [OrderBook.Unit] = []
  private var otherAsks: [OrderBook.Unit] = []
  private var paid: [Int64] = []
  private var received: [Int64] = []

  mutating func clear(bids: [Order], asks: [Order], into trades: inout [Trade]) {
    book.fill(bids: bids, asks: asks)
    let count = book.crossing
    paid.removeAll(keepingCapacity: true)
    received.removeAll(keepingCapacity: true)
    paid.append(contentsOf: repeatElement(0, count: count))
    received.append(contentsOf: repeatElement(0, count: count))
    for place in 0..<count {
      if !book.bids[..<place].contains(where: { $0.party == book.bids[place].party }) { priceBuyer(at: place, count) }
      if !book.asks[..<place].contains(where: { $0.party == book.asks[place].party }) { priceSeller(at: place, count) }
    }
    for place in 0..<count {
      trades.append(
        Trade(
          buyer: book.bids[place].party, seller: book.asks[place].party, paid: paid[place], received: received[place]))
    }
  }

  /// What the others lose by each unit that the buyer takes: the next ask they would have to take, or the bid that goes
  /// without, whichever is less.
  private mutating func priceBuyer(at first: Int, _ count: Int) {
    let party = book.bids[first].party
    leaveOut(buyer: party, seller: nil)
    var served = OrderBook.crossing(otherBids, otherAsks)
    var sold = served
    for place in first..<count where book.bids[place].party == party {
      let ask = sold < otherAsks.count ? otherAsks[sold].price : .max
      if served == 0 || ask <= otherBids[served - 1].price {
        precondition(sold < otherAsks.count, "what a buyer gets, somebody sells")
        paid[place] = ask
        sold += 1
      } else {
        paid[place] = otherBids[served - 1].price
        served -= 1
      }
    }
  }

  /// What the others gain by each unit that the seller gives: the next bid served, or the dearest ask spared, whichever
  /// is more.
  private mutating func priceSeller(at first: Int, _ count: Int) {
    let party = book.asks[first].party
    leaveOut(buyer: nil, seller: party)
    var served = OrderBook.crossing(otherBids, otherAsks)
    var sold = served
    for place in first..<count where book.asks[place].party == party {
      let bid = served < otherBids.count ? otherBids[served].price : -1
      if sold == 0 || bid >= otherAsks[sold - 1].price {
        precondition(served < otherBids.count, "what a seller gives, somebody takes")
        received[place] = bid
        served += 1
      } else {
        received[place] = otherAsks[sold - 1].price
        sold -= 1
      }
    }
  }

  private mutating func leaveOut(buyer: Int32?, seller: Int32?) {
    otherBids.removeAll(keepingCapacity: true)
    otherAsks.removeAll(keepingCapacity: true)
    for unit in book.bids where unit.party != buyer { otherBids.append(unit) }
    for unit in book.asks where unit.party != seller { otherAsks.append(unit) }
  }
}
