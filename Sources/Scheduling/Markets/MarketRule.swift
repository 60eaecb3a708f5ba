import Specs

/// A wish to buy or to sell up to `units` of one good, in base units of money for each.
///
/// A party may have several orders: its value of one unit more falls, or its cost rises, from one to the next.
public struct Order: BitwiseCopyable, Hashable, Sendable {
  /// Number of the buyer or of the seller; ties go to the lowest.
  public var party: Int32
  /// Not negative: what one unit is worth to a buyer, at least, or costs a seller, at most.
  public var price: Int64
  public var units: Int32

  public init(party: Int32, price: Int64, units: Int32 = 1) {
    precondition(price >= 0 && units >= 0, "an order has a price and a number of units, neither negative")
    self.party = party
    self.price = price
    self.units = units
  }
}

/// One unit that changes hands.
public struct Trade: BitwiseCopyable, Hashable, Sendable {
  public var buyer: Int32
  public var seller: Int32
  /// By the buyer, in base units.
  public var paid: Int64
  /// By the seller, in base units; what is paid beyond it stays with the market, what lacks the market adds.
  public var received: Int64

  public init(buyer: Int32, seller: Int32, paid: Int64, received: Int64) {
    self.buyer = buyer
    self.seller = seller
    self.paid = paid
    self.received = received
  }
}

/// Decides who trades with whom, and at what price, when a market is cleared at once.
///
/// Exact, without chance: the same orders make the same trades, whatever their sequence.
public protocol MarketRule: Sendable {
  /// Appends the trades to which the orders lead, the most eager pair first.
  mutating func clear(bids: [Order], asks: [Order], into trades: inout [Trade])
  /// Sellers may get more than buyers pay, and somebody has to add it.
  var needsSubsidy: Bool { get }
}

extension MarketRule {
  public var needsSubsidy: Bool { false }
}

extension Catalog where Product == any MarketRule {
  /// The rules that come with Assay.
  public static var standard: Self {
    Self(
      "market rule",
      [
        .init("first-price", "Each seller gets what it asks, and its buyer pays that.") { _ in PayAsBid() },
        .init("uniform", "One price: the lowest ask or the lowest winning bid that keeps all others out.") { _ in
          UniformPrice()
        },
        .init("double-auction", "One price between the last bid and the last ask that trade.") {
          DoubleAuction(from: &$0)
        },
        .init("mcafee", "Truthful on both sides; the last pair may have to give way, and the market keeps the rest.") {
          _ in McAfee()
        },
        .init("vcg", "Truthful and efficient on both sides; what sellers get beyond what buyers pay the treasury adds.")
        {
          _ in VCG()
        },
      ])
  }
}
