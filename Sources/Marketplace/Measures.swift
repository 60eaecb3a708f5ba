import Quantities
import Recording

/// What a run measures while it goes: sketches and exact sums, never a list of jobs.
struct Measures: Sendable {
  /// Jobs that arrive before are left out.
  let from: Instant
  let objectives: (ttft: TimeSpan?, endToEnd: TimeSpan?)

  // Latencies of completed jobs.
  var endToEnd = QuantileSketch()
  var timeToFirstToken = QuantileSketch()
  var timePerOutputToken = QuantileSketch()
  /// From the provider's door to the first computing.
  var wait = QuantileSketch()
  /// End to end and wait by class of demand, where classes differ in priority; else empty.
  var byClass: [(endToEnd: QuantileSketch, wait: QuantileSketch)] = []
  /// Time at a provider, of every job that left one.
  var sojourn = QuantileSketch()
  /// From the first job of a chain to the end of its last.
  var chain = QuantileSketch()
  var missedTimeToFirstToken: Int64 = 0
  var missedEndToEnd: Int64 = 0

  /// Jobs that arrived after the warm-up, by outcome.
  var outcomes: [Int64] = [0, 0, 0, 0, 0]
  var outputTokens: Int64 = 0
  var promptTokens: Int64 = 0
  var paid = Amount.zero
  var paidOutputTokens: Int64 = 0
  var cloudSpend = Dollars.zero

  // What holds now over all providers, and its integrals since `countedFrom`.
  var load = 0
  var running = 0
  var busy = 0
  var up = 0
  var draw = Power.zero
  var countedTo = Instant.start
  var countedFrom = Instant.start
  var loadIntegral: Int128 = 0
  var busyIntegral: Int128 = 0
  var upIntegral: Int128 = 0
  var runningIntegral: Int128 = 0
  var slotIntegral: Int128 = 0
  /// Slots of the providers that are up.
  var slotsUp = 0
  /// Energy over the whole run, added up from the total draw: must equal the sum over the providers.
  var energy = Energy.zero

  init(from: Instant, objectives: (ttft: TimeSpan?, endToEnd: TimeSpan?)) {
    self.from = from
    self.objectives = objectives
  }

  /// Brings the integrals up to `now` under what has held since.
  mutating func count(to now: Instant) {
    let span = (now - countedTo).nanoseconds
    guard span > 0 else { return }
    loadIntegral += Int128(load) * Int128(span)
    runningIntegral += Int128(running) * Int128(span)
    busyIntegral += Int128(busy) * Int128(span)
    upIntegral += Int128(up) * Int128(span)
    slotIntegral += Int128(slotsUp) * Int128(span)
    energy += draw * TimeSpan(nanoseconds: span)
    countedTo = now
  }

  /// Forgets the integrals of the warm-up; the energy of the whole run stays.
  mutating func restart(at now: Instant) {
    count(to: now)
    countedFrom = now
    loadIntegral = 0
    runningIntegral = 0
    busyIntegral = 0
    upIntegral = 0
    slotIntegral = 0
  }
}
