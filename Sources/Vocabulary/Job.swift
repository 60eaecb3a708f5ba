import Quantities

/// One inference request, as its client states it: what every party may know of it.
public struct Job: BitwiseCopyable, Sendable {
  /// Number in order of arrival, from 0.
  public var serial: Int64
  public var arrivedAt: Instant
  /// Must be answered by then; `never` without a deadline.
  public var deadline: Instant
  /// Work of a job that is not priced by tokens, at a server of speed 1; zero for an LLM's.
  public var work: TimeSpan
  /// The most its client pays, in base units; `Int64.max` without a cap.
  public var budget: Int64
  public var client: ClientID
  public var region: RegionID
  public var model: ModelID
  public var promptTokens: Int32
  public var outputTokens: Int32
  /// What a cache or a consistent hash would go by: session or prefix.
  public var affinity: UInt64
  /// Bit r set: region r may serve the job.
  public var allowedRegions: UInt64

  public init(
    serial: Int64, arrivedAt: Instant, deadline: Instant = .never, work: TimeSpan = .zero, budget: Int64 = .max,
    client: ClientID, region: RegionID, model: ModelID, promptTokens: Int32 = 0, outputTokens: Int32 = 0,
    affinity: UInt64 = 0, allowedRegions: UInt64 = .max
  ) {
    self.serial = serial
    self.arrivedAt = arrivedAt
    self.deadline = deadline
    self.work = work
    self.budget = budget
    self.client = client
    self.region = region
    self.model = model
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.affinity = affinity
    self.allowedRegions = allowedRegions
  }
}

/// How a job ended. Every job ends in exactly one of these ways, or is still in the system.
public enum JobOutcome: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case completed, cloud, failed, rejected, expired
  public var name: String { String(describing: self) }
}
