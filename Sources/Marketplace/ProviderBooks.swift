import Quantities
import Vocabulary

/// What is counted of one provider, in integers that must balance.
struct ProviderBook {
  /// Until then the integrals are up to date.
  var countedTo = Instant.start
  var load: Int32 = 0
  var running: Int32 = 0
  var slots: Int32 = 1
  var state: ProviderActivity = .idle
  var draw = Power.zero
  /// ∫ jobs here dt, in job nanoseconds.
  var loadIntegral: Int128 = 0
  /// ∫ jobs running dt.
  var runningIntegral: Int128 = 0
  /// Nanoseconds in each activity.
  var spent = ActivityTimes()
  var energy = Energy.zero
  /// Sum of the times that departed jobs were here.
  var sojourn: Int128 = 0
  var admitted: Int64 = 0
  var completed: Int64 = 0
  var lost: Int64 = 0
  var abandoned: Int64 = 0
  var refused: Int64 = 0
  var failures: Int64 = 0
  var promptTokens: Int64 = 0
  var outputTokens: Int64 = 0
  var income = Amount.zero
  var emission = Amount.zero
  /// What it has earned since the epoch began; emission is shared by it.
  var epochIncome = Amount.zero

  /// Brings the integrals up to `now` under what has held since.
  mutating func count(to now: Instant) {
    let span = now - countedTo
    guard span > .zero else { return }
    loadIntegral += Int128(load) * Int128(span.nanoseconds)
    runningIntegral += Int128(running) * Int128(span.nanoseconds)
    energy += draw * span
    spent.add(span, to: state)
    countedTo = now
  }
}

enum ProviderActivity: UInt8 { case idle, busy, away }

struct ActivityTimes {
  var idle: Int64 = 0
  var busy: Int64 = 0
  var away: Int64 = 0

  mutating func add(_ span: TimeSpan, to activity: ProviderActivity) {
    switch activity {
    case .idle: idle += span.nanoseconds
    case .busy: busy += span.nanoseconds
    case .away: away += span.nanoseconds
    }
  }
}

/// Where every job went.
struct JobCounts {
  var arrived: Int64 = 0
  var byOutcome: [Int64] = Array(repeating: 0, count: JobOutcome.allCases.count)
  /// Arrivals at the instant of the arrival before in the same class.
  var ties: Int64 = 0
  /// Arrivals that the price kept away; they never were jobs.
  var pricedOut: Int64 = 0
  var retries: Int64 = 0
  /// Copies sent beside jobs, and those whose answer came first.
  var copies: Int64 = 0
  var copiesWon: Int64 = 0
  var unaffordable: Int64 = 0

  func count(of outcome: JobOutcome) -> Int64 { byOutcome[Int(outcome.rawValue)] }
  var ended: Int64 { byOutcome.reduce(0, +) }
}
