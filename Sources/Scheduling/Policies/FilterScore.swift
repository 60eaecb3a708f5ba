import Quantities
import Randomness
import Specs
import Vocabulary

/// Filters, then a weighted sum of scores, as the Kubernetes scheduler and the Gateway API's endpoint picker do.
///
/// Each score is 0 … 1, 1 best, normalised linearly between the worst and the best of the feasible providers; 1 for all
/// where they do not differ. The pick is the top, one of the top k, or by softmax of the sums over a temperature.
public struct FilterScore: SchedulingPolicy {
  /// A score's weight; at least one is positive.
  public struct Weights: Sendable {
    public var load, work, price, roundTrip, service, sameRegion, reputation, energy, carbon, prefix: Double

    public init(
      load: Double = 0, work: Double = 0, price: Double = 0, roundTrip: Double = 0, service: Double = 0,
      sameRegion: Double = 0, reputation: Double = 0, energy: Double = 0, carbon: Double = 0, prefix: Double = 0
    ) {
      self.load = load
      self.work = work
      self.price = price
      self.roundTrip = roundTrip
      self.service = service
      self.sameRegion = sameRegion
      self.reputation = reputation
      self.energy = energy
      self.carbon = carbon
      self.prefix = prefix
    }

    var total: Double {
      load + work + price + roundTrip + service + sameRegion + reputation + energy + carbon + prefix
    }
  }

  public enum Pick: String, CaseIterable, SpecValue { case top, top_k, softmax }

  private let weights: Weights
  private let pick: Pick
  private let depth: Int
  private let temperature: Double
  private var feasible: [Int32] = []
  private var feature: [Double] = []
  private var sums: [Double] = []
  private var services: [Int64] = []
  private var energies: [Double] = []
  private var overlaps: [Double] = []
  private var record = AffinityRecord(depth: 64)

  public init(weights: Weights, pick: Pick = .top, depth: Int = 3, temperature: Double = 0.1) {
    precondition(depth >= 1 && temperature > 0, "a pick has a depth and a temperature")
    self.weights = weights
    self.pick = pick
    self.depth = depth
    self.temperature = temperature
  }

  init(from spec: inout Spec) {
    weights = spec.takeSection("weights", "Weight of each score; 0 leaves a score out.") { spec in
      func weight(_ key: String, _ help: String, _ value: Double) -> Double {
        spec.take(key, help, default: value, in: 0...1_000_000)
      }
      return Weights(
        load: weight("load", "Few jobs outstanding.", 1), work: weight("work", "Little work left for each slot.", 0),
        price: weight("price", "Low price of the job.", 1),
        roundTrip: weight("round_trip", "Short round trip to the job's region.", 1),
        service: weight("service", "Short predicted service of the job.", 0),
        sameRegion: weight("same_region", "In the job's own region.", 0),
        reputation: weight("reputation", "High reputation.", 0),
        energy: weight("energy", "Little energy for the job.", 0),
        carbon: weight("carbon", "Little carbon for the job: its energy at the region's grams.", 0),
        prefix: weight("prefix", "Much of the prompt in the provider's cache, as far as the broker sent it there.", 0))
    }
    if !spec.isDescribing && weights.total == 0 {
      spec.problem("weights", "are all zero", remedy: "give at least one score a weight")
    }
    pick = spec.take("pick", "The top, one of the top_k at random, or by softmax.", default: .top)
    depth = spec.take("depth", "How many top_k draws from.", default: 3, in: 1...1000)
    temperature = spec.take("temperature", "Of softmax: small is greedy.", default: 0.1, in: 0.001...1000)
  }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    feasible.removeAll(keepingCapacity: true)
    filter.list(table, into: &feasible)
    score(job, in: table)
    if note.isWanted {
      filter.tally(table, into: &note)
      for (place, member) in feasible.enumerated() { note.offer(ProviderID(Int(member)), sums[place], .higherIsBetter) }
    }
    if feasible.isEmpty { return nil }
    let place =
      switch pick {
      case .top: greatest(of: sums, using: &stream)
      case .top_k: oneOfGreatest(depth, of: sums, using: &stream)
      case .softmax: drawBySoftmax(temperature, of: sums, using: &stream)
      }
    if weights.prefix > 0 { record.note(job.affinity, job.cachedTokens, at: Int(feasible[place])) }
    return ProviderID(Int(feasible[place]))
  }

  /// Fills `sums` for the feasible providers.
  private mutating func score(_ job: Job, in table: ProviderTable) {
    sums.removeAll(keepingCapacity: true)
    if feasible.isEmpty { return }
    sums.append(contentsOf: repeatElement(0, count: feasible.count))
    let facts = table.facts
    facts.predictServices(of: job, into: &services)
    let services = services
    let paths = job.region.index * facts.regionCount
    table.withColumns { columns in
      if weights.load > 0 { add(weights.load) { Double(columns.outstanding[$0]) } }
      if weights.work > 0 { add(weights.work) { Double(columns.wait($0)) } }
      if weights.price > 0 { add(weights.price) { Double(columns.price($0, job)) } }
      if weights.roundTrip > 0 {
        add(weights.roundTrip) {
          Double(facts.regionRoundTrip[paths + facts.regions[$0].index] + 2 * columns.accessDelay[$0])
        }
      }
      if weights.service > 0 { add(weights.service) { Double(services[Int(columns.speedRow[$0])]) } }
      if weights.sameRegion > 0 { add(weights.sameRegion) { facts.regions[$0] == job.region ? 0 : 1 } }
      if weights.reputation > 0 { add(weights.reputation) { 1 - table.reputation[$0] } }
      if weights.energy > 0 || weights.carbon > 0 { scoreEnergy(job, facts, columns) }
      if weights.prefix > 0 { scorePrefix(job, table.count) }
    }
  }

  private mutating func scoreEnergy(_ job: Job, _ facts: ProviderFacts, _ columns: ProviderColumns) {
    energies.removeAll(keepingCapacity: true)
    for row in facts.speed16.indices { energies.append(facts.energy(of: job, onRow: row)) }
    let joules = energies
    if weights.energy > 0 { add(weights.energy) { joules[Int(columns.speedRow[$0])] } }
    if weights.carbon > 0 {
      add(weights.carbon) {
        joules[Int(columns.speedRow[$0])] * facts.carbonIntensity[facts.regions[$0].index]
      }
    }
  }

  private mutating func scorePrefix(_ job: Job, _ count: Int) {
    overlaps.removeAll(keepingCapacity: true)
    overlaps.append(contentsOf: repeatElement(0, count: count))
    record.forEach(holding: job.affinity) { overlaps[$0] = job.overlap($1) }
    let found = overlaps
    add(weights.prefix) { -found[$0] }
  }

  /// Adds one score, of which less is better. Inlined for each score, so that the loop holds no call.
  @inline(__always) private mutating func add(_ weight: Double, _ cost: (Int) -> Double) {
    var low = Double.infinity
    var high = -Double.infinity
    feature.removeAll(keepingCapacity: true)
    feature.append(contentsOf: repeatElement(0, count: feasible.count))
    feature.withUnsafeMutableBufferPointer { feature in
      for place in feature.indices {
        let value = cost(Int(feasible[place]))
        feature[place] = value
        low = value < low ? value : low
        high = value > high ? value : high
      }
    }
    let scale = high > low ? weight / (high - low) : 0
    sums.withUnsafeMutableBufferPointer { sums in
      for place in sums.indices { sums[place] += weight - (feature[place] - low) * scale }
    }
  }
}
