import Economy
import Inference
import Network
import Quantities
import Randomness
import Recording
import Roles
import Scenarios
import SimulationKernel
import Vocabulary

extension World {
  /// Builds the world of a checked scenario, and the simulation that runs it with its first events scheduled.
  ///
  /// - Parameters:
  ///   - seed: of every random stream.
  ///   - tables: what the journal keeps.
  ///   - horizon: the end of the run; the scenario's duration by default.
  public static func simulation(
    of scenario: Scenario, seed: UInt64, recording tables: [JournalTable] = [], until horizon: Instant? = nil
  ) -> Simulation<World> {
    let end = Instant.start + scenario.duration
    let world = World(scenario: scenario, seed: seed, tables: tables, horizon: min(horizon ?? end, end))
    var simulation = Simulation(world)
    simulation.model.begin(&simulation.queue)
    return simulation
  }

  init(scenario: Scenario, seed: UInt64, tables: [JournalTable], horizon: Instant) {
    let names = StreamNames()
    let source = RandomSource(seed: seed)
    var topology = Topology(map: scenario.network.regions, classes: scenario.network.classes, law: scenario.network.law)
    for rule in scenario.network.rules { topology.add(rule) }
    var builder = RosterBuilder(scenario: scenario, source: source, names: names, topology: topology)
    builder.addBrokers()
    builder.addClients()
    builder.addProviders()
    self.scenario = scenario
    self.seed = seed
    self.horizon = horizon
    self.names = names
    self.source = source
    self.topology = builder.topology
    clients = builder.clients
    roster = builder.roster
    brokerPlace = builder.brokerPlace
    providers = builder.providers
    books = builder.books
    truth = ProviderTable(facts: builder.facts())
    truth.askPrompt = builder.askPrompt
    truth.askOutput = builder.askOutput
    truth.askSecond = builder.askSecond
    truth.tokenPrice = scenario.token.price
    truth.minReputation = scenario.scheduling.minReputation
    reputation = scenario.scheduling.reputation
    reputation?.open(raters: scenario.scheduling.brokers, providers: truth.count)
    // All at once: a write to one place of the column copies the whole of it.
    truth.isUp = providers.map { $0.state == .up }
    truth.keepIndex(by: scenario.scheduling.policy.preferredIndex)
    let hasAge = scenario.scheduling.viewAge > .zero
    views = hasAge ? Array(repeating: truth, count: scenario.scheduling.brokers) : []
    brokers = (0..<scenario.scheduling.brokers).map {
      BrokerRole(
        policy: scenario.scheduling.policy, redundancy: scenario.scheduling.redundancy,
        stream: source.stream(names.broker, $0))
    }
    let hall = scenario.scheduling.batch.map { WaitingHall(desk: BatchDesk(rule: $0.rule)) }
    halls = hall.map { Array(repeating: $0, count: scenario.scheduling.brokers) } ?? []
    bulk = BulkDesk(scenario: scenario, access: roster.access.map { builder.topology.classes[Int($0)] })
    arrivals = scenario.demand.enumerated().map { index, kind in
      var process = kind.value.arrivals
      process.stop(after: horizon)
      return ArrivalDesk(process: process, stream: source.stream(names.arrival, index))
    }
    demands = scenario.demand.map { DemandFacts($0.value, in: scenario) }
    slowdowns = scenario.fleets.map(\.value.slowdown)
    mispredictions = scenario.fleets.map { $0.value.engine.misprediction.map { .law($0) } ?? .none }
    measures = Measures(
      from: .start + scenario.warmup,
      objectives: (scenario.objectives.timeToFirstToken, scenario.objectives.endToEnd))
    if scenario.demand.contains(where: { $0.value.priority != scenario.demand[0].value.priority }) {
      measures.byClass = scenario.demand.map { _ in (QuantileSketch(), QuantileSketch()) }
    }
    (ledger, token) = Self.openLedger(of: scenario, providers: builder.providers.count)
    journal = Journal(names: builder.journalNames(), tables: tables)
    startBooks()
  }

  /// Notes what every provider holds, draws and does at the start.
  private mutating func startBooks() {
    for index in books.indices {
      let status = providers[index].status
      let isServing = status.state == .up
      books[index].draw = status.draw
      books[index].state = isServing ? .idle : .away
      measures.draw = measures.draw + books[index].draw
      measures.up += isServing ? 1 : 0
      measures.slotsUp += isServing ? Int(books[index].slots) : 0
    }
  }

  /// Opens every account and endows the clients; what the scenario mints at the start is minted here.
  private static func openLedger(of scenario: Scenario, providers: Int) -> (Ledger, TokenState) {
    var ledger = Ledger()
    if case .failure = ledger.mint(scenario.token.treasury, to: .treasury, as: .endowment) {
      preconditionFailure("the scenario was checked: endowments stay below the mint limit")
    }
    let firstClient = ledger.accountCount
    for (_, group) in scenario.clients {
      let funds = scenario.token.amount(of: group.funds)
      for _ in 0..<group.count {
        let account = ledger.open(.client)
        if funds > .zero, case .failure = ledger.mint(funds, to: account, as: .endowment) {
          preconditionFailure("the scenario was checked: endowments stay below the mint limit")
        }
      }
    }
    let firstProvider = ledger.accountCount
    for _ in 0..<providers { _ = ledger.open(.provider) }
    let token = TokenState(
      split: scenario.token.split, firstClientAccount: firstClient, firstProviderAccount: firstProvider)
    return (ledger, token)
  }

  /// Schedules the first of everything.
  mutating func begin(_ queue: inout EventQueue<WorldEvent>) {
    for demand in arrivals.indices { arrivals[demand].regionOfCopy = copyRegions(of: demand) }
    for demand in arrivals.indices { scheduleArrival(of: demand, after: .start, &queue) }
    for index in providers.indices { scheduleChurn(of: index, after: .start, &queue) }
    if scenario.warmup > .zero { queue.schedule(.warmupEnded, at: .start + scenario.warmup) }
    for index in scenario.transfers.indices {
      let at = Instant.start + scenario.transfers[index].at
      if at <= horizon { queue.schedule(.transferStarted(transfer: Int32(index)), at: at) }
    }
    for (broker, _) in views.enumerated() {
      // Brokers renew their pictures one after the other, not all at once.
      let share = scenario.scheduling.viewAge.nanoseconds / Int64(views.count) * Int64(broker + 1)
      queue.schedule(.viewRefreshed(broker: Int32(broker)), at: Instant(nanoseconds: share))
    }
    schedule(.blockSealed, every: scenario.token.blockInterval, &queue)
    schedule(.epochEnded, every: scenario.token.epochLength, &queue)
    schedule(.sampleTaken, every: scenario.sampling, &queue)
  }

  private func schedule(_ event: WorldEvent, every span: TimeSpan, _ queue: inout EventQueue<WorldEvent>) {
    let first = Instant.start.adding(saturating: span)
    if first <= horizon { queue.schedule(event, at: first) }
  }
}
