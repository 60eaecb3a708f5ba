/// What a comparison says of one metric, a tolerance being what does not matter.
public enum Verdict: String, Sendable, CaseIterable {
  /// The interval lies beyond the tolerance on the good side.
  case better
  /// The interval lies beyond the tolerance on the bad side.
  case worse
  /// The interval lies within the tolerance.
  case noChange = "no change"
  /// The interval spans an end of the tolerance: more replications would tell.
  case inconclusive
}

/// Which way of a metric is good.
public enum Direction: String, Sendable, CaseIterable { case lower, higher }

/// A metric under comparison, and what was concluded so far.
public struct Question: Sendable, Equatable {
  public let direction: Direction
  /// A difference up to this, either way, does not matter; in the metric's unit, not negative.
  public internal(set) var margin: Double
  /// Of variant − base.
  public internal(set) var sample = PairedSample()
  /// Nil while it is open.
  public internal(set) var verdict: Verdict?
  /// Half the width of the interval round `sample.mean` that the verdict was read from.
  public internal(set) var halfWidth = Double.infinity

  public init(direction: Direction, margin: Double) {
    precondition(margin >= 0, "a tolerance is not negative")
    self.direction = direction
    self.margin = margin
  }

  /// Differences turned so that more is worse.
  fileprivate var loss: PairedSample {
    direction == .lower ? sample : PairedSample(differences: sample.differences.map { -$0 })
  }

  /// Chances, each under the hypothesis that its verdict is wrong: the loss is at most the margin; it is at least minus
  /// the margin; it lies outside of both.
  fileprivate var chances: (worse: Double, better: Double, noChange: Double) {
    let loss = loss
    if loss.isConstant && loss.mean.magnitude <= margin { return (1, 1, 0) }
    let outside = max(loss.chance(above: -margin), loss.chance(below: margin))
    return (loss.chance(above: margin), loss.chance(below: -margin), outside)
  }
}

/// Many questions about variants and their base, asked at the same looks.
///
/// The chance that any metric at all is called worse although it is not worse beyond its tolerance is at most `error`,
/// over all metrics (Holm) and all looks (`Looks`); the same holds of better, and of no change, each for itself. Each
/// look tests the questions that are open; what was called no change or better before still counts in the family of
/// worse, so that stopping early cannot raise the chance of an error.
public struct SequentialGate: Sendable {
  public private(set) var questions: [Question]
  public let looks: Looks

  public init(_ questions: [Question], looks: Looks) {
    self.questions = questions
    self.looks = looks
  }

  /// Appends the difference of one more pair of runs.
  public mutating func add(_ difference: Double, to question: Int) {
    if questions[question].verdict == nil { questions[question].sample.append(difference) }
  }

  /// Both variants took the same course under every seed so far, so their metrics are the same by necessity.
  mutating func settleAsSame(_ question: Int) {
    guard questions[question].verdict == nil else { return }
    questions[question].verdict = .noChange
    questions[question].halfWidth = 0
  }

  /// Takes differences that are all the same at their word: there is no spread to test with.
  mutating func settleConstant(_ question: Int) {
    let loss = questions[question].loss.differences[0]
    precondition(questions[question].sample.isConstant, "differences that differ are tested")
    guard questions[question].verdict == nil else { return }
    let margin = questions[question].margin
    questions[question].verdict = loss > margin ? .worse : loss < -margin ? .better : .noChange
    questions[question].halfWidth = 0
  }

  /// Changes the tolerance of an open question; one that is settled keeps what it was settled by.
  mutating func setMargin(_ margin: Double, of question: Int) {
    if questions[question].verdict == nil { questions[question].margin = margin }
  }

  /// The variant has no value where its base has one: nothing was left to measure.
  mutating func settleAsLost(_ question: Int) { questions[question].verdict = .worse }

  /// Tests the open questions. At the last look those that stay open are inconclusive.
  public mutating func judge(at look: Int) {
    let isLast = look == looks.counts.count - 1
    // Without spread there is nothing to test: differences that are all the same so far are waited for to the end.
    let open = questions.indices.filter {
      questions[$0].verdict == nil && questions[$0].sample.count >= 2 && (isLast || !questions[$0].sample.isConstant)
    }
    let chances = open.map { questions[$0].chances }
    let error = looks.errors[look]
    func test(_ verdict: Verdict, _ chances: [Double]) -> [(isRejected: Bool, divisor: Int)] {
      let decided = questions.count { $0.verdict == verdict }
      return Holm.test(chances, error: error, family: questions.count - decided)
    }
    let families: [(verdict: Verdict, results: [(isRejected: Bool, divisor: Int)])] = [
      (.worse, test(.worse, chances.map(\.worse))), (.better, test(.better, chances.map(\.better))),
      (.noChange, test(.noChange, chances.map(\.noChange))),
    ]
    for (place, index) in open.enumerated() {
      let claimed = families.first { $0.results[place].isRejected }
      let divisor = claimed?.results[place].divisor ?? families.map { $0.results[place].divisor }.max() ?? 1
      questions[index].halfWidth = questions[index].sample.halfWidth(tail: error / Double(divisor))
      questions[index].verdict = claimed?.verdict
    }
    guard isLast else { return }
    for index in questions.indices where questions[index].verdict == nil { questions[index].verdict = .inconclusive }
  }
}
