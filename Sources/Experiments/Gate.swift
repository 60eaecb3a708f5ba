import Quantities
import Recording
import Scenarios
import Specs

/// One scenario under one policy, and what it is compared with.
public struct GateCell: Sendable {
  public enum Reference: Sendable {
    /// Results that were kept.
    case kept(Baseline)
    /// Another scenario, run under the same seeds.
    case run(Scenario)
  }

  /// As reports call it: the scenario's name, and the policy where one was chosen.
  public var name: String
  /// The scenario's file as the user named it.
  public var file: String
  public var scenario: Scenario
  public var base: Reference

  public init(name: String, file: String, scenario: Scenario, base: Reference) {
    self.name = name
    self.file = file
    self.scenario = scenario
    self.base = base
  }
}

/// Why a suite cannot be judged. Sentences with a remedy.
public struct GateRefusal: Error, Equatable, Sendable {
  public var sentences: [String]
}

/// Runs variants and bases under common random numbers, look by look, until every question is answered.
public struct Gate: Sendable {
  private let cells: [GateCell]
  private let suite: Suite
  /// Runs so far, by cell.
  private var variants: [[Replication]]
  private var bases: [[Replication]]
  /// Which cell and metric each question of `judge` is about.
  private var subjects: [(cell: Int, metric: Int)] = []
  private var judge: SequentialGate
  /// Means of the base, by question.
  private var means: [Double] = []

  public init(_ cells: [GateCell], suite: Suite) {
    self.cells = cells
    self.suite = suite
    variants = cells.map { _ in [] }
    bases = cells.map { if case .kept(let baseline) = $0.base { baseline.replications } else { [] } }
    // No more seeds than every kept baseline has.
    let most = cells.map { if case .kept(let baseline) = $0.base { baseline.replications.count } else { Int.max } }
    let looks = Looks(upTo: min(suite.replications, most.min() ?? .max), error: suite.error)
    judge = SequentialGate([], looks: looks)
  }

  /// Runs all. `progress` is told, under a lock, how many events each run that has ended had.
  public mutating func run(
    workers: Int, progress: @Sendable (_ events: UInt64) -> Void
  ) throws(GateRefusal) -> GateReport {
    if cells.isEmpty {
      throw GateRefusal(sentences: ["the suite compares nothing; name a scenario that can be run"])
    }
    var open = Array(cells.indices)
    var done = 0
    for (look, count) in judge.looks.counts.enumerated() {
      extend(open, from: done, to: count, workers: workers, progress)
      if look == 0 { try ask() }
      add(from: done, to: count)
      judge.judge(at: look)
      done = count
      open = open.filter { goesOn($0) }
      if open.isEmpty { break }
    }
    return report(workers: workers)
  }

  /// Runs the seeds from the one number to the other of every open cell.
  private mutating func extend(
    _ open: [Int], from first: Int, to end: Int, workers: Int, _ progress: @Sendable (UInt64) -> Void
  ) {
    var tasks: [(cell: Int, isVariant: Bool, scenario: Scenario, index: Int)] = []
    for cell in open {
      for index in first..<end {
        tasks.append((cell, true, cells[cell].scenario, index))
        if case .run(let base) = cells[cell].base { tasks.append((cell, false, base, index)) }
      }
    }
    let planned = tasks
    let results = concurrently(
      planned.count, workers: workers, finished: { (run: Replication) in progress(run.events) },
      { Replication.run(planned[$0].scenario, index: planned[$0].index) })
    for (task, result) in zip(planned, results) {
      if task.isVariant { variants[task.cell].append(result) } else { bases[task.cell].append(result) }
    }
  }

  /// Makes the questions, once it is known what the bases measure.
  private mutating func ask() throws(GateRefusal) {
    var sentences: [String] = []
    var questions: [Question] = []
    var isKnown = suite.metrics.map { _ in false }
    for cell in cells.indices {
      for (place, metric) in suite.metrics.enumerated() {
        let measured = bases[cell].compactMap { run in run.metrics.first { $0.name == metric.name } }
        let values = measured.map(\.value.double).filter(\.isFinite)
        guard values.count >= 2 else { continue }
        isKnown[place] = true
        guard let direction = metric.direction ?? Direction(rawValue: measured[0].better.rawValue) else {
          sentences.append(
            "\(cells[cell].name): the metric \(metric.name) has no good direction of its own; "
              + "give the suite `better: lower` or `better: higher`")
          continue
        }
        let mean = values.reduce(0, +) / Double(values.count)
        questions.append(Question(direction: direction, margin: metric.margin(ofMean: mean)))
        subjects.append((cell, place))
        means.append(mean)
      }
    }
    if suite.metrics != SuiteMetric.usual {
      var names: [String] = []
      for metric in bases.flatMap({ $0 }).flatMap(\.metrics) where !names.contains(metric.name) {
        names.append(metric.name)
      }
      for (place, metric) in suite.metrics.enumerated() where !isKnown[place] {
        sentences.append("no scenario measures \(metric.name); \(suggestion(for: metric.name, among: names))")
      }
    }
    if !sentences.isEmpty { throw GateRefusal(sentences: sentences) }
    judge = SequentialGate(questions, looks: judge.looks)
  }

  /// Hands the judge what the runs from the one number to the other gave.
  private mutating func add(from first: Int, to end: Int) {
    for (question, (cell, place)) in subjects.enumerated() where variants[cell].count == end {
      let name = suite.metrics[place].name
      if first > 0, judge.questions[question].verdict == nil, case .run = cells[cell].base {
        // The base has grown, and with it what its mean is known by.
        let values = bases[cell].compactMap { $0[name] }.filter(\.isFinite)
        means[question] = values.reduce(0, +) / Double(values.count)
        judge.setMargin(suite.metrics[place].margin(ofMean: means[question]), of: question)
      }
      for index in first..<end {
        guard let base = bases[cell][index][name], base.isFinite else { continue }
        if let value = variants[cell][index][name], value.isFinite {
          judge.add(value - base, to: question)
        } else {
          judge.settleAsLost(question)
        }
      }
      let isSame = (0..<end).allSatisfy { variants[cell][$0].fingerprint == bases[cell][$0].fingerprint }
      if isSame && judge.questions[question].sample.differences.allSatisfy({ $0 == 0 }) {
        judge.settleAsSame(question)
      }
    }
  }

  /// Whether a cell needs more seeds. Metrics whose differences are all the same are not waited for: once nothing else
  /// is open they are taken at their word.
  private mutating func goesOn(_ cell: Int) -> Bool {
    if variants[cell].contains(where: { $0.violation != nil }) { return false }
    let open = subjects.indices.filter { subjects[$0].cell == cell && judge.questions[$0].verdict == nil }
    guard open.allSatisfy({ judge.questions[$0].sample.count >= 2 && judge.questions[$0].sample.isConstant }) else {
      return true
    }
    for question in open { judge.settleConstant(question) }
    return false
  }

  private func report(workers: Int) -> GateReport {
    let courses = concurrently(cells.count, workers: workers) { course(of: $0) }
    var report = GateReport(error: suite.error, most: judge.looks.counts.last ?? 0)
    for (cell, course) in courses.enumerated() {
      let findings = subjects.indices.filter { subjects[$0].cell == cell }.map { finding(of: $0) }
      let broken = variants[cell].first { $0.violation != nil }
      report.cells.append(
        GateReport.Cell(
          name: cells[cell].name, file: cells[cell].file, replications: variants[cell].count, course: course,
          findings: findings, violation: broken.map { "seed \($0.seed): \($0.violation ?? "")" }))
    }
    for run in variants.joined() { report.events += run.events }
    for (cell, runs) in bases.enumerated() {
      if case .run = cells[cell].base { for run in runs { report.events += run.events } }
    }
    return report
  }

  private func finding(of question: Int) -> GateReport.Finding {
    let (cell, place) = subjects[question]
    let asked = judge.questions[question]
    let metric = suite.metrics[place]
    let name = metric.name
    let known = (variants[cell] + bases[cell]).lazy.flatMap(\.metrics).first { $0.name == name }
    let lost = (0..<variants[cell].count).count { index in
      bases[cell][index][name]?.isFinite ?? false && !(variants[cell][index][name]?.isFinite ?? false)
    }
    // Of the seeds compared, so that the difference is a part of it.
    let values = bases[cell].compactMap { $0[name] }.filter(\.isFinite).prefix(asked.sample.count)
    let mean = values.isEmpty ? means[question] : values.reduce(0, +) / Double(values.count)
    return GateReport.Finding(
      metric: name, unit: known?.unit ?? "", direction: asked.direction, verdict: asked.verdict ?? .inconclusive,
      mean: mean, difference: asked.sample.mean, halfWidth: asked.halfWidth, margin: asked.margin,
      tolerance: asked.margin > metric.absolute ? metric.tolerance : nil,
      replications: asked.sample.count, lost: lost)
  }

  /// Whether the variant took the course of its base, and where it left it.
  private func course(of cell: Int) -> GateReport.Course {
    let count = variants[cell].count
    let differing = (0..<count).filter { variants[cell][$0].fingerprint != bases[cell][$0].fingerprint }
    guard let index = differing.first else { return .same(seeds: count) }
    let (variant, base) = (variants[cell][index], bases[cell][index])
    var change = CourseChange(
      seed: variant.seed, index: index, differing: differing.count, seeds: count, events: variant.events,
      eventsBefore: base.events)
    let hasCourse = !base.checkpoints.marks.isEmpty || base.events < Checkpoints.firstSpacing
    if hasCourse {
      let parting = variant.checkpoints.parting(from: base.checkpoints)
      (change.equalAfter, change.differentAfter) = (parting.equalAfter, parting.differentAfter)
    }
    if case .run(let other) = cells[cell].base {
      let now = cells[cell].scenario
      let seed = variant.seed
      change.find(
        now: { CourseChange.events(of: now, seed: seed, in: $0, step: $1) },
        before: { CourseChange.events(of: other, seed: seed, in: $0, step: $1) })
    } else if hasCourse {
      change.nameFirst(of: cells[cell].scenario)
    }
    return .changed(change)
  }
}
