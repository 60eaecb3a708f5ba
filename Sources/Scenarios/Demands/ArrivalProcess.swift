import Datasets
import Quantities
import Randomness
import Specs

/// The row of a trace that an arrival replays.
public struct ArrivedRow: BitwiseCopyable, Hashable, Sendable {
  /// Number of the row in the trace.
  public var index: Int
  /// Which of the superposed copies it belongs to, from 0.
  public var copy: Int
  public var promptTokens: Int32
  public var outputTokens: Int32
  /// Session or prefix hash, told apart by copy; 0 when the trace tells neither.
  public var affinity: UInt64
  /// Places of the row's names among those of the trace; −1 where the trace has no such column.
  public var model: Int32
  public var client: Int32
  public var region: Int32
}

/// When jobs come: one arrival after the other.
///
/// A value with its own state; a copy continues on its own. Whoever drives it passes the last arrival (the start of the
/// scenario at first) and always the same stream.
public protocol ArrivalProcess: Sendable {
  /// Arrivals per second in the long run, for estimates of load; 0 for none.
  var meanRate: Double { get }
  /// The next arrival, at or after `last`; nil when there are no more.
  mutating func next(after last: Instant, using stream: inout RandomStream) -> Instant?
  /// Copies of a trace that are played at once; 1 where none is.
  var copies: Int { get }
  /// The trace's row of the arrival that `next` gave; nil where no trace is replayed.
  var currentRow: ArrivedRow? { get }
  /// The trace it replays, if any.
  var trace: RequestTrace? { get }
  /// Whether the arrival that `next` gave comes, asked when its instant is here: demand that minds the price decides by
  /// what it knows then, not by what it knew when it looked ahead.
  var keepsCurrent: Bool { get }
  /// Tells what a million output tokens cost in the epoch that has ended, nil when nothing was answered in it;
  /// processes that do not care ignore it.
  mutating func observe(price: Dollars?)
  /// Tells when the run ends, before the first arrival: a process that tries candidates may stop there, or one whose
  /// candidates are hardly ever taken would look for the next arrival for ages. Changes no arrival up to then.
  mutating func stop(after horizon: Instant)
}

extension ArrivalProcess {
  public var copies: Int { 1 }
  public var currentRow: ArrivedRow? { nil }
  public var trace: RequestTrace? { nil }
  public var keepsCurrent: Bool { true }
  public mutating func observe(price: Dollars?) {}
  public mutating func stop(after horizon: Instant) {}
}

/// No arrivals of its own: jobs of the class only follow others.
struct NoArrivals: ArrivalProcess {
  var meanRate: Double { 0 }
  mutating func next(after last: Instant, using stream: inout RandomStream) -> Instant? { nil }
}

extension Instant {
  /// The instant an exponential time of the given rate (per second) later.
  func afterExponential(rate: Double, using stream: inout RandomStream) -> Instant {
    adding(saturating: TimeSpan(seconds: stream.exponential() / rate))
  }
}

/// The demand curves a scenario may name.
public let arrivalProcesses = Catalog<any ArrivalProcess>(
  "demand curve",
  [
    .init("none", "No arrivals of its own; jobs of the class only follow others.") { _ in NoArrivals() },
    .init("poisson", "Independent arrivals at a constant rate.") { PoissonArrivals(from: &$0) },
    .init("renewal", "Independent gaps of any law; a constant gap is a clock.") { RenewalArrivals(from: &$0) },
    .init("mmpp", "Poisson arrivals whose rate jumps between states: calm and bursts.") { MMPPArrivals(from: &$0) },
    .init("hawkes", "Arrivals that excite further arrivals: clusters.") { HawkesArrivals(from: &$0) },
    .init("daily", "Poisson arrivals whose rate follows a cosine over the day, and the days of the week.") {
      CurvedArrivals(curve: RateCurve(dailyFrom: &$0))
    },
    .init("curve", "Poisson arrivals whose rate follows points joined by lines over the day, and the days of the week.")
    {
      CurvedArrivals(curve: RateCurve(pointsFrom: &$0))
    },
    .init("trace", "Replays recorded requests, scaled, repeated or superposed.") { TraceArrivals(from: &$0) },
    .init("price-elastic", "Thins another demand curve by what the market's price is.") {
      PriceElasticArrivals(from: &$0)
    },
  ])
