import Inference
import Network
import Quantities
import Randomness
import Recording
import Roles
import Scenarios
import Vocabulary

/// Deals a scenario's brokers, clients and providers to regions, links, models and prices, each by its own stream.
struct RosterBuilder {
  let scenario: Scenario
  let source: RandomSource
  let names: StreamNames
  var topology: Topology
  var clients = ClientRoster()
  var roster = ProviderRoster()
  var providers: [ProviderRole] = []
  var books: [ProviderBook] = []
  var askPrompt: [Int64] = []
  var askOutput: [Int64] = []
  var askSecond: [Int64] = []
  private var regions: [RegionID] = []
  private var served: [UInt64] = []
  private var speedRow: [Int32] = []
  private var slots: [Int32] = []
  private var promptPicoseconds: [Int64] = []
  private var outputPicoseconds: [Int64] = []
  private var speed16: [Int64] = []
  private var jobWatts: [Double] = []
  private(set) var brokerPlace: [NodePlace] = []
  private var brokerRegions: [RegionID] = []

  init(scenario: Scenario, source: RandomSource, names: StreamNames, topology: Topology) {
    self.scenario = scenario
    self.source = source
    self.names = names
    self.topology = topology
  }

  private var regionCount: Int { topology.map.count }

  /// An index drawn by weights; the last with a weight where rounding leaves nothing.
  private func draw(_ weights: [Double], using stream: inout RandomStream) -> Int {
    let total = weights.reduce(0, +)
    var left = stream.uniform() * total
    for (index, weight) in weights.enumerated() where weight > 0 {
      if left < weight { return index }
      left -= weight
    }
    return weights.lastIndex { $0 > 0 } ?? 0
  }

  /// Brokers are dealt to regions by largest remainder: the same places for every seed.
  mutating func addBrokers() {
    let weights = scenario.scheduling.regions
    let total = weights.reduce(0, +)
    let datacentre = topology.classes.firstIndex { $0.name.text == "datacentre" } ?? 0
    var given = [Double](repeating: 0, count: weights.count)
    for index in 0..<scenario.scheduling.brokers {
      var best = 0
      var want = -Double.infinity
      for (region, weight) in weights.enumerated() where weight > 0 {
        let owed = weight / total * Double(index + 1) - given[region]
        if owed > want + 1e-9 { (best, want) = (region, owed) }
      }
      given[best] += 1
      brokerRegions.append(RegionID(best))
      var stream = source.stream(names.broker, 1 << 32 | index)
      let node = topology.add(region: RegionID(best), access: datacentre, using: &stream)
      brokerPlace.append(topology.place(of: node))
    }
  }

  /// The brokers in the place with the shortest round trip to each region; the place of the lowest id among equals.
  private func nearestBrokers() -> [[Int32]] {
    (0..<regionCount).map { region in
      var best = brokerRegions[0]
      for place in brokerRegions
      where topology.map.roundTrip(RegionID(region), place) < topology.map.roundTrip(RegionID(region), best) {
        best = place
      }
      return brokerRegions.indices.filter { brokerRegions[$0] == best }.map { Int32($0) }
    }
  }

  mutating func addClients() {
    let nearest = nearestBrokers()
    clients.byRegion = Array(repeating: [], count: scenario.clients.count * regionCount)
    for (group, (_, spec)) in scenario.clients.enumerated() {
      clients.roles.append(
        ClientRole(
          policy: ClientPolicy(
            retries: UInt8(spec.retries), backoff: spec.backoff, timeout: spec.timeout, hasCloud: spec.cloud != nil)))
      for _ in 0..<spec.count {
        let index = clients.count
        var stream = source.stream(names.client, index)
        let region = draw(spec.placement.regions, using: &stream)
        let access = draw(spec.placement.access, using: &stream)
        let node = topology.add(region: RegionID(region), access: access, using: &stream)
        let cell = group * regionCount + region
        // Brokers in one place share its clients, one after the other.
        let broker = nearest[region][clients.byRegion[cell].count % nearest[region].count]
        clients.places.append(ClientPlace(node: topology.place(of: node), region: RegionID(region), broker: broker))
        clients.byRegion[cell].append(Int32(index))
      }
      clients.groupStart.append(clients.count)
    }
  }

  mutating func addProviders() {
    roster.downloadPath = scenario.fleets.map(\.value.download?.links)
    for (fleet, (_, spec)) in scenario.fleets.enumerated() {
      let firstRow = speed16.count
      let patterns = scenario.models.map {
        spec.engine.makeEngine(device: spec.device, model: $0.value.profile, latency: spec.latency)
      }
      let models = scenario.models.map(\.value.profile)
      let speeds = models.map { spec.engine.nominalSpeed(device: spec.device, model: $0, latency: spec.latency) }
      for speed in speeds {
        promptPicoseconds.append(speed.promptPicoseconds)
        outputPicoseconds.append(speed.outputPicoseconds)
      }
      speed16.append(spec.engine.speed16)
      jobWatts.append(max(0, (spec.device.draw - spec.device.idleDraw).watts) * share(of: spec))
      for _ in 0..<spec.count {
        let index = providers.count
        var stream = source.stream(names.fleet, index)
        let region = draw(spec.placement.regions, using: &stream)
        let access = draw(spec.placement.access, using: &stream)
        let model = draw(spec.models, using: &stream)
        let price = spec.ask.spread > 0 ? portableExp(spec.ask.spread * stream.normal()) : 1
        roster.fleet.append(Int32(fleet))
        roster.access.append(Int32(access))
        roster.model.append(ModelID(model))
        let node = topology.add(region: RegionID(region), access: access, using: &stream)
        roster.place.append(topology.place(of: node))
        roster.loadTime.append(spec.loadTime(of: models[model]))
        regions.append(RegionID(region))
        served.append(1 << UInt64(model))
        speedRow.append(Int32(firstRow))
        slots.append(Int32(spec.engine.slots))
        addAsk(spec, speeds[model], factor: price)
        var churnStream = source.stream(names.churn, index)
        let process = spec.churn.started(using: &churnStream)
        roster.churn.append(ChurnDesk(process: process, stream: churnStream))
        providers.append(ProviderRole(engine: patterns[model], state: process.isUpAtStart ? .up : .down))
        var book = ProviderBook()
        book.slots = Int32(spec.engine.slots)
        books.append(book)
      }
    }
  }

  /// What one job takes of a device, with half of its slots taken.
  private func share(of spec: Fleet) -> Double { 2 / (1 + Double(spec.engine.slots)) }

  /// A provider's prices in base units: stated per token, or the device's rent over what it serves with half of its
  /// slots taken; times the provider's own factor.
  private mutating func addAsk(_ spec: Fleet, _ speed: NominalSpeed, factor: Double) {
    let token = scenario.token
    let parts = Int128((min(factor, 1000) * 0x1p20).rounded(.toNearestOrEven))
    let rent = Double(spec.device.rent.nano) * spec.ask.margin / 3600
    let share = share(of: spec)
    func base(_ nanoDollars: Double, per count: Int64) -> Int64 {
      let whole = token.amount(of: Dollars(nano: Int64(min(nanoDollars, 9e18).rounded(.toNearestOrEven))))
      return Int64(clamping: whole.scaled(by: parts, over: Int128(count) << 20).base)
    }
    let million: Int64 = 1_000_000
    // Picoseconds a token → nanodollars a million tokens.
    let perPrompt = rent * Double(speed.promptPicoseconds) * 1e-6 * share
    let perOutput = rent * Double(speed.outputPicoseconds) * 1e-6 * share
    askPrompt.append(base(spec.ask.perMillionPrompt.map { Double($0.nano) } ?? perPrompt, per: million))
    askOutput.append(base(spec.ask.perMillionOutput.map { Double($0.nano) } ?? perOutput, per: million))
    askSecond.append(base(spec.ask.perSecond.map { Double($0.nano) } ?? rent * share, per: 1))
  }

  func facts() -> ProviderFacts {
    ProviderFacts(
      regions: regions, models: served, speedRow: speedRow, promptPicoseconds: promptPicoseconds,
      outputPicoseconds: outputPicoseconds, speed16: speed16, slots: slots,
      regionRoundTrip: topology.regionRoundTrips,
      accessDelay: roster.place.map { topology.accessDelay(of: $0.node).nanoseconds },
      modelCount: max(scenario.models.count, 1), regionCount: regionCount,
      jobWatts: jobWatts, carbonIntensity: scenario.energy.carbonByRegion)
  }
}
