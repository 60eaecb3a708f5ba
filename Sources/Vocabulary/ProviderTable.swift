import Quantities

/// What does not change while a scenario runs: who hosts what, where, and how fast it would be.
///
/// Shared and immutable, so that every broker's table can point at one copy.
public final class ProviderFacts: Sendable {
  public let regions: [RegionID]
  /// Bit m set: the provider serves model m. At most 64 models in a scenario.
  public let models: [UInt64]
  /// Index of the provider's speed row; providers of one fleet entry and device share a row.
  public let speedRow: [Int32]
  /// Picoseconds for one prompt token, alone on the device; `[row × modelCount + model]`.
  public let promptPicoseconds: [Int64]
  /// Picoseconds for one output token, alone on the device; `[row × modelCount + model]`.
  public let outputPicoseconds: [Int64]
  /// Speed of the row's servers relative to 1, in parts of 2^16, for jobs that state their work.
  public let speed16: [Int64]
  /// Jobs that the provider serves at once before one has to wait.
  public let slots: [Int32]
  /// Round trip between regions, nanoseconds; `[a × regionCount + b]`.
  public let regionRoundTrip: [Int64]
  /// One-way time of the provider's access link, nanoseconds.
  public let accessDelay: [Int64]
  public let modelCount: Int
  public let regionCount: Int
  /// The providers of each model, ascending.
  public let hosts: [[ProviderID]]
  /// The same providers in cells of one region and one set of models, so that a scan tests those once for a cell.
  public let cells: ProviderCells
  /// The cells, taken apart by speed row: what a job takes on the way and in service is the same for all of one.
  public let strata: ProviderCells
  /// Electrical power that one job at work adds, watts; by speed row. Zero where nobody told.
  public let jobWatts: [Double]
  /// Carbon dioxide of the electricity, grams per kilowatt hour; by region. Zero where nobody told.
  public let carbonIntensity: [Double]

  /// `jobWatts` and `carbonIntensity` are for policies that save energy or carbon; who has none leaves them out.
  public init(
    regions: [RegionID], models: [UInt64], speedRow: [Int32], promptPicoseconds: [Int64], outputPicoseconds: [Int64],
    speed16: [Int64], slots: [Int32], regionRoundTrip: [Int64], accessDelay: [Int64], modelCount: Int, regionCount: Int,
    jobWatts: [Double]? = nil, carbonIntensity: [Double]? = nil
  ) {
    precondition(modelCount <= 64 && regionCount <= 64, "a scenario has at most 64 models and 64 regions")
    self.regions = regions
    self.models = models
    self.speedRow = speedRow
    self.promptPicoseconds = promptPicoseconds
    self.outputPicoseconds = outputPicoseconds
    self.speed16 = speed16
    self.slots = slots
    self.regionRoundTrip = regionRoundTrip
    self.accessDelay = accessDelay
    self.modelCount = modelCount
    self.regionCount = regionCount
    hosts = (0..<modelCount).map { m in
      regions.indices.filter { models[$0] >> UInt64(m) & 1 == 1 }.map { ProviderID($0) }
    }
    cells = ProviderCells(regions: regions, models: models, modelCount: modelCount)
    strata = ProviderCells(regions: regions, models: models, rows: speedRow, modelCount: modelCount)
    self.jobWatts = jobWatts ?? Array(repeating: 0, count: speed16.count)
    self.carbonIntensity = carbonIntensity ?? Array(repeating: 0, count: regionCount)
    precondition(
      self.jobWatts.count == speed16.count && self.carbonIntensity.count == regionCount,
      "power has one value for each speed row, carbon one for each region")
  }

  /// How long the job would take on the provider with nothing else there.
  public func predictedService(of job: Job, at provider: ProviderID) -> TimeSpan {
    predictedService(of: job, onRow: Int(speedRow[provider.index]))
  }

  /// No prediction is longer, 104 days: a thousand of them still fit into a column.
  private static let longest: Int64 = 1 << 53

  /// How long the job would take on a provider of a speed row with nothing else there; 104 days at most.
  public func predictedService(of job: Job, onRow row: Int) -> TimeSpan {
    if job.work > .zero {
      let scaled = job.work.nanoseconds.multipliedFullWidth(by: 1 << 16)
      guard scaled.high < speed16[row] >> 1 else { return TimeSpan(nanoseconds: Self.longest) }
      let (quotient, _) = speed16[row].dividingFullWidth(scaled)
      return TimeSpan(nanoseconds: min(quotient, Self.longest))
    }
    let cell = row * modelCount + job.model.index
    let prompt = promptPicoseconds[cell].multipliedReportingOverflow(by: Int64(job.promptTokens))
    let output = outputPicoseconds[cell].multipliedReportingOverflow(by: Int64(job.outputTokens))
    let sum = prompt.partialValue.addingReportingOverflow(output.partialValue)
    if prompt.overflow || output.overflow || sum.overflow { return TimeSpan(nanoseconds: Self.longest) }
    return TimeSpan(nanoseconds: min(sum.partialValue / 1000 + (sum.partialValue % 1000 > 0 ? 1 : 0), Self.longest))
  }

  /// Electrical energy that the job adds on a provider of a speed row, joules.
  public func energy(of job: Job, onRow row: Int) -> Double {
    jobWatts[row] * predictedService(of: job, onRow: row).seconds
  }

  /// Round trip between the job's region and the provider's, access link of the provider included.
  public func roundTrip(of job: Job, to provider: ProviderID) -> TimeSpan {
    let path = regionRoundTrip[job.region.index * regionCount + regions[provider.index].index]
    return TimeSpan(nanoseconds: path + 2 * accessDelay[provider.index])
  }
}

/// A broker's picture of the providers: shared facts, and what it believes of their load and price.
public struct ProviderTable: Sendable {
  public let facts: ProviderFacts
  /// Jobs given to the provider and not known to be done.
  public var outstanding: [Int32] { didSet { isIndexed = false } }
  /// Predicted nanoseconds of those jobs, one after the other.
  public var workLeft: [Int64] { didSet { isIndexed = false } }
  /// There, with its weights loaded, and trusted enough.
  public var isUp: [Bool] { didSet { isIndexed = false } }
  /// Asked for a prompt token, an output token, and a second of stated work, in base units.
  public var askPrompt: [Int64] { didSet { asksChanged() } }
  public var askOutput: [Int64] { didSet { asksChanged() } }
  public var askSecond: [Int64] { didSet { asksChanged() } }
  /// What the provider has put up as security, in base units; the same for all until somebody tells.
  public var stake: [Int64] { didSet { termsRevision &+= 1 } }
  /// How far the provider is trusted, 0 … 1; fully until somebody tells.
  public var reputation: [Double]
  /// Who has less is told as not up.
  public var minReputation = 0.0
  /// What a token costs; positive.
  public var tokenPrice = Dollars(nano: 1_000_000_000)
  /// Nanoseconds until each provider would truly answer the job at hand; empty but for policies that foresee.
  public var foreseen: [Int64] = []
  /// Counts the changes of asks and stakes: what was made of them at another count is stale.
  public private(set) var termsRevision = 0
  /// What the index orders by; nil while nobody wants one.
  var indexedBy: LoadMeasure?
  var leastLoaded: LoadIndex?
  var leastAsking: AskIndex?
  var census: [CellCount]?
  /// False after a column was written from outside: the next `assign`, `release` or `setUp` builds the index anew.
  var isIndexed = false

  public init(facts: ProviderFacts) {
    self.facts = facts
    let count = facts.regions.count
    outstanding = Array(repeating: 0, count: count)
    workLeft = Array(repeating: 0, count: count)
    isUp = Array(repeating: true, count: count)
    askPrompt = Array(repeating: 0, count: count)
    askOutput = Array(repeating: 0, count: count)
    askSecond = Array(repeating: 0, count: count)
    stake = Array(repeating: 1, count: count)
    reputation = Array(repeating: 1, count: count)
  }

  public var count: Int { outstanding.count }

  private mutating func asksChanged() {
    termsRevision &+= 1
    if indexedBy == .ask { isIndexed = false }
  }

  /// What the provider asks for the job, in base units; rounded up, saturating.
  @inlinable public func price(of job: Job, at provider: ProviderID) -> Int64 {
    let i = provider.index
    if job.work > .zero { return Ask.price(perSecond: askSecond[i], nanoseconds: job.work.nanoseconds) }
    return Ask.price(
      perPrompt: askPrompt[i], Int64(job.promptTokens), perOutput: askOutput[i], Int64(job.outputTokens))
  }

  /// A sum of money in base units of the token, rounded toward zero, saturating; not negative.
  public func baseUnits(of sum: Dollars) -> Int64 {
    let token = Amount(base: 1_000_000_000_000)
    return Int64(clamping: token.scaled(by: Int128(max(sum.nano, 0)), over: Int128(tokenPrice.nano)).base)
  }

  /// The load of a provider as time: its work left, spread over its slots, rounded down.
  @inlinable public func wait(at provider: ProviderID) -> TimeSpan {
    let slots = Int64(facts.slots[provider.index])
    let work = workLeft[provider.index]
    return TimeSpan(nanoseconds: slots <= 1 ? work : work / slots)
  }

  /// How long a job given to the provider now would wait: not at all while a slot is free, else its work left spread
  /// over its slots.
  @inlinable public func queueing(at provider: ProviderID) -> TimeSpan {
    outstanding[provider.index] < facts.slots[provider.index] ? .zero : wait(at: provider)
  }

  /// Time from now to the answer: round trip, wait and service.
  public func predictedLatency(of job: Job, at provider: ProviderID) -> TimeSpan {
    facts.roundTrip(of: job, to: provider) + queueing(at: provider) + facts.predictedService(of: job, at: provider)
  }
}
