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
  /// Probability of a follow-up job of each class, by its index, once a job is completed.
  public var next: [Double]

  init(
    from spec: inout Spec, clients clientNames: [Name], models: [Name], regions: [Name], classes: [Name]
  ) {
    clients = spec.takeReference("clients", "Which group asks.", among: clientNames, default: 0)
    model = ModelID(spec.takeReference("model", "Which model is asked for.", among: models, default: 0))
    arrivals = spec.takeChoice("arrivals", "When jobs arrive.", from: arrivalProcesses, default: "poisson")
    promptTokens = spec.takeDistribution("prompt_tokens", "Law of the prompt's length in tokens.", in: .number, default: ConstantLaw(512))
    outputTokens = spec.takeDistribution("output_tokens", "Law of the answer's length in tokens.", in: .number, default: ConstantLaw(128))
    work = spec.takeOptionalDistribution("work", "Law of the time a job takes on a server of speed 1, for engines of kind service.", in: .time)
    maxContext = spec.take("max_context", "Prompt and answer together are cut to this many tokens.", default: 131_072, in: 2...100_000_000)
    let allowed = spec.takeReferences("allowed_regions", "Regions that may serve; all where none is named.", among: regions)
    allowedRegions = allowed.map { $0.reduce(0) { $0 | 1 << UInt64($1) } } ?? .max
    next = Array(repeating: 0, count: classes.count)
    let follow: [(index: Int, name: Name, value: Fraction)] = spec.takeMap("next", "Probability that a completed job is followed by one of this class.", among: classes)
    for row in follow { next[row.index] = row.value.value }
    if next.reduce(0, +) > 1 + 1e-12 {
      spec.problem("next", "the probabilities sum to more than 1", remedy: "what is left of 1 is the chance to end there")
    }
  }
}
