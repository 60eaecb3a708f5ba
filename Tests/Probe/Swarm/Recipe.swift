/// A scenario made up from a seed, as the sections of its file.
///
/// Times follow from one scale, the mean time of a job, and from the time in which the wanted number of jobs arrives,
/// so that faults, time-outs and prices have something to bite on in every scenario.
struct Recipe {
  /// A change to the scenario that must not change what it is compared for.
  enum Variant {
    case asIs
    /// Another way to place jobs.
    case otherPolicy
    /// With a model, a fleet, clients and a class of demand behind the others that nobody has to do with, and a rule
    /// that changes nothing.
    case bystanders
    /// Step by step.
    case uncoalesced
  }

  /// What is served: a model with its jobs.
  struct Ware {
    var name: String
    var isTokens: Bool
    /// Seconds of a job, about.
    var seconds: Double
    var promptTokens = 0.0
    var outputTokens = 0.0
    /// Jobs a second that all fleets together serve, about.
    var capacity = 0.0
    /// Dollars for a job, about.
    var price = 0.0
  }

  let seed: UInt64
  var dice: Dice
  /// Of orders in queues, so that a new one changes nothing else of a seed.
  var orderDice: Dice
  let features: Features
  var wares: [Ware] = []
  var regions: [String] = []
  var access: [String] = []
  var groups: [String] = []
  /// Seconds in which the wanted number of jobs arrives.
  var span = 0.0
  /// Seconds of a job, over all wares.
  var jobSeconds: Double { wares.reduce(0) { $0 + $1.seconds } / Double(wares.count) }

  private(set) var policies: [String] = []
  /// In place of the first policy, if the scenario has a market.
  private var market = ""
  private var network = ""
  private var models = ""
  private var fleets = ""
  private var clients = ""
  private var demand = ""
  private var scheduling = ""
  private var token = ""
  private var rest = ""
  private var head = ""

  init(seed: UInt64) {
    self.seed = seed
    dice = Dice(seed: seed)
    orderDice = Dice(seed: seed, for: "swarm-orders")
    features = Features(using: &dice)
    makePlaces()
    models = makeModels()
    fleets = makeFleets()
    demand = makeDemand()
    clients = makeClients()
    network = makeNetwork()
    scheduling = makeScheduling()
    token = makeToken()
    rest = makeTransfers()
    makeHead()
    makePolicies()
  }

  /// A run is cut after the instant of this event.
  var eventLimit: UInt64 { features.has(.shortRun) ? 40_000 : 11_000 }
  /// Whether two policies see the same jobs: nothing that follows from what was served makes further ones.
  var hasOpenDemand: Bool { !features.has(.chains) && !features.has(.elasticity) }
  var policyName: String { features.has(.markets) ? "market" : Self.kind(of: policies[0]) }
  private static func kind(of policy: String) -> String {
    String(policy.drop { "{kind: ".contains($0) }.prefix { $0 != "," && $0 != "}" })
  }

  /// The scenario file.
  func text(_ variant: Variant = .asIs) -> String {
    let isCrowded = variant == .bystanders
    var fleets = fleets
    if variant == .uncoalesced { fleets = fleets.replacing("{kind: llm", with: "{kind: llm, coalescing: false") }
    return head + network + (isCrowded ? "    - {kind: degradation}\n" : "")
      + models + (isCrowded ? "  strange: {profile: generic}\n" : "")
      + fleets + (isCrowded ? Self.idlers : "")
      + clients + (isCrowded ? "  strangers: {count: 7}\n" : "")
      + demand + (isCrowded ? "  nothing: {clients: strangers, model: strange, arrivals: none, work: 1 s}\n" : "")
      + scheduling + redundancy + (variant == .otherPolicy ? "  policy: \(policies[1])\n" : decider) + token + rest
  }

  private var decider: String { market.isEmpty ? "  policy: \(policies[0])\n" : market }

  private static let idlers = """
      idlers:
        {count: 5, device: l4, models: {strange: 1}, engine: {kind: service}, churn: {kind: on-off, up: 7 s, down: 3 s}}

    """

  private mutating func makePlaces() {
    let builtIn = ["us-east", "germany", "japan", "brazil", "uk", "india", "australia"]
    let own = ["north", "east", "south", "west"]
    let names = features.has(.ownRegions) ? own : builtIn
    let first = dice.int(0...names.count - 1)
    regions = (0..<dice.int(1...3)).map { names[(first + $0) % names.count] }
    let classes = ["fibre", "cable", "dsl", "5g", "4g", "leo", "datacentre", "cable-wifi"]
    let start = dice.int(0...classes.count - 1)
    access = (0..<dice.int(1...3)).map { classes[(start + $0) % classes.count] }
  }

  private mutating func makeHead() {
    let duration = span * (features.has(.shortRun) ? 1 : 5)
    head = "name: swarm-\(seed)\n"
    head += "description: \"Made up from seed \(seed): \(features.text).\"\n"
    head += "duration: \(time(duration))\n"
    if features.has(.warmup) { head += "warmup: \(time(span / dice.real(8...20)))\n" }
    head += "sampling: \(time(max(span / dice.real(50...400), 0.001)))\n"
    if features.has(.objectives) {
      head += "objectives: {ttft: \(time(jobSeconds)), e2e: \(time(2 * jobSeconds))}\n"
    }
  }

  /// Two different policies: that of the scenario and another.
  private mutating func makePolicies() {
    let count = dice.int(1...5)
    var weights = ["load", "work", "price", "round_trip", "service", "same_region"]
      .map { "\($0): \(decimal(dice.chance() ? dice.real(0...3) : 0))" }
    weights[dice.int(0...5)].append("1")
    let pick = dice.pick(["pick: top", "pick: top_k, depth: \(count)", "pick: softmax, temperature: 0.3"])
    let all = [
      "random", "round-robin", "shortest-queue", "least-work", "cheapest", "lowest-latency",
      "{kind: power-of-choices, choices: \(count)}",
      "{kind: filter-score, \(pick), weights: {\(weights.joined(separator: ", "))}}",
    ]
    if features.has(.markets) { market = makeMarket() }
    let first = dice.int(0...all.count - 1)
    policies = [all[first], all[(first + dice.int(1...all.count - 1)) % all.count]]
  }

  /// An auction for each job, or for all of a window.
  private mutating func makeMarket() -> String {
    if dice.chance(0.3) {
      let pricing = dice.pick(["first-price", "second-price"])
      return "  policy: {kind: reverse-auction, pricing: \(pricing), candidates: \(dice.int(0...9))}\n"
    }
    let rule = dice.pick([
      "assignment", "{kind: assignment, cost: price}", "{kind: flow, depth: \(dice.int(0...5))}", "first-price",
      "uniform", "{kind: double-auction, k: \(decimal(dice.real(0...1)))}", "mcafee",
    ])
    return "  batch: {window: \(time(jobSeconds * dice.log(0.01...3))), rule: \(rule)}\n"
  }

  private mutating func makeScheduling() -> String {
    var text = "scheduling:\n"
    if features.has(.manyBrokers) {
      text += "  brokers: \(dice.int(2...5))\n"
      text += "  regions: \(dice.shares(of: regions))\n"
    }
    if features.has(.staleViews) {
      text += "  view_age: \(time(jobSeconds * dice.log(0.3...10)))\n  counts_own: \(dice.chance())\n"
    }
    if features.has(.ratings) {
      let (rule, least) = dice.pick([
        ("beta", "0"), ("beta", "0.05"), ("{kind: beta, measure: mean, decay: 0.7}", "0.5"), ("eigentrust", "0.7"),
      ])
      text += "  reputation: \(rule)\n  min_reputation: \(least)\n"
    }
    if features.has(.sampledDecisions) { text += "  decision_sampling: \(dice.pick([1, 7, 50]))\n" }
    return text
  }

  /// By the seed, not by the dice: the rest of the scenario does not hang on it. Not where messages take no time: two
  /// copies on like devices then end at the same nanosecond, and coalescing may turn which event comes first.
  private var redundancy: String {
    if features.has(.ideal) || market.hasPrefix("  batch") { return "" }
    return switch seed % 8 {
    case 3: "  redundancy: {kind: duplicate, copies: 2}\n"
    case 5: "  redundancy: {kind: duplicate, copies: 4}\n"
    case 6: "  redundancy: {kind: hedge, quantile: 0.8, budget: 0.3}\n"
    case 7: "  redundancy: {kind: hedge, delay: \(time(jobSeconds)), budget: 0.5}\n"
    default: ""
    }
  }

  private mutating func makeTransfers() -> String {
    guard features.has(.transfers) else { return "" }
    var text = "transfers:\n"
    for number in 0..<dice.int(1...8) {
      let links = dice.pick(["trunk", "spur, trunk", "trunk, branch", "spur, branch"])
      let size = Int64(span * dice.log(1e4...1e7)) + 1
      text += "  - {name: copy-\(number), size: \(size) B, links: [\(links)], "
      text += "at: \(time(dice.real(0...span))), weight: \(dice.int(1...3))}\n"
    }
    return text
  }
}
