import Randomness
import Testing

@testable import Experiments

/// A gate over made-up metrics: what it says, and how many replications it took.
private struct Rehearsal {
  var effects: [Double]
  var margin: Double
  var deviation = 1.0
  /// Share of a replication's error that all its metrics have in common.
  var common = 0.5
  var isSkewed = false
  var limit = 32

  func run(error: Double, seed: Int) -> (verdicts: [Verdict?], counts: [Int]) {
    var stream = RandomSource(seed: 77).stream(StreamName("rehearsal"), seed)
    let questions = effects.map { _ in Question(direction: .lower, margin: margin) }
    var gate = SequentialGate(questions, looks: Looks(upTo: limit, error: error))
    var done = 0
    for (look, count) in gate.looks.counts.enumerated() {
      for _ in done..<count {
        let shared = draw(&stream)
        for (index, effect) in effects.enumerated() {
          let own = draw(&stream)
          let noise = common.squareRoot() * shared + (1 - common).squareRoot() * own
          gate.add(effect + deviation * noise, to: index)
        }
      }
      done = count
      gate.judge(at: look)
    }
    return (gate.questions.map(\.verdict), gate.questions.map(\.sample.count))
  }

  /// Mean 0, deviation 1.
  private func draw(_ stream: inout RandomStream) -> Double {
    isSkewed ? -portableLog1p(-stream.uniform()) - 1 : stream.normal()
  }
}

@Suite struct GateTests {
  /// The hardest truth: every metric lies exactly at the end of its tolerance, so that to call any one worse is wrong.
  /// In 4,000 suites of six metrics at most 5 % may be red; a bound of 4 standard errors over it fails once in 30,000.
  @Test func falseAlarmsStayBelowWhatIsStated() {
    let suites = 4000
    let truth = Rehearsal(effects: Array(repeating: 0.3, count: 6), margin: 0.3)
    let alarms = (0..<suites).count { truth.run(error: 0.05, seed: $0).verdicts.contains(.worse) }
    let bound = 0.05 + 4 * (0.05 * 0.95 / Double(suites)).squareRoot()
    #expect(Double(alarms) / Double(suites) < bound, "\(alarms) of \(suites)")
    // And it is no gate that never speaks: the corrections cost some of the 5 %, not all of it.
    #expect(alarms > suites / 200, "\(alarms) of \(suites)")
  }

  /// Nothing changed: neither worse nor better, also where differences are skewed as waiting times are.
  @Test(arguments: [false, true])
  func nothingChanged(isSkewed: Bool) {
    let suites = 2000
    var truth = Rehearsal(effects: Array(repeating: 0, count: 6), margin: 0)
    truth.isSkewed = isSkewed
    let alarms = (0..<suites).count { truth.run(error: 0.05, seed: $0).verdicts.contains(.worse) }
    #expect(Double(alarms) / Double(suites) < 0.05 + 4 * (0.05 * 0.95 / Double(suites)).squareRoot(), "\(alarms)")
  }

  /// A metric that lies at the end of its tolerance must not be called unchanged either.
  @Test func falseCalmStaysBelowWhatIsStated() {
    let suites = 2000
    let truth = Rehearsal(effects: [0.5, 0.5, -0.5], margin: 0.5, deviation: 0.4)
    let calm = (0..<suites).count { truth.run(error: 0.05, seed: $0).verdicts.contains(.noChange) }
    #expect(Double(calm) / Double(suites) < 0.05 + 4 * (0.05 * 0.95 / Double(suites)).squareRoot(), "\(calm)")
  }

  @Test func aRealLossIsFoundEarly() {
    let truth = Rehearsal(effects: [3, 0, 0, 0, 0, -3], margin: 0.8)
    let runs = (0..<200).map { truth.run(error: 0.05, seed: $0) }
    #expect(runs.count { $0.verdicts[0] == .worse } >= 198)
    #expect(runs.count { $0.verdicts[5] == .better } >= 198)
    #expect(runs.count { $0.verdicts[1] == .noChange } >= 140)
    #expect(Double(runs.reduce(0) { $0 + $1.counts[0] }) / 200 < 20, "it stopped late")
  }

  @Test func higherIsBetterTurnsTheWords() {
    var gate = SequentialGate(
      [Question(direction: .higher, margin: 0.1), Question(direction: .lower, margin: 0.1)],
      looks: Looks(upTo: 8, error: 0.05))
    for index in 0..<8 {
      gate.add(1 + 0.01 * Double(index), to: 0)
      gate.add(1 + 0.01 * Double(index), to: 1)
    }
    gate.judge(at: 0)
    #expect(gate.questions.map(\.verdict) == [.better, .worse])
  }

  @Test func equalDifferencesAreWaitedForToTheEnd() {
    let looks = Looks(upTo: 16, error: 0.05)
    var gate = SequentialGate(
      [0.0, 0.2, 0.1, 0.0].map { Question(direction: .lower, margin: $0) }, looks: looks)
    let values = [0.0, 0.1, 0.3, -0.2]
    for look in 0..<2 {
      for _ in 0..<8 { for (index, value) in values.enumerated() { gate.add(value, to: index) } }
      gate.judge(at: look)
      if look == 0 { #expect(gate.questions.allSatisfy { $0.verdict == nil }) }
    }
    #expect(gate.questions.map(\.verdict) == [.noChange, .noChange, .worse, .better])
    #expect(gate.questions.allSatisfy { $0.halfWidth == 0 })
  }

  /// What the table prints is what was decided: an interval beyond, inside, or across the tolerance.
  @Test func intervalsAndVerdictsAgree() {
    var stream = RandomSource(seed: 5).stream(StreamName("intervals"))
    var seen: [Verdict] = []
    for _ in 0..<300 {
      var gate = SequentialGate(
        (0..<5).map { _ in Question(direction: .lower, margin: 0.5) }, looks: Looks(upTo: 16, error: 0.05))
      let effects = (0..<5).map { _ in 4 * stream.uniform() - 2 }
      for look in 0..<2 {
        for _ in 0..<8 { for index in 0..<5 { gate.add(effects[index] + 0.4 * stream.normal(), to: index) } }
        gate.judge(at: look)
      }
      for question in gate.questions {
        let (low, high) = (question.sample.mean - question.halfWidth, question.sample.mean + question.halfWidth)
        let slack = 1e-9
        switch question.verdict {
        case .worse: #expect(low > 0.5 - slack)
        case .better: #expect(high < -0.5 + slack)
        case .noChange: #expect(low > -0.5 - slack && high < 0.5 + slack)
        case .inconclusive: #expect(low <= 0.5 + slack && high >= -0.5 - slack)
        case nil: Issue.record("undecided")
        }
        if let verdict = question.verdict, !seen.contains(verdict) { seen.append(verdict) }
      }
    }
    #expect(seen.count == 4, "\(seen)")
  }
}

@Suite struct CheckpointTests {
  private func marks(_ events: Int, changedAfter: Int = .max) -> Checkpoints {
    var points = Checkpoints()
    for count in stride(from: 1024, through: events, by: 1024) {
      points.add(UInt64(count) &* 31 &+ (count > changedAfter ? 1 : 0), after: UInt64(count))
    }
    return points
  }

  @Test func theirNumberIsBoundedAndTheyStandWhereTheySay() {
    for events in [0, 1023, 1024, 33 * 1024, 1_000_000] {
      let points = marks(events)
      #expect(points.marks.count <= Checkpoints.limit)
      #expect(events < 64 * 1024 || points.marks.count >= Checkpoints.limit / 2)
      for (index, mark) in points.marks.enumerated() {
        #expect(mark == UInt64(index + 1) * points.spacing &* 31)
      }
    }
  }

  @Test(arguments: [0, 1, 40_000, 65_536, 99_999, 299_000])
  func partingIsBracketed(change: Int) {
    let (equal, different) = marks(300_000).parting(from: marks(700_000, changedAfter: change))
    #expect(equal <= UInt64(change))
    if let different { #expect(different > UInt64(change)) }
    #expect(different != nil || change > 270_000)
  }

  @Test func equalRunsDoNotPart() {
    #expect(marks(300_000).parting(from: marks(300_000)).differentAfter == nil)
    #expect(Checkpoints().parting(from: marks(5000)) == (0, nil))
  }
}

@Suite struct WorkerTests {
  @Test(arguments: [1, 2, 7, 100])
  func resultsStandByIndex(workers: Int) {
    #expect(concurrently(50, workers: workers) { $0 * $0 } == (0..<50).map { $0 * $0 })
    #expect(concurrently(0, workers: workers) { $0 }.isEmpty)
  }
}
