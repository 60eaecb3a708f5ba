import Quantities
import Specs

/// Says when a job goes to more than one provider at a time. The first answer counts; the other copies are cancelled
/// when it reaches the client, and only the provider that gave it is paid.
public protocol RedundancyRule: Sendable {
  /// Copies that leave together with the job itself, each to another provider.
  var copiesAtOnce: Int { get }
  /// A job has been sent: after how long one more copy is due if there is no answer; nil for none.
  mutating func jobSent() -> TimeSpan?
  /// That time has passed without an answer: whether the copy goes out.
  mutating func grantsCopy() -> Bool
  /// A job was answered so long after it was sent.
  mutating func answered(after latency: TimeSpan)
}

extension RedundancyRule {
  public var copiesAtOnce: Int { 0 }
  public mutating func jobSent() -> TimeSpan? { nil }
  public mutating func grantsCopy() -> Bool { false }
  public mutating func answered(after latency: TimeSpan) {}
}

/// Rules of redundancy that a scenario may name.
public let redundancyRules = Catalog<any RedundancyRule>(
  "redundancy rule",
  [
    .init("duplicate", "Each job goes to several providers at once; the first answer counts.") { Duplicate(from: &$0) },
    .init("hedge", "A job without an answer after a while goes to one more provider.") { Hedge(from: &$0) },
  ])
