import Glibc
import Quantities
import Randomness
import Scheduling
import Specs
import Vocabulary

/// What a decision costs by the number of providers: each policy of the catalog, on a fleet of 17 regions, 3 models and
/// 6 kinds of devices with asks from a lognormal law, at a load of 0.7, with every job assigned and later released.
struct Decisions {
  static let sizes = [100, 1_000, 10_000, 100_000]
  private static let regions = 17
  private static let models = 3
  private static let rows = 6

  private var stream = RandomSource(seed: 3).stream(StreamName("decisions"))
  /// Jobs have a budget and a deadline.
  private let hasLimits: Bool

  private init(hasLimits: Bool) { self.hasLimits = hasLimits }

  /// `words` are policies, all where none is named; `limits` before them gives every job a budget and a deadline.
  static func run(_ words: [String]) {
    let hasLimits = words.first == "limits"
    let names = words.dropFirst(hasLimits ? 1 : 0)
    print("policy", sizes.map { "\($0)" }.joined(separator: " "), "slope")
    for kind in Catalog<any SchedulingPolicy>.standard.kinds where names.isEmpty || names.contains(kind) {
      let costs = sizes.map { size in
        var bench = Decisions(hasLimits: hasLimits)
        return bench.median(of: kind, providers: size)
      }
      let columns = costs.map { "\($0)ns" }.joined(separator: " ")
      print(kind, columns, "\((slope(costs) * 1000).rounded() / 1000)")
    }
  }

  /// Least-squares slope of log cost over log size: 1 is a scan, 0 does not grow.
  private static func slope(_ costs: [Int64]) -> Double {
    let points = zip(sizes, costs).map { (x: portableLog(Double($0)), y: portableLog(Double(max($1, 1)))) }
    let n = Double(points.count)
    let x = points.reduce(0) { $0 + $1.x } / n
    let y = points.reduce(0) { $0 + $1.y } / n
    let above = points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) }
    return above / points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
  }

  private mutating func median(of kind: String, providers: Int) -> Int64 {
    guard
      var policy = try? SpecReader.read(
        Array("policy: \(kind)".utf8), named: "bench",
        { spec in spec.takeChoice("policy", "", from: Catalog<any SchedulingPolicy>.standard, default: nil) }
      ).product
    else { preconditionFailure("every policy of the catalog has defaults") }
    var table = self.table(of: providers)
    table.keepIndex(by: policy.preferredIndex)
    var note = DecisionNote()
    var inFlight: [(provider: ProviderID, work: Int64, price: Int64)] = []
    var oldest = 0
    let most = max(1, providers * 4 * 7 / 10)
    var costs: [Int64] = []
    let warmup = 2 * most
    let limit = nanoseconds() + 3_000_000_000
    for step in 0..<(warmup + 20_000) {
      let job = self.job(step)
      let start = nanoseconds()
      let pick = policy.place(job, among: table, at: .start, using: &stream, noting: &note)
      let cost = nanoseconds() - start
      if step >= warmup || start > limit { costs.append(cost) }
      if start > limit && costs.count > 200 { break }
      guard let pick else { continue }
      let work = table.facts.predictedService(of: job, at: pick).nanoseconds
      inFlight.append((pick, work, table.price(of: job, at: pick)))
      table.assign(work, to: pick)
      if inFlight.count - oldest > most {
        let done = inFlight[oldest]
        table.release(done.work, from: done.provider)
        oldest += 1
      }
    }
    return costs.sorted()[costs.count / 2]
  }

  private func nanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  private mutating func job(_ serial: Int) -> Job {
    var job = Job(
      serial: Int64(serial), arrivedAt: .start, client: ClientID(0), region: RegionID(stream.below(Self.regions)),
      model: ModelID(stream.below(Self.models)), promptTokens: Int32(1 + stream.below(2000)),
      outputTokens: Int32(1 + stream.below(400)), affinity: UInt64(stream.below(100_000)))
    if hasLimits {
      // About three services of a full provider; the price of an output token is some millions.
      job.deadline = Instant(nanoseconds: 20_000_000_000 + Int64(stream.below(20_000_000_000)))
      job.budget =
        (Int64(job.promptTokens) + 4 * Int64(job.outputTokens)) * (4_000_000 + Int64(stream.below(8_000_000)))
    }
    return job
  }

  private mutating func table(of count: Int) -> ProviderTable {
    let rows = (0..<count).map { _ in Int32(stream.below(Self.rows)) }
    let facts = ProviderFacts(
      regions: (0..<count).map { _ in RegionID(stream.below(Self.regions)) },
      models: (0..<count).map { _ in 1 << UInt64(stream.below(Self.models)) }, speedRow: rows,
      promptPicoseconds: (0..<Self.rows * Self.models).map { _ in 100_000_000 + Int64(stream.below(1_000_000_000)) },
      outputPicoseconds: (0..<Self.rows * Self.models).map { _ in 5_000_000_000 + Int64(stream.below(40_000_000_000)) },
      speed16: Array(repeating: 65_536, count: Self.rows), slots: Array(repeating: 4, count: count),
      regionRoundTrip: (0..<Self.regions * Self.regions).map { _ in Int64(stream.below(300_000_000)) },
      accessDelay: (0..<count).map { _ in 3_000_000 + Int64(stream.below(20_000_000)) }, modelCount: Self.models,
      regionCount: Self.regions)
    var table = ProviderTable(facts: facts)
    for i in 0..<count {
      let factor = portableExp(0.5 * stream.normal())
      let row = Double(rows[i] + 1)
      table.askPrompt[i] = Int64(1e6 * factor * row)
      table.askOutput[i] = Int64(4e6 * factor * row.squareRoot())
      table.askSecond[i] = Int64(1e9 * factor)
    }
    return table
  }
}
