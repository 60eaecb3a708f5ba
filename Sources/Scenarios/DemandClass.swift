import Quantities
import Randomness
import Specs
import Vocabulary

/// A class of jobs: who asks, when, for what, and what they ask for next.
public struct DemandClass: Sendable {
  public var clients: Int
  public var model: ModelID
  public var arrivals: any ArrivalProcess
  public var promptTokens: any Distribution
  public var outputTokens: any Distribution
  public var work: (any Distribution)?
  public var maxContext: Int
  public var allowedRegions: UInt64
  /// Class of service at engines that go by it: 0 is served before 1.
  public var priority: Int
  /// Probability of a follow-up job of each class, by its index, once a job is completed.
  public var next: [Double]
  /// The scenario's model and region for each name that a replayed trace uses.
  public var traceModels: [Int] = []
  public var traceRegions: [Int] = []

  init(
    from spec: inout Spec, clients clientNames: [Name], models: [Name], regions: [Name], classes: [Name]
  ) {
    clients = spec.takeReference("clients", "Which group asks.", among: clientNames, default: 0)
    model = ModelID(spec.takeReference("model", "Which model is asked for.", among: models, default: 0))
    arrivals = spec.takeChoice("arrivals", "When jobs arrive.", from: arrivalProcesses, default: "poisson")
    promptTokens = spec.takeDistribution(
      "prompt_tokens", "Law of the prompt's length, rounded to whole tokens, at least 1.", in: .tokenCount,
      default: ConstantLaw(512))
    outputTokens = spec.takeDistribution(
      "output_tokens", "Law of the answer's length, rounded to whole tokens, at least 1.", in: .tokenCount,
      default: ConstantLaw(128))
    work = spec.takeOptionalDistribution(
      "work", "Law of the time a job takes on a server of speed 1, at least 1 ns, for engines of kind service.",
      in: .time)
    maxContext = spec.take(
      "max_context", "Prompt and answer together are cut to this many tokens.", default: 131_072, in: 2...100_000_000)
    let allowed = spec.takeReferences(
      "allowed_regions", "Regions that may serve; all where none is named.", among: regions)
    allowedRegions = allowed.map { $0.reduce(0) { $0 | 1 << UInt64($1) } } ?? .max
    priority = spec.take(
      "priority", "Class of service where an engine goes by priority: 0 is served before 1.", default: 0, in: 0...255)
    next = Array(repeating: 0, count: classes.count)
    let follow: [(index: Int, name: Name, value: Fraction)] = spec.takeMap(
      "next", "Probability that a completed job is followed by one of this class.", among: classes)
    for row in follow { next[row.index] = row.value.value }
    checkMeans(&spec)
    if let trace = arrivals.trace {
      traceModels = Self.places(of: trace.models.names, "model", among: models, &spec)
      traceRegions = Self.places(of: trace.regions.names, "region", among: regions, &spec)
    }
    if next.reduce(0, +) > 1 + 1e-12 {
      spec.problem(
        "next", "the probabilities sum to more than 1", remedy: "what is left of 1 is the chance to end there")
    }
  }

  /// A law may reach below the least length and beyond the context now and then, and is cut there. One that does on
  /// average says something that no job would be.
  private func checkMeans(_ spec: inout Spec) {
    // A default that no job is drawn from is no mistake of the file.
    let drawsLengths = work == nil && arrivals.trace == nil
    for (key, law) in [("prompt_tokens", promptTokens), ("output_tokens", outputTokens)]
    where drawsLengths || spec.has(key) {
      if law.mean < 1 {
        spec.problem(
          key, "has a mean of \(law.mean) tokens, where every length is at least 1",
          remedy: "give a law whose mean is 1 or more")
      } else if law.mean > Double(maxContext) {
        spec.problem(
          key, "has a mean of \(law.mean) tokens, beyond the \(maxContext) of max_context",
          remedy: "give a law of shorter lengths, or raise max_context")
      }
    }
    if let mean = work?.mean, mean < 1e-9 || mean > Self.longestWork.seconds {
      spec.problem(
        "work", "has a mean of \(mean) s, outside 1 ns to \(Self.longestWork.specText)",
        remedy: "give a law whose mean lies between")
    }
  }

  /// As long as the longest run.
  private static let longestWork = TimeSpan.hours(24 * 36_500)

  /// Where a trace's names stand among the scenario's; a name that is not there is a problem.
  private static func places(
    of names: [String], _ noun: String, among declared: [Name], _ spec: inout Spec
  ) -> [Int] {
    names.map { name in
      if let place = declared.firstIndex(where: { $0.text == name }) { return place }
      spec.problem(
        "arrivals", "replays a trace with the \(noun) `\(name)`, which the scenario does not have",
        remedy: "declare it, or drop the trace's \(noun) column")
      return 0
    }
  }
}
