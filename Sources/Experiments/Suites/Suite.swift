import Specs

/// What `assay check` compares: scenarios × policies × seeds × metrics.
public struct Suite: Sendable {
  /// Seeds of each scenario and policy at most.
  public var replications: Int
  /// The chance that any metric at all is called worse although it is not.
  public var error: Double
  public var entries: [SuiteEntry]
  public var metrics: [SuiteMetric]

  /// The suite of those scenarios as they are, under the usual metrics.
  public init(scenarios: [String], replications: Int = Suite.usualReplications) {
    self.replications = replications
    error = Self.usualError
    entries = scenarios.map { SuiteEntry(scenario: $0) }
    metrics = SuiteMetric.usual
  }

  /// Takes a suite file apart.
  public init(from spec: inout Spec) {
    _ = spec.take("assay_suite", "Version of the file format.", default: 1, in: 1...1)
    replications = spec.take(
      "replications", "Seeds of each scenario and policy at most.", default: Self.usualReplications, in: 2...1000)
    error =
      spec.take(
        "error", "Chance that any metric at all is called worse although it is not.",
        default: Fraction(Self.usualError), in: Fraction(1e-6)...Fraction(0.5)
      ).value
    entries = spec.takeSections("scenarios", "What is run.") { SuiteEntry(from: &$0) }
    let given = spec.takeNamed("metrics", "What is compared, by its name in summary.json; the usual where none is.") {
      SuiteMetric(name: $0.text, from: &$1)
    }
    metrics = given.isEmpty ? SuiteMetric.usual : given.map(\.value)
    if !spec.isDescribing && entries.isEmpty {
      spec.problem(
        spec.has("scenarios") ? "scenarios" : nil, "compares nothing: no scenario is named",
        remedy: "add at least one, as in `scenarios: [{scenario: quickstart}]`")
    }
  }

  public static let usualReplications = 64
  static let usualError = 0.05
}

/// A scenario of a suite, with the policies it runs under.
public struct SuiteEntry: Sendable {
  /// A file, relative to the suite's folder or the working folder, or the name of a shipped scenario.
  public var scenario: String
  /// Values of `scheduling.policy`; the scenario's own where none is given.
  public var policies: [String]
  /// Behind the scenario's own `ci:`.
  public var settings: [String]

  /// The scenario as it is.
  public init(scenario: String) {
    self.scenario = scenario
    policies = []
    settings = []
  }

  init(from spec: inout Spec) {
    scenario = spec.takeRequired("scenario", "A file, or the name of a shipped scenario.")
    policies = spec.takeList(
      "policies", "Values of scheduling.policy, as `least-work` or \"{kind: power-of-choices, choices: 3}\".",
      default: [])
    let settings: [SettingText] = spec.takeList(
      "set", "Settings, each `path=value`, behind those of the scenario's own `ci:`.", default: [])
    self.settings = settings.map(\.text)
  }
}

/// A metric that a suite compares.
public struct SuiteMetric: Sendable, Equatable {
  public var name: String
  /// Nil: as the metric itself says.
  public var direction: Direction?
  /// A change of this part of the base's mean does not matter.
  public var tolerance: Double
  /// A change of this much does not matter, in the metric's unit.
  public var absolute: Double

  public init(_ name: String, tolerance: Double, absolute: Double = 0) {
    self.name = name
    self.tolerance = tolerance
    self.absolute = absolute
  }

  init(name: String, from spec: inout Spec) {
    self.name = name
    direction = spec.takeOptional("better", "Which way is good; as summary.json says where it is left out.")
    tolerance =
      spec.take(
        "tolerance", "A change of this part of the mean does not matter.", default: Fraction(0.02)
      ).value
    absolute = spec.take(
      "absolute", "A change of this much does not matter either, in the metric's unit.", default: 0, in: 0...1e18)
  }

  /// What counts as a change where the base's mean is this.
  public func margin(ofMean mean: Double) -> Double { max(tolerance * mean.magnitude, absolute) }

  /// Compared where a suite names none. Tails are vague, so they are given more room than means.
  static let usual = [
    SuiteMetric("completed_share", tolerance: 0, absolute: 0.002),
    SuiteMetric("ttft_mean_s", tolerance: 0.02),
    SuiteMetric("ttft_p99_s", tolerance: 0.05),
    SuiteMetric("e2e_mean_s", tolerance: 0.02),
    SuiteMetric("e2e_p99_s", tolerance: 0.05),
    SuiteMetric("wait_mean_s", tolerance: 0.05, absolute: 0.001),
    SuiteMetric("chain_mean_s", tolerance: 0.02),
    SuiteMetric("price_per_million_output", tolerance: 0.02),
    SuiteMetric("energy_per_output_token", tolerance: 0.02),
    SuiteMetric("income_gini", tolerance: 0, absolute: 0.01),
  ]
}

extension Direction: SpecValue {}

extension Suite {
  /// For `assay describe suite` and its kind.
  public static var description: Description { SpecReader.describe { Suite(from: &$0) } }
}
