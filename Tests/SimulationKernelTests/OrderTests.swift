import Quantities
import Testing

@testable import SimulationKernel

/// An event that only has a number.
struct Numbered: SimulationEvent {
  var number: Int64
  var signature: UInt64 { UInt64(bitPattern: number) }
}

/// A model that writes down what it sees.
struct Recorder: Model {
  var seen: [Int64] = []
  mutating func handle(_ event: Numbered, at now: Instant, _ queue: inout EventQueue<Numbered>) {
    seen.append(event.number)
  }
}

@Test func equalInstantsKeepTheOrderOfScheduling() {
  var simulation = Simulation(Recorder())
  for number in 0..<1000 {
    simulation.schedule(Numbered(number: Int64(number)), at: Instant(nanoseconds: Int64(number % 3)))
  }
  #expect(simulation.run(through: Instant(nanoseconds: 10)) == .queueEmpty)
  let expected = (0..<3).flatMap { rest in (0..<1000).filter { $0 % 3 == rest }.map(Int64.init) }
  #expect(simulation.model.seen == expected)
}
