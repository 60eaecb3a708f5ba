import Inference
import Network
import Quantities
import Randomness
import Specs
import Vocabulary

/// A model as the scenario serves it.
public struct ServedModel: Sendable {
  public var profile: ModelProfile

  init(from spec: inout Spec) {
    profile = ModelProfile(from: &spec)
  }
}

/// What a provider asks for its work.
public struct AskSpec: Sendable {
  /// Asked for a million prompt tokens, if stated; else the device's rent decides.
  public var perMillionPrompt: Dollars?
  public var perMillionOutput: Dollars?
  /// Asked for a second of work of jobs that state their work, if given; else the device's rent decides.
  public var perSecond: Dollars?
  /// What a provider adds to its device's going rent.
  public var margin: Double
  /// Standard deviation of the logarithm of a provider's price round its anchor.
  public var spread: Double

  init(from spec: inout Spec) {
    perMillionPrompt = spec.takeOptional(
      "per_million_prompt", "Price of a million prompt tokens; else from the device's rent.")
    perMillionOutput = spec.takeOptional(
      "per_million_output", "Price of a million output tokens; else from the device's rent.")
    perSecond = spec.takeOptional("per_second", "Price of a second of stated work; else from the device's rent.")
    margin = spec.take("margin", "Factor on the device's going rent per hour.", default: 1.2, in: 0...1000)
    spread = spec.take(
      "spread", "Sigma of the lognormal law of a provider's price round its anchor.", default: 0.5, in: 0...3)
  }
}

/// How weights come to a provider that has been away: over named links and its own way down, whose rates all that
/// moves there shares max-min fairly.
public struct WeightDownload: Sendable {
  /// Indices of named links, in order.
  public var links: [Int]

  init(from spec: inout Spec, links: [Name]) {
    self.links =
      spec.takeReferences(
        "over", "Named links before the provider's own way down, such as a mirror's; none: only that.", among: links)
      ?? []
  }
}

/// A factor on times at a provider, drawn anew for each attempt and each copy: how much longer than it should a job
/// takes, or is thought to take.
public enum TimeFactor: Sendable {
  case none
  /// Lognormal of median 1 with this sigma.
  case jitter(Double)
  case law(any Distribution)

  init(from spec: inout Spec) {
    let sigma = spec.take(
      "jitter", "Sigma of the lognormal factor on a job's time: 0.05 to 0.15 in a datacentre, 0.2 to 0.4 at home.",
      default: 0.0, in: 0...3)
    let law = spec.takeOptionalDistribution(
      "slowdown", "Law of that factor, in place of a lognormal one; up to 1000.",
      in: .fraction)
    if law != nil && sigma > 0 {
      spec.problem("slowdown", "stands beside a jitter", remedy: "give one of the two")
    }
    self = law.map { .law($0) } ?? (sigma > 0 ? .jitter(sigma) : .none)
  }

  @inline(__always) public func draw(using stream: inout RandomStream) -> Double {
    switch self {
    case .none: 1
    case .jitter(let sigma): portableExp(sigma * stream.normal())
    case .law(let law): max(law.sample(using: &stream), 0)
    }
  }
}

/// Like devices with like owners.
public struct Fleet: Sendable {
  public var device: DeviceProfile
  public var count: Int
  public var placement: Placement
  /// Weight of each model, by its index: a provider is dealt one.
  public var models: [Double]
  public var engine: any EngineMaker
  public var latency: any LatencyModel
  public var ask: AskSpec
  public var churn: any ChurnProcess
  /// The factor on the time of each attempt.
  public var slowdown: TimeFactor
  /// After an absence the weights are loaded before the first job.
  public var loadsWeights: Bool
  /// After an absence the weights are downloaded before that.
  public var download: WeightDownload?

  init(from spec: inout Spec, _ names: NetworkNames, models modelNames: [Name]) {
    device = DeviceProfile(from: &spec)
    count = spec.take("count", "Providers in the fleet.", default: 1, in: 1...10_000_000)
    placement = Placement(from: &spec, names)
    models = spec.takeShares(
      "models", "What they serve: a model and its weight; each provider is dealt one.", among: modelNames)
    engine = spec.takeChoice("engine", "How a provider works off its jobs.", from: engines, default: "llm")
    latency = spec.takeChoice("latency", "How long a step takes.", from: latencyModels, default: "roofline")
    ask = spec.takeSection("ask", "What they ask for their work.") { AskSpec(from: &$0) }
    churn = spec.takeChoice("churn", "When they come and go.", from: churnProcesses, default: "none")
    slowdown = TimeFactor(from: &spec)
    loadsWeights = spec.take(
      "loads_weights", "After an absence, serve only when the weights are loaded again.", default: true)
    download = spec.takeOptionalSection(
      "download", "After an absence, download the weights again before they are loaded; without it they stay on disk."
    ) { WeightDownload(from: &$0, links: names.links) }
    if download != nil && !loadsWeights {
      spec.problem("download", "means nothing without loads_weights", remedy: "leave one of the two out")
    }
  }

  /// Time from the return of a provider until it can serve the model.
  public func loadTime(of model: ModelProfile) -> TimeSpan { loadsWeights ? device.loadTime(of: model) : .zero }
}
