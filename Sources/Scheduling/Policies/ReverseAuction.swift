import Quantities
import Randomness
import Specs
import Vocabulary

/// A sealed-bid auction among feasible providers for each job: the lowest bid serves; among equals the lowest provider.
///
/// At the first price the winner gets its bid; at the second price the next bid or the reserve, whichever is lower, so
/// that no provider gains by bidding anything but its cost (Vickrey 1961). The buyer's reserve is the job's budget, or
/// the policy's own if that is lower; a winner without a rival and without a reserve gets its bid. Bids are the
/// providers' asks.
public struct ReverseAuction: SchedulingPolicy {
  public enum Pricing: String, CaseIterable, SpecValue {
    case firstPrice = "first-price"
    case secondPrice = "second-price"
  }

  private let pricing: Pricing
  /// The most paid for one job.
  private let reserve: Dollars?
  /// Providers that are asked for a bid; 0 for all.
  private let candidates: Int
  private var bidders: [Int32] = []
  public private(set) var agreedPrice: Int64?

  public init(pricing: Pricing = .secondPrice, reserve: Dollars? = nil, candidates: Int = 0) {
    precondition(candidates >= 0, "an auction asks a number of providers")
    self.pricing = pricing
    self.reserve = reserve
    self.candidates = candidates
  }

  init(from spec: inout Spec) {
    pricing = spec.take("pricing", "What the winner gets: its own bid, or the next one.", default: .secondPrice)
    reserve = spec.takeOptional(
      "reserve", "The most that is paid for a job; without it the job's own budget.",
      in: Dollars.zero...Dollars(nano: .max))
    candidates = spec.take(
      "candidates", "Feasible providers, drawn at random, that are asked for a bid; 0 asks all.", default: 8,
      in: 0...1_000_000)
  }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    var job = job
    if let reserve { job.budget = min(job.budget, table.baseUnits(of: reserve)) }
    let filter = FeasibilityFilter(job, at: now)
    bidders.removeAll(keepingCapacity: true)
    filter.list(table, into: &bidders)
    drawCandidates(using: &stream)
    var winner: (provider: ProviderID, bid: Int64)?
    var next = Int64.max
    for bidder in bidders {
      let provider = ProviderID(Int(bidder))
      let bid = table.price(of: job, at: provider)
      if note.isWanted { note.offer(provider, Double(bid), .lowerIsBetter) }
      if let best = winner, (best.bid, best.provider) < (bid, provider) {
        next = min(next, bid)
      } else {
        next = winner?.bid ?? .max
        winner = (provider, bid)
      }
    }
    if note.isWanted { filter.tally(table, into: &note) }
    agreedPrice = winner.map { price(bid: $0.bid, next: next, reserve: job.budget) }
    return winner?.provider
  }

  private func price(bid: Int64, next: Int64, reserve: Int64) -> Int64 {
    let second = min(next, reserve)
    return pricing == .firstPrice || second == .max ? bid : second
  }

  private mutating func drawCandidates(using stream: inout RandomStream) {
    guard candidates > 0 && candidates < bidders.count else { return }
    for place in 0..<candidates { bidders.swapAt(place, place + stream.below(bidders.count - place)) }
    bidders.removeLast(bidders.count - candidates)
  }
}
