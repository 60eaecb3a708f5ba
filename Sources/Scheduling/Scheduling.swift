// Stand-in until the policies land.
import Quantities
import Randomness
import Specs
import Vocabulary

public struct DecisionNote: Sendable {
  public var isWanted = false
  public var scores: [(ProviderID, Double)] = []
  public var dropped: [Int] = []
  public init() {}
  public mutating func reset() {}
}
public protocol SchedulingPolicy: Sendable {
  mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID?
}
struct RandomPick: SchedulingPolicy {
  mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let hosts = table.facts.hosts[job.model.index]
    guard !hosts.isEmpty else { return nil }
    for _ in 0..<16 {
      let a = hosts[stream.below(hosts.count)], b = hosts[stream.below(hosts.count)]
      let p = table.outstanding[b.index] < table.outstanding[a.index] ? b : a
      if table.isUp[p.index] { return p }
    }
    return nil
  }
}
public let policies = Catalog<any SchedulingPolicy>("policy", [
  .init("random", "x") { _ in RandomPick() },
  .init("power-of-choices", "x") { spec in _ = spec.take("choices", "x", default: 2, in: 1...10); return RandomPick() }])

public enum FeasibilityFilter { public static let names = ["x"] }
