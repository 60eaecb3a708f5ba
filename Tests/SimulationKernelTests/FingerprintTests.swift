import Quantities
import Testing

@testable import SimulationKernel

/// The fingerprint of a history of (instant, number) pairs, in the order of the list.
func fingerprint(_ history: [(time: Int64, number: Int64)]) -> UInt64 {
  var simulation = Simulation(Recorder())
  for (time, number) in history { simulation.schedule(Numbered(number: number), at: Instant(nanoseconds: time)) }
  simulation.run(through: latest)
  return simulation.fingerprint
}

/// 2,000 random single edits of a history of 60 events, each of which must change the fingerprint.
@Test func everyEditOfTheHistoryShows() {
  var random = SplitMix(state: 17)
  let history = (0..<60).map { _ in (time: Int64(random.below(40)), number: Int64(random.below(8))) }
    .enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  let original = fingerprint(history)
  #expect(original == fingerprint(history))
  var missed: [String] = []
  for round in 0..<2000 {
    var edited = history
    let place = Int(random.below(60))
    switch round % 5 {
    case 0: edited.remove(at: place)
    case 1: edited.insert(history[place], at: place)
    case 2: edited[place].number ^= 1 << Int64(random.below(63))
    case 3: edited[place].time ^= 1 << Int64(random.below(62))
    default:
      // Exchanges neighbours at one instant; others would be sorted back.
      let other = min(place + 1, 59)
      guard history[place].time == history[other].time, history[place].number != history[other].number else { continue }
      edited.swapAt(place, other)
    }
    if fingerprint(edited) == original { missed.append("edit \(round) at \(place), seed 17") }
  }
  #expect(missed.isEmpty)
}

/// Flips that cancel in a rotate-and-xor hash do not cancel here.
@Test func compensatingFlipsShow() {
  let history = (0..<40).map { (time: Int64($0), number: Int64(1000 + $0)) }
  let original = fingerprint(history)
  for bit in 0..<40 as Range<Int64> {
    for distance in [1, 32] where distance < 39 {
      var edited = history
      edited[2].number ^= 1 << bit
      edited[2 + distance].number ^= 1 << (bit + Int64(distance % 32))
      #expect(fingerprint(edited) != original)
    }
  }
}

/// What is still to come, and how the past was cut into runs, does not count.
@Test func onlyThePastCounts() {
  var short = Simulation(Recorder())
  var long = Simulation(Recorder())
  short.schedule(Numbered(number: 1), at: Instant(nanoseconds: 1))
  long.schedule(Numbered(number: 1), at: Instant(nanoseconds: 1))
  long.schedule(Numbered(number: 2), at: Instant(nanoseconds: 2))
  short.run(through: Instant(nanoseconds: 1))
  long.run(through: Instant(nanoseconds: 1))
  #expect(short.fingerprint == long.fingerprint)
  long.run(through: Instant(nanoseconds: 2))
  #expect(short.fingerprint != long.fingerprint)
}
