import Recording
import Testing

/// Reputations as a user meets them: some providers are so slow that their answers come after the time-out.
@Suite struct ReputationScenarioTests {
  private func text(_ scheduling: String, policy: String = "random", objective: String = "") -> String {
    """
    name: reputation
    duration: 10000 s
    models: {any: {profile: llama-3.2-1b}}
    token: {price: 1 USD, epoch: 500 s}\(objective)
    providers:
      good: {count: 4, device: h100, engine: {kind: service}, ask: {per_second: 0.01 USD, spread: 0}}
      slow: {count: 4, device: h100, engine: {kind: service, speed: 0.1}, ask: {per_second: 0.005 USD, spread: 0}}
    clients: {people: {count: 20, timeout: 5 s}}
    demand: {jobs: {arrivals: {kind: poisson, rate: 1 /s}, work: 1 s}}
    scheduling: {policy: \(policy), \(scheduling)}
    """
  }

  /// Jobs given to slow providers in the first epoch and from the third to the sixth.
  private func shares(_ run: MarketRun) -> (before: Double, after: Double) {
    func share(_ range: Range<Double>) -> Double {
      let rows = run.rows(.decisions).filter { range.contains(Double($0["time_s"]!)!) }
      return Double(rows.count { $0["chosen"]!.hasPrefix("slow") }) / Double(rows.count)
    }
    return (share(0..<500), share(1000..<3000))
  }

  @Test(arguments: ["{kind: beta, measure: mean}", "eigentrust"]) func whoBreaksItsWordIsShunned(rule: String) throws {
    let plain = try MarketRun(text("decision_sampling: 1"))
    let rated = try MarketRun(text("decision_sampling: 1, reputation: \(rule), min_reputation: 0.3"))
    #expect(abs(shares(plain).after - 0.5) < 0.05)
    #expect(abs(shares(rated).before - 0.5) < 0.1 && shares(rated).after == 0)
    #expect(rated.count("jobs_completed") > plain.count("jobs_completed") * 5 / 4)
    let dropped = rated.rows(.decisions).filter { $0["dropped"]!.contains("reputation=4") }
    #expect(dropped.count > 3000)
  }

  /// Mistrust fades: the shunned come back, are tried, and are shunned again.
  @Test func theShunnedAreTriedAgain() throws {
    let run = try MarketRun(
      text("decision_sampling: 1, reputation: {kind: beta, measure: mean, decay: 0.5}, min_reputation: 0.3"))
    let trials = run.rows(.decisions).filter { $0["chosen"]!.hasPrefix("slow") && Double($0["time_s"]!)! > 1000 }
    #expect(trials.count > 20 && trials.count < 4000)
  }

  /// Rating alone changes nothing but what is told: the same course, and reputations that tell the fleets apart.
  @Test func ratingWithoutAMinimumChangesNothing() throws {
    let plain = try MarketRun(text("view_age: 0 s"))
    let rated = try MarketRun(text("reputation: beta"))
    #expect(plain.fingerprint == rated.fingerprint)
    let mean = try #require(rated.summary["reputation_mean"]?.double)
    // Half near 1, half near 0.
    #expect(abs(mean - 0.5) < 0.03 && plain.summary["reputation_mean"] == nil)
    #expect(rated.count("providers_shunned") == 0)
  }

  /// Answers that come, but later than promised, count as broken: all do with a promise of half a second.
  @Test func lateAnswersAreBrokenWords() throws {
    let punctual = try MarketRun(
      text("reputation: {kind: beta, measure: mean}", objective: "\nobjectives: {e2e: 60 s}"))
    let late = try MarketRun(text("reputation: {kind: beta, measure: mean}", objective: "\nobjectives: {e2e: 500 ms}"))
    #expect(punctual.fingerprint == late.fingerprint)
    #expect((punctual.summary["reputation_mean"]?.double ?? 0) > 0.45)
    #expect((late.summary["reputation_mean"]?.double ?? 1) < 0.02)
  }

  /// The same filter under every way to decide, also where the policy goes by an index or a batch.
  @Test(arguments: ["shortest-queue", "least-work", "{kind: reverse-auction, candidates: 2}"]) func everyPolicyShuns(
    policy: String
  ) throws {
    let run = try MarketRun(
      text("decision_sampling: 1, reputation: {kind: beta, measure: mean}, min_reputation: 0.4", policy: policy))
    #expect(shares(run).before > 0 && shares(run).after == 0)
  }

  @Test func batchesShunToo() throws {
    let ratings = "decision_sampling: 1, reputation: {kind: beta, measure: mean}, min_reputation: 0.4"
    let text = text("\(ratings), batch: {rule: {kind: assignment, cost: price}}").replacing(
      "policy: random, ", with: "")
    let run = try MarketRun(text)
    #expect(shares(run).before > 0 && shares(run).after == 0)
  }

  @Test func mistakesAreRefused() {
    let wrong = [
      "min_reputation: 0.2", "reputation: beta, min_reputation: 0.06", "reputation: gossip",
      "reputation: {kind: beta, decay: 1.5}", "reputation: {kind: eigentrust, pretrusted: 0}",
      "reputation: {kind: beta, measure: mean}, min_reputation: 0.51",
    ]
    for scheduling in wrong {
      #expect(throws: (any Error).self, "\(scheduling)") { try MarketRun.read(text(scheduling)) }
    }
    for scheduling in ["reputation: beta, min_reputation: 0.05", "reputation: eigentrust, min_reputation: 1"] {
      #expect(throws: Never.self, "\(scheduling)") { try MarketRun.read(text(scheduling)) }
    }
  }
}
