import Specs
import Testing

/// Batch windows as a user meets them: in a scenario file.
@Suite struct BatchScenarioTests {
  private func text(
    _ scheduling: String, rate: String = "2 /s", budget: String = ", budget: 3 USD", timeout: String = "20 s"
  ) -> String {
    """
    name: batch
    duration: 400 s
    models: {any: {profile: llama-3.2-1b}}
    token: {price: 1 USD, fees: {protocol: 0}}
    providers:
      first: {count: 3, device: h100, engine: {kind: service}, ask: {per_second: 1 USD, spread: 0.3}}
      second: {count: 3, device: h100, engine: {kind: service}, ask: {per_second: 2 USD, spread: 0.3}}
    clients: {people: {count: 20, funds: 10000 USD, timeout: \(timeout)\(budget)}}
    demand: {jobs: {arrivals: {kind: poisson, rate: \(rate)}, work: {kind: uniform, low: 0.5 s, high: 1.5 s}}}
    scheduling: {\(scheduling)}
    """
  }

  @Test(arguments: ["assignment", "flow", "first-price", "uniform", "double-auction", "mcafee"])
  func everyRuleServes(rule: String) throws {
    let run = try MarketRun(text("batch: {window: 200 ms, rule: \(rule)}, decision_sampling: 1"))
    let done = run.rows(.jobs).filter { $0["outcome"] == "completed" }
    // McAfee sacrifices a pair of each window, so that it serves windows of two and more.
    #expect(done.count > (rule == "mcafee" ? 60 : 500), "\(rule): \(done.count)")
    // Who arrives is sent on when its window closes: never at once, and mostly within the window and the way there.
    let waits = done.map { Double($0["dispatched_s"]!)! - Double($0["arrival_s"]!)! }
    #expect(waits.allSatisfy { $0 > 0 } && (waits.max() ?? 0) > 0.15)
    #expect(run.rows(.decisions).count >= done.count)
    // Without protocol fees the treasury has what the market kept.
    let kept = run.summary["fees"]!.double
    #expect(rule == "mcafee" ? kept > 0 : kept == 0, "\(rule): \(kept)")
    #expect(done.allSatisfy { Double($0["price"]!)! <= 3 })
  }

  /// Jobs of one window leave at one instant, and windows of one broker do not overlap.
  @Test func windowsCloseTogether() throws {
    let run = try MarketRun(text("batch: {window: 2 s, rule: flow}"))
    let sent = run.rows(.jobs).filter { $0["outcome"] == "completed" }.map { Double($0["dispatched_s"]!)! }
    let instants = Set(sent).sorted()
    #expect(sent.count > 500 && instants.count < sent.count / 2)
    for (a, b) in zip(instants, instants.dropFirst()) { #expect(b - a >= 2 - 1e-9) }
  }

  /// Six servers offer at most six free slots, so that nobody waits at a provider; what is left over waits at the
  /// broker, and who times out there is gone from it.
  @Test func assignmentsWaitAtTheBroker() throws {
    let run = try MarketRun(text("batch: {window: 100 ms, rule: assignment}", rate: "9 /s", timeout: "4 s"))
    #expect(run.count("jobs_completed") > 1000 && run.count("jobs_failed") > 300)
    #expect((run.summary["wait_max_s"]?.double ?? 1) == 0)
    let queued = try MarketRun(
      text("batch: {window: 100 ms, rule: {kind: flow, depth: 3}}", rate: "9 /s", timeout: "4 s"))
    #expect((queued.summary["wait_max_s"]?.double ?? 0) > 1)
  }

  /// A budget below every ask is refused when the window closes, not kept until the time-out.
  @Test(arguments: ["assignment", "flow", "uniform"]) func nobodyFeasibleIsRefused(rule: String) throws {
    let run = try MarketRun(
      text("batch: {window: 100 ms, rule: \(rule)}, decision_sampling: 1", budget: ", budget: 0.0001 USD"))
    #expect(run.rows(.decisions).allSatisfy { $0["dropped"] == "price=6" && $0["chosen"] == "" })
    #expect(run.count("jobs_completed") == 0 && run.count("jobs_rejected") > 500 && run.count("jobs_failed") == 0)
  }

  /// VCG gives sellers more than buyers pay: the treasury has it, or the deal is off.
  @Test func theTreasuryPaysForTruth() throws {
    let scheduling = "batch: {window: 1 s, rule: vcg}"
    func funded(_ tokens: String) -> String {
      text(scheduling).replacing("fees: {protocol: 0}", with: "fees: {protocol: 0}, treasury: \(tokens) tokens")
    }
    let rich = try MarketRun(funded("5000"))
    let poor = try MarketRun(funded("0.001"))
    #expect(throws: SpecError.self, "with nothing at all it is a mistake of the scenario") {
      try MarketRun.read(text(scheduling))
    }
    #expect(rich.count("jobs_completed") > 500 && rich.count("unaffordable") == 0)
    #expect(poor.count("unaffordable") > 100 && poor.count("jobs_completed") < rich.count("jobs_completed"))
    let paid = rich.rows(.jobs).reduce(0.0) { $0 + Double($1["price"]!)! }
    let earned = rich.rows(.providers).reduce(0.0) { $0 + Double($1["earned"]!)! }
    #expect(earned > paid + 50)
    // Nothing is minted for it: what providers have beyond the prices is gone from the treasury.
    #expect(abs((rich.summary["supply"]?.double ?? 0) - (5000 + 20 * 10_000)) < 1e-6)
  }

  /// At one price the paid price of a second is the same for all jobs of a window.
  @Test func oneWindowHasOnePrice() throws {
    let run = try MarketRun(text("batch: {window: 2 s, rule: uniform}"))
    var prices: [String: [Double]] = [:]
    for row in run.rows(.jobs) where row["outcome"] == "completed" {
      // Service takes as long as the work, on servers of speed 1.
      let service = Double(row["finished_s"]!)! - Double(row["started_s"]!)!
      prices[row["dispatched_s"]!, default: []].append(Double(row["price"]!)! / service)
    }
    let several = prices.values.filter { $0.count > 1 }
    #expect(several.count > 50)
    // The answer's way home is part of the time measured, some hundredths of the service.
    for window in several { #expect(window.max()! / window.min()! < 1.5) }
  }

  @Test func runsAreReproducible() throws {
    for rule in ["assignment", "flow", "mcafee"] {
      let text = text("brokers: 2, view_age: 3 s, batch: {window: 250 ms, rule: \(rule)}")
      let prints = try [3, 3, 4].map { try MarketRun(text, seed: $0).fingerprint }
      #expect(prints[0] == prints[1] && prints[0] != prints[2])
    }
  }

  /// What a run writes down as its scenario is a scenario, and takes the same course.
  @Test(arguments: [
    "batch: {}", "batch: {rule: double-auction}", "reputation: beta, min_reputation: 0.05", "policy: reverse-auction",
  ])
  func theResolvedScenarioRunsAlike(scheduling: String) throws {
    let text = text(scheduling)
    #expect(try MarketRun(text).fingerprint == MarketRun(MarketRun.resolved(text)).fingerprint)
  }

  @Test func mistakesAreRefused() {
    let wrong = [
      "policy: cheapest, batch: {rule: assignment}", "batch: {rule: vickrey}", "batch: {window: 0 s}",
      "batch: {rule: {kind: double-auction, k: 1.5}}", "batch: {rule: {kind: flow, depth: -1}}",
    ]
    for scheduling in wrong { #expect(throws: (any Error).self) { try MarketRun.read(text(scheduling)) } }
    #expect(throws: Never.self) { try MarketRun.read(text("batch: {}")) }
  }
}
