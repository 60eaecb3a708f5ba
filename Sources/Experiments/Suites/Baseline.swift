import Quantities
import Recording
import Specs

/// What a scenario gave under one policy when its results were last accepted: every metric for each of some seeds, and
/// the course of each run.
public struct Baseline: Sendable, Equatable {
  /// What the figures belong to. A comparison with anything else says nothing.
  public struct Origin: Sendable, Equatable {
    /// Version of the program.
    public var engine: String
    /// As the scenario calls itself.
    public var scenario: String
    /// The value of `scheduling.policy`; empty for the scenario's own.
    public var policy: String
    /// Of what the scenario says under the suite's settings, and of its data files.
    public var digest: String

    public init(engine: String, scenario: String, policy: String, digest: String) {
      self.engine = engine
      self.scenario = scenario
      self.policy = policy
      self.digest = digest
    }
  }

  /// Version of the file format.
  public static let format = "assay-baseline/1"
  /// Runs whose checkpoints are kept.
  static let courses = Looks.first

  public var origin: Origin
  /// By index; metrics in the order of the summary. Checkpoints only of the first few.
  public var replications: [Replication]

  public init(origin: Origin, replications: [Replication]) {
    self.origin = origin
    self.replications = replications
  }

  /// Why this baseline cannot be compared with; nil if it can. `mayDiffer`: another version of the program will do.
  public func refusal(for origin: Origin, firstSeed: UInt64, mayDiffer: Bool = false) -> String? {
    if !mayDiffer && self.origin.engine != origin.engine {
      return "was made by assay \(self.origin.engine), and this is assay \(origin.engine)"
    }
    if self.origin.digest != origin.digest || self.origin.policy != origin.policy {
      return "is of another scenario: \(self.origin.scenario) said something else then, or its data did"
    }
    if replications.first?.seed != firstSeed { return "is of other seeds" }
    return nil
  }
}

extension Baseline {
  /// The bytes of the file.
  public var json: [UInt8] {
    let courses = replications.prefix(Self.courses).map { run in
      JSONValue.object([
        .init("spacing", .integer(run.checkpoints.spacing)),
        .init("marks", .list(run.checkpoints.marks.map { .text(hex($0)) })),
      ])
    }
    let file = JSONValue.object([
      .init("format", .text(Self.format)),
      .init("assay_version", .text(origin.engine)),
      .init("scenario", .text(origin.scenario)),
      .init("policy", .text(origin.policy)),
      .init("scenario_sha256", .text(origin.digest)),
      .init("seeds", .list(replications.map { .text(hex($0.seed)) })),
      .init("events", .list(replications.map { .integer($0.events) })),
      .init("fingerprints", .list(replications.map { .text(hex($0.fingerprint)) })),
      .init("courses", .list(courses)),
      .init("metrics", .object(metrics.map { .init($0.name, json(of: $0)) })),
    ])
    return Array(file.rendered.utf8)
  }

  /// Every metric that some run has, in the order of the first that has it.
  private var metrics: [Metric] {
    var known: [Metric] = []
    for run in replications {
      for metric in run.metrics where !known.contains(where: { $0.name == metric.name }) { known.append(metric) }
    }
    return known
  }

  private func json(of metric: Metric) -> JSONValue {
    let values = replications.map { $0[metric.name].flatMap { $0.isFinite ? $0 : nil } }
    let absent = values.indices.filter { values[$0] == nil }
    var members: [JSONValue.Member] = [
      .init("unit", .text(metric.unit)), .init("better", .text(metric.better.rawValue)),
    ]
    if !absent.isEmpty { members.append(.init("absent", .list(absent.map { .integer($0) }))) }
    members.append(.init("values", .list(values.map { .number($0 ?? 0) })))
    return .object(members)
  }

  /// Reads the bytes of a file; what is wrong with them comes with its place.
  public static func read(_ bytes: [UInt8], named file: String) throws(SpecError) -> Baseline {
    try SpecReader.read(bytes, named: file) { Baseline(from: &$0) }.product
  }

  /// The version of the format that a file says it has; nil if it says none.
  public static func format(of bytes: [UInt8], named file: String) -> String? {
    SpecReader.text(of: "format", in: bytes, named: file)
  }

  private init(from spec: inout Spec) {
    let _: String = spec.takeRequired("format", "Version of the file format.")
    origin = Origin(
      engine: spec.takeRequired("assay_version", "Version of the program."),
      scenario: spec.takeRequired("scenario", "Name of the scenario."),
      policy: spec.takeRequired("policy", "The value of scheduling.policy; empty for the scenario's own."),
      digest: spec.takeRequired("scenario_sha256", "Of what the scenario says, and of its data files."))
    let seeds: [HexWord] = spec.takeRequiredList("seeds", "By replication.", count: 2...1000)
    let events: [UInt64] = spec.takeRequiredList("events", "By replication.", count: 2...1000)
    let prints: [HexWord] = spec.takeRequiredList("fingerprints", "By replication.", count: 2...1000)
    let courses = spec.takeSections("courses", "Of the first replications.", count: 0...Self.courses) { part in
      let spacing: UInt64 = part.take("spacing", "Events between marks.", in: 1...UInt64(1 << 50))
      let marks: [HexWord] = part.takeRequiredList("marks", "Fingerprints.", count: 0...Checkpoints.limit)
      return Checkpoints(spacing: max(1, spacing), marks: marks.map(\.word))
    }
    let count = seeds.count
    if !spec.isDescribing && (events.count != count || prints.count != count) {
      spec.problem("events", "has another number of elements than seeds", remedy: "make the baseline anew")
    }
    let rows = spec.takeNamed("metrics", "By name.") { name, part in
      MetricRow(name: name.text, count: count, from: &part)
    }
    replications = []
    guard spec.isSound else { return }
    replications = (0..<count).map { index in
      Replication(
        seed: seeds[index].word, events: events[index], fingerprint: prints[index].word,
        checkpoints: index < courses.count ? courses[index] : Checkpoints(),
        metrics: rows.compactMap { $0.value.metric(of: index) }, violation: nil)
    }
  }
}

/// One metric of a baseline file.
private struct MetricRow {
  var name: String
  var unit: String
  var better: Better
  var absent: [Int]
  var values: [Double]

  init(name: String, count: Int, from spec: inout Spec) {
    self.name = name
    unit = spec.takeRequired("unit", "Unit.")
    better = Better(rawValue: spec.takeRequired("better", "Which way is good.")) ?? .none
    absent = spec.takeList("absent", "Replications without a value.", default: [])
    values = spec.takeMeasures("values", "By replication.", count: count...max(count, 2))
  }

  func metric(of index: Int) -> Metric? {
    guard !absent.contains(index) else { return nil }
    return Metric(name: name, value: .number(values[index]), unit: unit, better: better, label: name)
  }
}

/// 64 bits as up to 16 hexadecimal digits.
private struct HexWord: SpecValue {
  var word: UInt64

  static var specType: SpecType { SpecType("hexadecimal number", example: "0834448e3eee82cc") }
  static var placeholder: HexWord { HexWord(word: 0) }
  var specText: String { hex(word) }

  init(word: UInt64) { self.word = word }

  init(specText text: String) throws(SpecMessage) {
    guard text.utf8.count <= 16, let word = UInt64(text, radix: 16) else {
      throw SpecMessage("`\(text.prefix(40))` is no hexadecimal number", remedy: "make the baseline anew")
    }
    self.word = word
  }
}

/// 16 hexadecimal digits.
func hex(_ word: UInt64) -> String {
  let digits = String(word, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
