import Testing

/// Auctions as a user meets them: in a scenario file.
@Suite struct AuctionScenarioTests {
  /// Three fleets of one provider that ask 1, 2 and 5 dollars for a second; each job is one second and comes alone.
  private func text(_ policy: String, budget: String = "") -> String {
    """
    name: auction
    duration: 1000 s
    models: {any: {profile: llama-3.2-1b}}
    token: {price: 1 USD, fees: {protocol: 0.025}}
    providers:
      dear: {count: 1, device: h100, engine: {kind: service}, ask: {per_second: 5 USD, spread: 0}}
      cheap: {count: 1, device: h100, engine: {kind: service}, ask: {per_second: 1 USD, spread: 0}}
      middle: {count: 1, device: h100, engine: {kind: service}, ask: {per_second: 2 USD, spread: 0}}
    clients: {people: {count: 3, funds: 10000 USD\(budget)}}
    demand: {jobs: {arrivals: {kind: poisson, rate: 0.05 /s}, work: 1 s}}
    scheduling: {policy: \(policy), decision_sampling: 1}
    """
  }

  /// The distinct prices of the completed jobs, and who served.
  private func outcome(_ policy: String, budget: String = "") throws -> (prices: Set<String>, fleets: Set<String>) {
    let run = try MarketRun(text(policy, budget: budget))
    let done = run.rows(.jobs).filter { $0["outcome"] == "completed" }
    #expect(done.count > 20)
    return (Set(done.map { $0["price"]! }), Set(done.map { String($0["provider"]!.split(separator: "-")[0]) }))
  }

  @Test(arguments: [
    ("{kind: reverse-auction, pricing: first-price, candidates: 0}", "", "1"),
    ("{kind: reverse-auction, candidates: 0}", "", "2"),
    ("{kind: reverse-auction, pricing: second-price, candidates: 8, reserve: 1.5 USD}", "", "1.5"),
    ("{kind: reverse-auction, pricing: first-price, reserve: 1.5 USD}", "", "1"),
    ("reverse-auction", ", budget: 1.25 USD", "1.25"),
    ("{kind: reverse-auction, reserve: 3 USD}", ", budget: 1.25 USD", "1.25"),
    ("cheapest", "", "1"),
  ])
  func paysWhatTheRuleSays(policy: String, budget: String, price: String) throws {
    let (prices, fleets) = try outcome(policy, budget: budget)
    #expect(prices.count == 1 && Double(prices.first!) == Double(price))
    #expect(fleets == ["cheap"])
  }

  /// With one candidate for each job there is no second price: the winner gets its own bid.
  @Test func oneCandidateGetsItsBid() throws {
    let (prices, fleets) = try outcome("{kind: reverse-auction, candidates: 1}")
    #expect(Set(prices.map { Double($0)! }) == [1, 2, 5] && fleets.count == 3)
  }

  @Test func aReserveBelowEveryBidRejects() throws {
    let run = try MarketRun(text("{kind: reverse-auction, reserve: 0.5 USD}"))
    #expect(run.count("jobs_completed") == 0 && run.count("jobs_rejected") > 20)
    #expect(run.rows(.decisions).allSatisfy { $0["dropped"] == "price=3" && $0["chosen"] == "" })
  }

  @Test func mistakesAreRefused() {
    #expect(throws: (any Error).self) { try MarketRun.read(text("{kind: reverse-auction, pricing: third-price}")) }
    #expect(throws: (any Error).self) { try MarketRun.read(text("{kind: reverse-auction, reserve: -1 USD}")) }
  }
}
