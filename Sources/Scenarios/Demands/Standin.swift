// Stand-in.
import Quantities
import Randomness
import Specs
import Vocabulary

public struct ArrivedRow: Sendable { public var promptTokens: Int32; public var outputTokens: Int32; public var copy: Int }
public protocol ArrivalProcess: Sendable {
  mutating func next(after: Instant, using stream: inout RandomStream) -> Instant?
  var currentRow: ArrivedRow? { get }
}
struct Poi: ArrivalProcess {
  var rate: Rate?
  var currentRow: ArrivedRow? { nil }
  mutating func next(after: Instant, using stream: inout RandomStream) -> Instant? {
    guard let rate else { return nil }
    return after.adding(saturating: TimeSpan(seconds: stream.exponential() / rate.perSecond))
  }
}
public let arrivalProcesses = Catalog<any ArrivalProcess>("demand curve", [
  .init("poisson", "x") { Poi(rate: $0.takeRequired("rate", "x")) }, .init("none", "x") { _ in Poi(rate: nil) },
  .init("daily", "x") { s in _ = s.take("peak_to_mean", "x", default: 1.0); _ = s.take("peak_at", "x", default: TimeSpan.zero); return Poi(rate: s.takeRequired("mean", "x")) }])
public protocol ChurnProcess: Sendable {
  func started(using stream: inout RandomStream) -> any ChurnProcess
  var isUpAtStart: Bool { get }
  mutating func nextChange(after: Instant, isUp: Bool, using stream: inout RandomStream) -> Instant?
}
struct NoChurn: ChurnProcess {
  func started(using stream: inout RandomStream) -> any ChurnProcess { self }
  var isUpAtStart: Bool { true }
  mutating func nextChange(after: Instant, isUp: Bool, using stream: inout RandomStream) -> Instant? { nil }
}
public let churnProcesses = Catalog<any ChurnProcess>("churn", [.init("none", "x") { _ in NoChurn() },
  .init("on-off", "x") { s in _ = s.takeDistribution("up", "x", in: .time, default: nil); _ = s.takeDistribution("down", "x", in: .time, default: nil); return NoChurn() }])
