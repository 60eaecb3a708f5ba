import Quantities
import Randomness
import Scenarios
import Scheduling
import SimulationKernel
import Specs
import Testing
import Vocabulary

@testable import Marketplace

/// What policies are told that ask for more than a table.
@Suite struct FeedbackTests {
  /// Takes providers in turn and writes down what it is told.
  private struct Diary: SchedulingPolicy {
    var turns = RoundRobin()
    var offers = 0
    var outcomes: [ServiceOutcome] = []
    var learns: Bool { true }

    mutating func place(
      _ job: Job, among providers: ProviderTable, at now: Instant, using stream: inout RandomStream,
      noting note: inout DecisionNote
    ) -> ProviderID? {
      let chosen = turns.place(job, among: providers, at: now, using: &stream, noting: &note)
      if chosen != nil { offers += 1 }
      return chosen
    }

    mutating func learn(_ outcome: ServiceOutcome) { outcomes.append(outcome) }
  }

  private func run(_ text: String) throws -> World {
    let catalog = Catalog.standard.adding(.init("diary", "Writes down what it is told.") { _ in Diary() })
    let scenario = try SpecReader.read(Array(text.utf8), named: "test.yaml") {
      Scenario(from: &$0, policies: catalog)
    }.product
    var simulation = World.simulation(of: scenario, seed: 11)
    simulation.run(through: simulation.model.horizon)
    #expect(simulation.model.violation == nil)
    return simulation.model
  }

  @Test func everyOfferEndsOnceForItsBroker() throws {
    // Refused by full stations, lost with stations that fail, given up by clients in a hurry.
    let world = try run(
      """
      name: feedback
      duration: 600 s
      models: {unit: {profile: generic}}
      providers:
        station:
          count: 5
          device: generic
          engine: {kind: service, servers: 1, capacity: 3}
          ask: {per_second: 0.01 USD}
          churn: {kind: on-off, up: {kind: exponential, mean: 60 s}, down: {kind: exponential, mean: 20 s}}
      clients: {source: {timeout: 4 s, retries: 1, funds: 100 USD}}
      demand: {jobs: {arrivals: {kind: poisson, rate: 5 /s}, work: {kind: exponential, mean: 1 s}}}
      scheduling: {policy: diary}
      """)
    let diary = try #require(world.brokers[0].policy as? Diary)
    let open = world.jobs.bodies.count { $0.isLive && $0.isOffered }
    #expect(diary.offers == diary.outcomes.count + open)
    let answers = diary.outcomes.filter(\.isAnswered)
    #expect(Int64(answers.count) == world.counts.count(of: .completed))
    let failures = diary.outcomes.filter { !$0.isAnswered }
    #expect(failures.contains { $0.latency < .seconds(1) } && failures.contains { $0.latency > .seconds(3) })
    #expect(answers.allSatisfy { $0.latency > .zero && $0.latency <= .seconds(4) && $0.price > 0 })
    let paid = answers.reduce(Int128(0)) { $0 + Int128($1.price) }
    #expect(paid == world.measures.paid.base)
  }

  @Test func anOracleMakesOneQueueOfAll() throws {
    // Who always joins the least true work serves in order of arrival: M/M/10 at 0.9 takes 1.668732 (Erlang C), where
    // the fewest outstanding take 1.91 and the least predicted work, which does not run down, 1.78.
    let world = try run(
      """
      name: oracle
      duration: 6000 s
      warmup: 100 s
      network: {fidelity: ideal}
      models: {unit: {profile: generic}}
      providers:
        station: {count: 10, device: generic, engine: {kind: service, servers: 1}, ask: {per_second: 0 USD}}
      clients: {source: {timeout: 24 h}}
      demand: {jobs: {arrivals: {kind: poisson, rate: 9 /s}, work: {kind: exponential, mean: 1 s}}}
      scheduling: {policy: clairvoyant}
      """)
    let mean = try #require(world.measures.endToEnd.mean).seconds
    #expect(abs(mean - 1.668732) < 0.03 * 1.668732)
  }
}
