import Inference
import Network
import Quantities
import Randomness
import Specs
import Vocabulary

/// A model as the scenario serves it.
public struct ServedModel: Sendable {
  public var profile: ModelProfile

  init(name: Name, from spec: inout Spec) {
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
    perMillionPrompt = spec.takeOptional("per_million_prompt", "Price of a million prompt tokens; else from the device's rent.")
    perMillionOutput = spec.takeOptional("per_million_output", "Price of a million output tokens; else from the device's rent.")
    perSecond = spec.takeOptional("per_second", "Price of a second of stated work; else from the device's rent.")
    margin = spec.take("margin", "Factor on the device's going rent per hour.", default: 1.2, in: 0...1000)
    spread = spec.take("spread", "Sigma of the lognormal law of a provider's price round its anchor.", default: 0.5, in: 0...3)
  }
}

/// Like devices with like owners.
public struct Fleet: Sendable {
  public var device: DeviceProfile
  public var count: Int
  /// Weight of each region, by its index.
  public var regions: [Double]
  public var access: [(name: Name, value: Double)]
  /// Weight of each model, by its index: a provider is dealt one.
  public var models: [Double]
  public var engine: any EngineMaker
  public var latency: any LatencyModel
  public var ask: AskSpec
  public var churn: any ChurnProcess
  /// Data is read from disk at this rate when a provider comes back and loads its weights; nil keeps them loaded.
  public var loadsWeights: Bool

  init(name: Name, from spec: inout Spec, regions regionNames: [Name], models modelNames: [Name]) {
    device = DeviceProfile(from: &spec)
    count = spec.take("count", "Providers in the fleet.", default: 1, in: 1...10_000_000)
    regions = spec.takeShares("regions", "Where they are: a region and its weight.", among: regionNames)
    access = spec.takeMap("access", "How they are connected: an access class and its weight.", among: AccessClass.names)
    if access.isEmpty { access = [(AccessClass.names[0], 1)] }
    models = spec.takeShares("models", "What they serve: a model and its weight; each provider is dealt one.", among: modelNames)
    engine = spec.takeChoice("engine", "How a provider works off its jobs.", from: engines, default: "llm")
    latency = spec.takeChoice("latency", "How long a step takes.", from: latencyModels, default: "roofline")
    ask = spec.takeSection("ask", "What they ask for their work.") { AskSpec(from: &$0) }
    churn = spec.takeChoice("churn", "When they come and go.", from: churnProcesses, default: "none")
    loadsWeights = spec.take("loads_weights", "After an absence, serve only when the weights are loaded again.", default: true)
  }
}
