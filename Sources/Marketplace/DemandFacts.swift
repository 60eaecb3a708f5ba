import Quantities
import Randomness
import Scenarios
import Vocabulary

/// What every job of a class of demand needs to know of the scenario: one object a class, shared and immutable, because
/// taking the class out of the scenario copies its laws and lists for each job.
final class DemandFacts: Sendable {
  let model: ModelID
  let allowedRegions: UInt64
  let promptTokens: any Distribution
  let outputTokens: any Distribution
  let work: (any Distribution)?
  /// Prompt and answer together are cut to this many tokens.
  let maxContext: Int32
  /// Probability of a follow-up of each class; empty where nothing follows.
  let next: [Double]
  /// The scenario's model and region for each name that a replayed trace uses.
  let traceModels: [Int]
  let traceRegions: [Int]
  /// Index of the group of clients that asks.
  let group: Int
  /// From the arrival of a job to its deadline; `forever` without one.
  let patience: TimeSpan
  /// The most a job may cost, in base units; `Int64.max` without a cap.
  let budget: Int64
  /// Class of service, and the due of each of its clients.
  let priority: Int32
  let weight: Int32

  init(_ kind: DemandClass, in scenario: Scenario) {
    model = kind.model
    allowedRegions = kind.allowedRegions
    promptTokens = kind.promptTokens
    outputTokens = kind.outputTokens
    work = kind.work
    maxContext = Int32(clamping: kind.maxContext)
    next = kind.next.contains { $0 > 0 } ? kind.next : []
    traceModels = kind.traceModels
    traceRegions = kind.traceRegions
    group = kind.clients
    let clients = scenario.clients[kind.clients].value
    patience = clients.deadline ?? .forever
    priority = Int32(clamping: kind.priority)
    weight = Int32(clamping: clients.weight)
    budget = clients.budget.map { Int64(clamping: scenario.token.amount(of: $0).base) } ?? .max
  }
}
