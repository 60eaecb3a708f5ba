/// Which way a metric is better; `none` where neither is.
public enum Better: String, Sendable { case lower, higher, none }

/// One number of a run's summary.
public struct Metric: Sendable, Equatable {
  /// Key of `summary.json`: lower case, digits and underscores; ends in its unit where it has one (`ttft_p99_s`).
  public var name: String
  public var value: MetricValue
  public var unit: String
  public var better: Better
  /// What a person reads in its place.
  public var label: String

  public init(name: String, value: MetricValue, unit: String, better: Better, label: String) {
    self.name = name
    self.value = value
    self.unit = unit
    self.better = better
    self.label = label
  }
}

/// The numbers of a run's summary, in the order in which they were recorded, under headings for the human reader.
public struct MetricTable: Sendable, Equatable {
  public struct Group: Sendable, Equatable {
    public var title: String
    public var metrics: [Metric]
  }
  public private(set) var groups: [Group] = []
  public private(set) var accounts: [ExactAccount] = []
  /// Sentences that the reader of the summary should see.
  public private(set) var remarks: [String] = []

  public init() {}

  public var metrics: [Metric] { groups.flatMap(\.metrics) }

  public subscript(name: String) -> MetricValue? { metrics.first { $0.name == name }?.value }

  /// Starts a heading; metrics added from here on stand under it.
  public mutating func startGroup(_ title: String) { groups.append(Group(title: title, metrics: [])) }

  /// Adds a metric; a name can be used once. Without a label the name is read, underscores as spaces.
  public mutating func add(
    _ name: String, _ value: MetricValue, unit: String = "", better: Better = .none, label: String? = nil
  ) {
    precondition(!metrics.contains { $0.name == name }, "a metric has one value in a run")
    if groups.isEmpty { startGroup("") }
    let shown = label ?? String(name.map { $0 == "_" ? " " : $0 })
    groups[groups.count - 1].metrics.append(Metric(name: name, value: value, unit: unit, better: better, label: shown))
  }

  /// Adds mean, quantiles and maximum of a time: `NAME_mean_s`, `NAME_p50_s`, `NAME_p90_s`, `NAME_p95_s`, `NAME_p99_s`,
  /// `NAME_max_s`. Nothing is added when no time was recorded.
  public mutating func add(_ name: String, _ sketch: QuantileSketch, label: String, better: Better = .lower) {
    guard let mean = sketch.mean, let greatest = sketch.maximum else { return }
    add("\(name)_mean_s", .seconds(mean), unit: "s", better: better, label: "\(label), mean")
    for percent in [50, 90, 95, 99] {
      guard let value = sketch.quantile(permille: 10 * percent) else { continue }
      add("\(name)_p\(percent)_s", .seconds(value), unit: "s", better: better, label: "\(label), p\(percent)")
    }
    add("\(name)_max_s", .seconds(greatest), unit: "s", better: better, label: "\(label), max")
  }

  public mutating func add(_ account: ExactAccount) {
    precondition(!accounts.contains { $0.name == account.name }, "an account stands once in a summary")
    accounts.append(account)
  }

  public mutating func remark(_ sentence: String) { remarks.append(sentence) }

  /// Every exact integer: the terms of the accounts in their order, each name once.
  public var exactNumbers: [ExactAccount.Term] {
    var terms: [ExactAccount.Term] = []
    for term in accounts.flatMap({ $0.left + $0.right }) where !terms.contains(where: { $0.name == term.name }) {
      terms.append(term)
    }
    return terms
  }

  /// The first account that does not add up.
  public var brokenAccount: ExactAccount? { accounts.first { !$0.holds } }
}

/// An identity of integers that must hold with zero tolerance: the left terms and the right terms have one sum.
/// Names of terms are keys of summary.json: one name has one value in a run, also in two accounts.
public struct ExactAccount: Sendable, Equatable {
  public struct Term: Sendable, Equatable {
    public var name: String
    public var value: Int128
    public init(_ name: String, _ value: Int128) {
      self.name = name
      self.value = value
    }
  }
  public var name: String
  public var unit: String
  public var left: [Term]
  public var right: [Term]

  public init(_ name: String, unit: String, left: [Term], right: [Term]) {
    self.name = name
    self.unit = unit
    self.left = left
    self.right = right
  }

  /// Left minus right: zero when the account adds up.
  public var difference: Int128 { left.reduce(0) { $0 + $1.value } - right.reduce(0) { $0 + $1.value } }
  public var holds: Bool { difference == 0 }

  /// "jobs: arrived 10 = completed 8 + failed 1, off by 1"
  public var sentence: String {
    let sides = [left, right].map { terms in terms.map { "\($0.name) \($0.value)" }.joined(separator: " + ") }
    return "\(name): \(sides[0]) = \(sides[1])\(holds ? "" : ", off by \(difference) \(unit)")"
  }
}

extension MetricValue {
  /// The value as the nearest double, for statistics over runs.
  public var double: Double {
    switch self {
    case .integer(let n): Double(n)
    case .number(let x): x
    case .fixed(let n, let decimals): Double(n) / (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    }
  }
}
