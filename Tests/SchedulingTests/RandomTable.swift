import Quantities
import Randomness
import Vocabulary

@testable import Scheduling

/// A random fleet and random jobs, and by plain definition what is feasible and what it would cost.
struct RandomTable {
  static let models = 3
  static let regions = 4
  static let rows = 5
  var table: ProviderTable

  init(count: Int, using stream: inout RandomStream) {
    let facts = ProviderFacts(
      regions: (0..<count).map { _ in RegionID(stream.below(Self.regions)) },
      models: (0..<count).map { _ in UInt64(1 + stream.below(7)) },
      speedRow: (0..<count).map { _ in Int32(stream.below(Self.rows)) },
      promptPicoseconds: (0..<Self.rows * Self.models).map { _ in Int64(stream.below(1_000_000)) },
      outputPicoseconds: (0..<Self.rows * Self.models).map { _ in Int64(stream.below(20_000_000_000)) },
      speed16: (0..<Self.rows).map { _ in Int64(30_000 + stream.below(100_000)) },
      slots: (0..<count).map { _ in Int32(1 + stream.below(3)) },
      regionRoundTrip: (0..<Self.regions * Self.regions).map { _ in Int64(stream.below(200_000_000)) },
      accessDelay: (0..<count).map { _ in Int64(stream.below(20_000_000)) }, modelCount: Self.models,
      regionCount: Self.regions, jobWatts: (0..<Self.rows).map { _ in Double(5 + stream.below(400)) },
      carbonIntensity: (0..<Self.regions).map { _ in Double(30 + stream.below(700)) })
    table = ProviderTable(facts: facts)
    for i in 0..<count {
      table.outstanding[i] = Int32(stream.below(4))
      table.workLeft[i] = Int64(stream.below(4)) * 1_000_000_000
      table.isUp[i] = stream.below(5) > 0
      table.askPrompt[i] = Int64(stream.below(10))
      table.askOutput[i] = Int64(stream.below(10))
      table.askSecond[i] = Int64(stream.below(1000))
      table.stake[i] = Int64(stream.below(5))
      table.reputation[i] = Double(stream.below(5)) / 4
    }
  }

  /// The same providers, all equally far and fast: many are equals.
  init(evenOf other: ProviderTable) {
    let facts = other.facts
    let even = ProviderFacts(
      regions: facts.regions, models: facts.models, speedRow: facts.speedRow,
      promptPicoseconds: facts.promptPicoseconds.map { _ in 1000 },
      outputPicoseconds: facts.outputPicoseconds.map { _ in 1000 }, speed16: facts.speed16.map { _ in 65_536 },
      slots: facts.slots, regionRoundTrip: facts.regionRoundTrip.map { _ in 0 },
      accessDelay: facts.accessDelay.map { $0 / 10_000_000 }, modelCount: facts.modelCount,
      regionCount: facts.regionCount, jobWatts: facts.jobWatts.map { _ in 100 },
      carbonIntensity: facts.carbonIntensity.map { _ in 400 })
    table = ProviderTable(facts: even)
    (table.outstanding, table.workLeft, table.isUp) = (other.outstanding, other.workLeft, other.isUp)
  }

  /// A fleet in which everybody serves model 0 at the same speed, with the given jobs outstanding.
  static func alike(_ outstanding: [Int32], regions: Int = 1) -> ProviderTable {
    let count = outstanding.count
    let facts = ProviderFacts(
      regions: (0..<count).map { RegionID($0 % regions) }, models: (0..<count).map { _ in 1 },
      speedRow: (0..<count).map { _ in 0 }, promptPicoseconds: [1], outputPicoseconds: [1], speed16: [65_536],
      slots: (0..<count).map { _ in 1 }, regionRoundTrip: Array(repeating: 0, count: regions * regions),
      accessDelay: (0..<count).map { _ in 0 }, modelCount: 1, regionCount: regions)
    var table = ProviderTable(facts: facts)
    for (i, jobs) in outstanding.enumerated() {
      table.outstanding[i] = jobs
      table.workLeft[i] = Int64(jobs) * 1000
    }
    return table
  }

  static func job(using stream: inout RandomStream) -> Job {
    var job = Job(
      serial: 0, arrivedAt: .start, client: ClientID(0), region: RegionID(stream.below(regions)),
      model: ModelID(stream.below(models)), promptTokens: Int32(stream.below(2000)),
      outputTokens: Int32(stream.below(400)), affinity: UInt64(stream.below(12)))
    if stream.below(3) == 0 { job.work = TimeSpan(nanoseconds: Int64(1 + stream.below(4_000_000_000))) }
    if stream.below(2) == 0 { job.allowedRegions = UInt64(stream.below(16)) }
    if stream.below(2) == 0 { job.budget = Int64(stream.below(job.work > .zero ? 3000 : 16_000)) }
    if stream.below(2) == 0 { job.deadline = Instant(nanoseconds: 1_000_000_000 + Int64(stream.below(8_000_000_000))) }
    return job
  }

  /// A job that every provider of model 0 may serve.
  static let easy = Job(
    serial: 0, arrivedAt: .start, client: ClientID(0), region: RegionID(0), model: ModelID(0), promptTokens: 100,
    outputTokens: 100)

  // By definition, in doubles and 128 bits where the library uses tricks.
  func price(_ i: Int, _ job: Job) -> Int128 {
    if job.work > .zero {
      let product = Int128(table.askSecond[i]) * Int128(job.work.nanoseconds)
      return product / 1_000_000_000 + (product % 1_000_000_000 > 0 ? 1 : 0)
    }
    return Int128(table.askPrompt[i]) * Int128(job.promptTokens) + Int128(table.askOutput[i]) * Int128(job.outputTokens)
  }

  func wait(_ i: Int) -> Int64 { table.workLeft[i] / Int64(table.facts.slots[i]) }

  func latency(_ i: Int, _ job: Job) -> Int64 {
    let facts = table.facts
    let path = facts.regionRoundTrip[job.region.index * Self.regions + facts.regions[i].index]
    let queueing = table.outstanding[i] < facts.slots[i] ? 0 : wait(i)
    return path + 2 * facts.accessDelay[i] + queueing + service(i, job)
  }

  func service(_ i: Int, _ job: Job) -> Int64 {
    let facts = table.facts
    let row = Int(facts.speedRow[i])
    var service: Int128
    if job.work > .zero {
      service = Int128(job.work.nanoseconds) * 65_536 / Int128(facts.speed16[row])
    } else {
      let cell = row * Self.models + job.model.index
      service =
        Int128(facts.promptPicoseconds[cell]) * Int128(job.promptTokens)
        + Int128(facts.outputPicoseconds[cell]) * Int128(job.outputTokens)
      service = (service + 999) / 1000
    }
    return Int64(service)
  }

  func joules(_ i: Int, _ job: Job) -> Double {
    table.facts.jobWatts[Int(table.facts.speedRow[i])] * Double(service(i, job)) / 1e9
  }

  func rejection(_ i: Int, _ job: Job, at now: Instant) -> Filter? {
    if table.facts.models[i] >> UInt64(job.model.index) & 1 == 0 { return .model }
    if job.allowedRegions >> UInt64(table.facts.regions[i].index) & 1 == 0 { return .region }
    if !table.isUp[i] { return .up }
    if job.budget < .max && price(i, job) > Int128(job.budget) { return .price }
    let end = Int128(now.nanoseconds) + Int128(latency(i, job))
    return job.deadline < .never && end > Int128(job.deadline.nanoseconds) ? .deadline : nil
  }

  func feasible(_ job: Job, at now: Instant) -> [Int] {
    (0..<table.count).filter { rejection($0, job, at: now) == nil }
  }

  /// The feasible providers of least cost.
  func least<Cost: Comparable>(_ job: Job, at now: Instant, by cost: (Int) -> Cost) -> [Int] {
    let feasible = feasible(job, at: now)
    guard let best = feasible.map(cost).min() else { return [] }
    return feasible.filter { cost($0) == best }
  }
}

/// Whether counts fit equal or given chances, by chi-square at about 10⁻⁶ (mean + 6 standard deviations).
func fits(_ counts: [Int], _ chances: [Double]) -> Bool {
  let total = Double(counts.reduce(0, +))
  let statistic = zip(counts, chances).reduce(0.0) { sum, cell in
    let expected = total * cell.1
    return sum + (Double(cell.0) - expected) * (Double(cell.0) - expected) / expected
  }
  let freedom = Double(counts.count - 1)
  return statistic < freedom + 6 * (2 * freedom).squareRoot()
}
