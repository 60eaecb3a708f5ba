import Quantities
import Randomness
import Specs

/// When a provider comes and goes.
///
/// A scenario's process is a pattern: `started` makes the process of one provider, with its own state at the start.
public protocol ChurnProcess: Sendable {
  /// Share of time a provider is up in the long run, for estimates of capacity: 0 … 1.
  var meanAvailability: Double { get }
  /// One provider's own process, in the state it has at the start of the scenario.
  func started(using stream: inout RandomStream) -> any ChurnProcess
  /// Whether the provider is up at the start; of a process that `started` made.
  var isUpAtStart: Bool { get }
  /// When the provider leaves (or, when it is down, comes back); after `now` and at its own pace; nil for never.
  ///
  /// Called once for each change, with the instant of the last one (the start of the scenario at first).
  mutating func nextChange(after now: Instant, isUp: Bool, using stream: inout RandomStream) -> Instant?
}

/// Providers stay.
struct NoChurn: ChurnProcess {
  var meanAvailability: Double { 1 }
  var isUpAtStart: Bool { true }
  func started(using stream: inout RandomStream) -> any ChurnProcess { self }
  mutating func nextChange(after now: Instant, isUp: Bool, using stream: inout RandomStream) -> Instant? { nil }
}

/// The ways of coming and going that a scenario may name.
public let churnProcesses = Catalog<any ChurnProcess>(
  "churn",
  [
    .init("none", "Providers stay for the whole run.") { _ in NoChurn() },
    .init("on-off", "Each provider alternates between times up and times down, of one law each.") {
      OnOffChurn(from: &$0)
    },
    .init("availability", "Providers follow a recorded trace of how many instances could be had.") {
      AvailabilityChurn(from: &$0)
    },
  ])
