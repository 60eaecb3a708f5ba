import Quantities
import Testing

@testable import SimulationKernel

/// A branching world: an event begets none, one or two at random times from now on, equal instants among them.
struct Branching: Model {
  var random: SplitMix
  var next: Int64 = 0
  var history = Mixer()

  init(seed: UInt64) { random = SplitMix(state: seed) }

  mutating func handle(_ event: Numbered, at now: Instant, _ queue: inout EventQueue<Numbered>) {
    history.fold(UInt64(bitPattern: event.number))
    let births = queue.count < 50 ? 2 : queue.count > 2000 ? 0 : Int(random.below(3))
    for _ in 0..<births {
      queue.schedule(Numbered(number: next), at: now + TimeSpan(nanoseconds: Int64(random.below(1_000_000) / 7 * 7)))
      next += 1
    }
  }

  static func simulation(seed: UInt64, staged: Int = 1) -> Simulation<Branching> {
    var simulation = Simulation(Branching(seed: seed))
    for number in 0..<staged { simulation.schedule(Numbered(number: Int64(-number)), at: .start) }
    return simulation
  }
}

@Test(arguments: [1, 100, 1500], [0, 1, 37, 500, 5000, 40_000])
func aForkContinuesAsTheOriginal(_ staged: Int, _ events: UInt64) {
  var original = Branching.simulation(seed: 3, staged: staged)
  original.run(through: latest, eventLimit: events)
  var fork = original.fork()
  #expect(
    fork.now == original.now && fork.fingerprint == original.fingerprint && fork.queue.count == original.queue.count)
  fork.run(through: latest, eventLimit: 20_000)
  let middle = original.fingerprint
  #expect(original.eventsHandled + 20_000 == fork.eventsHandled && middle != fork.fingerprint)
  original.run(through: latest, eventLimit: 20_000)
  #expect(fork.fingerprint == original.fingerprint && fork.model.history == original.model.history)
}

@Test func aCopyIsIndependent() {
  var queue = EventQueue<Numbered>()
  for number in 0..<1000 as Range<Int64> {
    queue.schedule(Numbered(number: number), at: Instant(nanoseconds: number / 3))
  }
  for _ in 0..<100 { _ = queue.next(through: latest) }
  var copy = queue.copy()
  copy.schedule(Numbered(number: -1), at: Instant(nanoseconds: 40))
  #expect(copy.count == 901 && queue.count == 900)
  var numbers: [Int64] = []
  while let (_, event) = queue.next(through: latest) { numbers.append(event.number) }
  #expect(numbers == Array(100..<1000) && copy.count == 901)
}

@Test(arguments: 1...20)
func slicesOfARunHandleTheSameEvents(_ seed: Int) {
  var whole = Branching.simulation(seed: UInt64(seed))
  whole.run(through: Instant(nanoseconds: 30_000_000))
  var sliced = Branching.simulation(seed: UInt64(seed))
  var random = SplitMix(state: UInt64(seed) + 100)
  while sliced.now < Instant(nanoseconds: 30_000_000) {
    let step = TimeSpan(nanoseconds: Int64(random.below(3_000_000)))
    let horizon = min(sliced.now + step, Instant(nanoseconds: 30_000_000))
    if sliced.run(through: horizon, eventLimit: random.below(5000)) == .queueEmpty { break }
  }
  #expect(sliced.fingerprint == whole.fingerprint && sliced.eventsHandled == whole.eventsHandled)
}

@Test func aRunSaysWhyItStopped() {
  var simulation = Simulation(Recorder())
  #expect(simulation.run(through: Instant(nanoseconds: 5)) == .queueEmpty && simulation.now == .start)
  simulation.schedule(Numbered(number: 1), at: Instant(nanoseconds: 10))
  simulation.schedule(Numbered(number: 2), at: Instant(nanoseconds: 20))
  #expect(simulation.run(through: Instant(nanoseconds: 9)) == .horizonReached && simulation.now.nanoseconds == 9)
  #expect(simulation.run(through: latest, eventLimit: 1) == .limitReached && simulation.now.nanoseconds == 10)
  #expect(simulation.run(through: Instant(nanoseconds: 20)) == .queueEmpty && simulation.model.seen == [1, 2])
}

/// Events scheduled between slices, before what the queue has already looked at, still come first.
@Test func eventsBeforeThoseLookedAtComeFirst() {
  var simulation = Simulation(Recorder())
  for number in 0..<1000 as Range<Int64> {
    simulation.schedule(Numbered(number: number), at: Instant(nanoseconds: 1_000_000))
  }
  simulation.run(through: Instant(nanoseconds: 10))
  for number in 0..<1000 as Range<Int64> {
    simulation.schedule(Numbered(number: -1 - number), at: Instant(nanoseconds: 20 + number))
  }
  simulation.run(through: latest)
  #expect(simulation.model.seen == (0..<1000).map { -1 - $0 } + Array(0..<1000))
}

@Test func schedulingInThePastIsABug() async {
  await #expect(processExitsWith: .failure) {
    var simulation = Simulation(Recorder())
    simulation.run(through: Instant(nanoseconds: 10))
    simulation.schedule(Numbered(number: 1), at: Instant(nanoseconds: 20))
    simulation.run(through: Instant(nanoseconds: 20))
    simulation.schedule(Numbered(number: 2), at: Instant(nanoseconds: 19))
  }
  await #expect(processExitsWith: .failure) {
    var simulation = Simulation(Recorder())
    simulation.schedule(Numbered(number: 1), at: .never)
  }
}
