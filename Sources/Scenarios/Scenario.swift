import Economy
import Network
import Quantities
import Scheduling
import Specs
import Vocabulary

/// One scenario: everything that a run depends on besides its seed. Read from a file, never changed by a run.
public struct Scenario: Sendable {
  public var name: Name
  public var summary: String
  public var duration: TimeSpan
  /// Jobs that arrive before are simulated, but left out of latencies and rates.
  public var warmup: TimeSpan
  public var seed: UInt64
  public var network: NetworkSpec
  public var models: [(name: Name, value: ServedModel)]
  public var fleets: [(name: Name, value: Fleet)]
  public var clients: [(name: Name, value: ClientGroup)]
  public var demand: [(name: Name, value: DemandClass)]
  public var scheduling: SchedulingSpec
  public var token: TokenSpec
  public var energy: EnergyPrices
  public var transfers: [TransferSpec]
  public var objectives: ServiceObjectives
  /// Time between rows of timeseries.csv.
  public var sampling: TimeSpan

  /// Takes a whole scenario file apart; `policies` holds what `scheduling.policy` may name.
  public init(from spec: inout Spec, policies: Catalog<any SchedulingPolicy>) {
    _ = spec.take("assay", "Version of the file format.", default: 1, in: 1...1)
    spec.dollarsPerEuro = spec.take(
      "usd_per_eur", "Dollars in a euro, for amounts given in EUR.", default: 1.08, in: 0.01...100)
    name = spec.takeRequired("name", "Short name of the scenario; its runs are kept under it.")
    summary = spec.take("description", "One line that says what the scenario asks.", default: "")
    duration = spec.take(
      "duration", "Simulated time from the start to the end of the run.", default: .hours(1),
      in: TimeSpan(nanoseconds: 1)...TimeSpan.hours(24 * 36500))
    warmup = spec.take(
      "warmup", "Jobs that arrive before this are left out of latencies and rates.", default: .zero,
      in: .zero...TimeSpan.hours(24 * 36500))
    seed = spec.take("seed", "Seed of every random stream, unless --seed gives another.", default: 1)
    sampling = spec.take(
      "sampling", "Time between rows of timeseries.csv.", default: .minutes(5),
      in: TimeSpan.milliseconds(1)...TimeSpan.hours(24 * 365))
    network = spec.takeSection("network", "Regions, links and what goes wrong on the way.") { NetworkSpec(from: &$0) }
    let names = NetworkNames(network)
    models = spec.takeNamed("models", "What is served, by a name of your own.") { ServedModel(from: &$1) }
    if models.count > 64 { spec.problem("models", "more than 64 models", remedy: "merge the rarest") }
    let modelNames = models.map(\.name)
    fleets = spec.takeNamed("providers", "Who serves: fleets of like devices.") {
      Fleet(from: &$1, names, models: modelNames)
    }
    clients = spec.takeNamed("clients", "Who asks: groups of like clients.") {
      ClientGroup(from: &$1, names)
    }
    let clientNames = clients.map(\.name)
    let classNames = spec.names(of: "demand")
    demand = spec.takeNamed("demand", "What is asked for: classes of jobs.") {
      DemandClass(
        from: &$1, clients: clientNames, models: modelNames, regions: names.regions, classes: classNames)
    }
    scheduling = spec.takeSection("scheduling", "Who matches jobs to providers, and how.") {
      SchedulingSpec(from: &$0, policies: policies, regions: names.regions)
    }
    token = spec.takeSection("token", "The network's native token and its ledger.") { TokenSpec(from: &$0) }
    energy = spec.takeSection("energy", "What providers pay for electricity.") {
      EnergyPrices(from: &$0, regions: names.regions)
    }
    transfers = spec.takeSections("transfers", "Bulk transfers on the network's named links.") {
      TransferSpec(from: &$0, links: names.links)
    }
    objectives = spec.takeSection("objectives", "Latencies promised to users; the share of jobs beyond is reported.") {
      ServiceObjectives(from: &$0)
    }
    // Read by those who run the scenario, before they read the rest.
    let _: [SettingText] = spec.takeList(
      "ci", "Settings, each `path=value`, that make a run of seconds of it for `assay check`.", default: [])
    check(&spec)
  }

  /// What no single key can tell.
  private func check(_ spec: inout Spec) {
    guard !spec.isDescribing else { return }
    if warmup >= duration {
      spec.problem("warmup", "is not shorter than the duration", remedy: "end the warm-up before the run ends")
    }
    if !demand.isEmpty && fleets.isEmpty {
      spec.problem("providers", "nobody serves the demand", remedy: "add at least one fleet under providers:")
    }
    if !demand.isEmpty && clients.isEmpty {
      spec.problem("clients", "nobody asks", remedy: "add at least one group under clients:")
    }
    if scheduling.batch?.rule.needsSubsidy == true && token.treasury == .zero {
      spec.problem(
        "scheduling", "has a batch rule by which sellers get more than buyers pay, and the treasury has nothing to add",
        remedy: "give it tokens under token.treasury, or take another rule")
    }
    checkFit(&spec)
    checkHosts(&spec)
    checkChains(&spec)
    if demand.isEmpty && transfers.isEmpty {
      spec.problem("demand", "nothing happens in this scenario", remedy: "add a class under demand: or a transfer")
    }
  }

  /// Every model that a fleet may be dealt must fit its devices.
  private func checkFit(_ spec: inout Spec) {
    guard spec.isSound else { return }
    for (name, fleet) in fleets {
      for (model, weight) in zip(models, fleet.models) where weight > 0 {
        if !fleet.engine.fits(device: fleet.device, model: model.value.profile) {
          spec.problem(
            "providers", "has the fleet `\(name)`, whose \(fleet.device.name) cannot hold the model `\(model.name)`",
            remedy: "give the fleet a larger device, or the model a lower precision, or another weight of 0")
        }
      }
    }
  }

  /// Every class of jobs must have a fleet that could serve it, with an engine for its kind of job.
  private func checkHosts(_ spec: inout Spec) {
    guard spec.isSound else { return }
    for (name, kind) in demand {
      let hosts = fleets.filter { $0.value.models[kind.model.index] > 0 }
      if hosts.isEmpty {
        spec.problem(
          "demand", "has the class `\(name)`, whose model `\(models[kind.model.index].name)` no fleet serves",
          remedy: "give the model a weight under some fleet's models:")
      }
      for host in hosts where host.value.engine.servesStatedWork != (kind.work != nil) {
        let remedy =
          kind.work == nil
          ? "state work: in the class, or give the fleet an engine of kind llm"
          : "drop work: from the class, or give the fleet an engine of kind service"
        spec.problem(
          "demand", "has the class `\(name)`, whose jobs the engines of fleet `\(host.name)` cannot time",
          remedy: remedy)
      }
    }
  }

  /// A chain of jobs is one customer's, so its classes have the same clients.
  private func checkChains(_ spec: inout Spec) {
    for (name, kind) in demand {
      for (follower, chance) in kind.next.enumerated() where chance > 0 && follower < demand.count {
        guard demand[follower].value.clients != kind.clients else { continue }
        spec.problem(
          "demand", "has the class `\(name)`, followed by `\(demand[follower].name)` of other clients",
          remedy: "give both classes the same clients: whoever has an answer asks the next question")
      }
    }
  }

  /// Some fleet downloads its weights after an absence.
  public var hasDownloads: Bool { fleets.contains { $0.value.download != nil } }
  /// Providers of all fleets together.
  public var providerCount: Int { fleets.reduce(0) { $0 + $1.value.count } }
  /// Clients of all groups together.
  public var clientCount: Int { clients.reduce(0) { $0 + $1.value.count } }
}

/// Latencies that the network promises its users.
public struct ServiceObjectives: Sendable {
  public var timeToFirstToken: TimeSpan?
  public var endToEnd: TimeSpan?

  init(from spec: inout Spec) {
    timeToFirstToken = spec.takeOptional("ttft", "Time to the first token.")
    endToEnd = spec.takeOptional("e2e", "Time from the request to the whole answer.")
  }
}

/// What a kilowatt hour costs, by region. The figures are the scenario's own assumption.
public struct EnergyPrices: Sendable {
  /// Dollars for a kilowatt hour, by region.
  public var byRegion: [Dollars]
  /// Grams of carbon dioxide for a kilowatt hour, by region.
  public var carbonByRegion: [Double]

  init(from spec: inout Spec, regions: [Name]) {
    let usual = spec.take(
      "price", "Price of a kilowatt hour where no other is given.", default: EnergyPrice(nanoDollarsPerKWh: 150_000_000)
    )
    let named: [(index: Int, name: Name, value: EnergyPrice)] = spec.takeMap(
      "by_region", "Price of a kilowatt hour by region.", among: regions)
    byRegion = regions.map { _ in Dollars(nano: usual.nanoDollarsPerKWh) }
    for row in named { byRegion[row.index] = Dollars(nano: row.value.nanoDollarsPerKWh) }
    let grams: Double = spec.take(
      "carbon",
      "Carbon dioxide of a kilowatt hour, in grams, where no other is given; 480 is the world's mean of 2023.",
      default: 480, in: 0...10_000)
    let places: [(index: Int, name: Name, value: Double)] = spec.takeMap(
      "carbon_by_region", "Carbon dioxide of a kilowatt hour, in grams, by region.", among: regions)
    carbonByRegion = regions.map { _ in grams }
    for row in places { carbonByRegion[row.index] = row.value }
  }
}

/// A bulk transfer (weights, a KV cache) at a stated time over named links.
public struct TransferSpec: Sendable {
  public var name: Name
  public var links: [Int]
  public var bytes: ByteCount
  public var at: TimeSpan
  public var weight: Int

  init(from spec: inout Spec, links: [Name]) {
    name = spec.takeRequired("name", "Name of the transfer in transfers.csv.")
    bytes = spec.take("size", "Data to move.", in: ByteCount(bytes: 1)...ByteCount(bytes: 1 << 50))
    at = spec.take("at", "When it starts.", default: .zero, in: .zero...TimeSpan.hours(24 * 36500))
    weight = spec.take(
      "weight", "Share of a contended link, relative to other transfers.", default: 1, in: 1...1_000_000)
    self.links = spec.takeReferences("links", "The links on its path, in order.", among: links) ?? []
  }
}
