import Datasets
import Quantities
import Randomness
import Testing

@testable import Scenarios

private let source = RandomSource(seed: 99)
private let name = StreamName("churn")

/// Time up of one provider until a horizon, and its number of changes.
private func life(_ pattern: any ChurnProcess, entity: Int, horizon: Double) -> (
  isUpAtStart: Bool, up: Double, changes: Int
) {
  var stream = source.stream(name, entity)
  var process = pattern.started(using: &stream)
  var isUp = process.isUpAtStart
  let start = isUp
  var now = Instant.start
  var up = 0.0
  var changes = 0
  while let next = process.nextChange(after: now, isUp: isUp, using: &stream), next.seconds < horizon {
    precondition(next > now, "time moves on")
    if isUp { up += (next - now).seconds }
    now = next
    isUp.toggle()
    changes += 1
  }
  if isUp { up += horizon - now.seconds }
  return (start, up / horizon, changes)
}

@Test func stayingProvidersStay() {
  #expect(life(NoChurn(), entity: 0, horizon: 1e6) == (true, 1, 0))
}

/// The long-run share up is E[up] / (E[up] + E[down]) for any laws, and a fleet has it from the first instant on.
@Test(arguments: [0, 1])
func onOffIsStationary(law: Int) {
  let up: any Distribution = law == 0 ? ExponentialLaw(mean: 300) : WeibullLaw(shape: 0.5, scale: 150)
  let pattern = OnOffChurn(up: up, down: ConstantLaw(100))
  #expect(abs(pattern.meanAvailability - 0.75) < 1e-9)
  let fleet = 2_000
  let lives = (0..<fleet).map { life(pattern, entity: $0, horizon: 20_000) }
  let upAtStart = Double(lives.count { $0.isUpAtStart }) / Double(fleet)
  let upAfterwards = lives.reduce(0) { $0 + $1.up } / Double(fleet)
  #expect(abs(upAtStart - 0.75) < 4 * (0.75 * 0.25 / Double(fleet)).squareRoot(), "\(upAtStart) at the start")
  #expect(abs(upAfterwards - 0.75) < 0.01, "\(upAfterwards) over time")
  // Changes come at their long-run pace from the start: two a cycle.
  let early = (0..<fleet).map { life(pattern, entity: $0, horizon: 100).changes }.reduce(0, +)
  #expect(abs(Double(early) / Double(fleet) - 0.5) < 0.08, "\(early) changes in the first quarter of a cycle")
}

@Test func availabilityIsFollowedToTheTick() throws {
  let trace = AvailabilityTrace(tick: .seconds(10), available: [1, 1, 0, 0, 0, 1])
  var stream = source.stream(name)
  var process = AvailabilityChurn(trace: trace).started(using: &stream)
  #expect(process.isUpAtStart)
  var now = Instant.start
  var isUp = true
  var changes: [Double] = []
  while changes.count < 6 {
    now = process.nextChange(after: now, isUp: isUp, using: &stream)!
    isUp.toggle()
    changes.append(now.seconds)
  }
  #expect(changes == [20, 50, 80, 110, 140, 170])
  // From 25 s into the trace: down at first, up again 25 s later.
  var later = AvailabilityChurn(trace: trace, startsAt: .seconds(25)).started(using: &stream)
  #expect(!later.isUpAtStart)
  #expect(later.nextChange(after: .start, isUp: false, using: &stream) == Instant(nanoseconds: 25_000_000_000))
  var once = AvailabilityChurn(trace: trace, loops: false).started(using: &stream)
  #expect(once.nextChange(after: Instant(nanoseconds: 50_000_000_000), isUp: true, using: &stream) == nil)
  var constant = AvailabilityChurn(trace: AvailabilityTrace(tick: .seconds(1), available: [2, 2])).started(
    using: &stream)
  #expect(constant.nextChange(after: .start, isUp: true, using: &stream) == nil)
}

@Test func ranksShareWhatCanBeHad() {
  let trace = AvailabilityTrace(tick: .seconds(60), available: [4, 2, 0, 1, 3, 4, 4, 0])
  let pattern = AvailabilityChurn(trace: trace)
  #expect(abs(pattern.meanAvailability - 18.0 / 32) < 1e-12)
  let lives = (0..<3_000).map { life(pattern, entity: $0, horizon: 480 * 5) }
  let share = lives.reduce(0) { $0 + $1.up } / Double(lives.count)
  #expect(abs(share - 18.0 / 32) < 0.02)
}
