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

  public init(
    regions: [RegionID], models: [UInt64], speedRow: [Int32], promptPicoseconds: [Int64], outputPicoseconds: [Int64],
    speed16: [Int64], slots: [Int32], regionRoundTrip: [Int64], accessDelay: [Int64], modelCount: Int, regionCount: Int
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
    hosts = (0..<modelCount).map { m in regions.indices.filter { models[$0] >> UInt64(m) & 1 == 1 }.map { ProviderID($0) } }
  }

  /// How long the job would take on the provider with nothing else there.
  public func predictedService(of job: Job, at provider: ProviderID) -> TimeSpan {
    let row = Int(speedRow[provider.index])
    if job.work > .zero {
      let scaled = job.work.nanoseconds.multipliedFullWidth(by: 1 << 16)
      let (quotient, _) = speed16[row].dividingFullWidth(scaled)
      return TimeSpan(nanoseconds: quotient)
    }
    let cell = row * modelCount + job.model.index
    let picoseconds =
      promptPicoseconds[cell] * Int64(job.promptTokens) + outputPicoseconds[cell] * Int64(job.outputTokens)
    return TimeSpan(nanoseconds: (picoseconds + 999) / 1000)
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
  public var outstanding: [Int32]
  /// Predicted nanoseconds of those jobs, one after the other.
  public var workLeft: [Int64]
  public var isUp: [Bool]
  /// Asked for a prompt token, an output token, and a second of stated work, in base units.
  public var askPrompt: [Int64]
  public var askOutput: [Int64]
  public var askSecond: [Int64]

  public init(facts: ProviderFacts) {
    self.facts = facts
    let count = facts.regions.count
    outstanding = Array(repeating: 0, count: count)
    workLeft = Array(repeating: 0, count: count)
    isUp = Array(repeating: true, count: count)
    askPrompt = Array(repeating: 0, count: count)
    askOutput = Array(repeating: 0, count: count)
    askSecond = Array(repeating: 0, count: count)
  }

  public var count: Int { outstanding.count }

  /// A job of that much predicted work, in nanoseconds, is given to the provider.
  public mutating func assign(_ predicted: Int64, to provider: ProviderID) {
    outstanding[provider.index] += 1
    workLeft[provider.index] += predicted
  }

  /// A job that was given to the provider is there no longer.
  public mutating func release(_ predicted: Int64, from provider: ProviderID) {
    outstanding[provider.index] -= 1
    workLeft[provider.index] -= predicted
  }

  /// What the provider asks for the job, in base units; rounded up, saturating.
  public func price(of job: Job, at provider: ProviderID) -> Int64 {
    let i = provider.index
    if job.work > .zero {
      let full = Int128(askSecond[i]) * Int128(job.work.nanoseconds)
      return Int64(clamping: (full + 999_999_999) / 1_000_000_000)
    }
    let full = Int128(askPrompt[i]) * Int128(job.promptTokens) + Int128(askOutput[i]) * Int128(job.outputTokens)
    return Int64(clamping: full)
  }
}
