import Vocabulary

/// A condition that a provider must meet, in the order they are tested.
public enum Filter: Int, CaseIterable, Sendable {
  /// Hosts the model.
  case model
  /// Stands in a region that may serve the job.
  case region
  case up
  /// Asks no more than the job's budget.
  case price
  /// Would answer by the deadline: now + round trip + wait + service.
  case deadline
  /// Has the reputation that the scenario asks for.
  case reputation
}

/// Why a job went where it went: filled by a policy when somebody wants to know.
public struct DecisionNote: Sendable {
  /// Scores kept for a decision.
  public static let depth = 8

  public enum Sense: Sendable { case lowerIsBetter, higherIsBetter }

  /// Set by who asks; survives `reset`.
  public var isWanted: Bool
  /// The best `depth` of what the policy looked at, best first.
  public private(set) var scores: [(provider: ProviderID, score: Double)] = []
  /// Providers that each filter dropped, by the first that a provider failed; `[Filter.rawValue]`.
  public private(set) var dropped: [Int]
  /// Providers that passed all filters.
  public private(set) var feasible = 0

  public init(isWanted: Bool = false) {
    self.isWanted = isWanted
    dropped = Array(repeating: 0, count: Filter.allCases.count)
  }

  public mutating func reset() {
    guard feasible != 0 || !scores.isEmpty || dropped.contains(where: { $0 != 0 }) else { return }
    scores.removeAll(keepingCapacity: true)
    for index in dropped.indices { dropped[index] = 0 }
    feasible = 0
  }

  /// Considers a score for the best; the earlier of two equals stays in front.
  public mutating func offer(_ provider: ProviderID, _ score: Double, _ sense: Sense) {
    var place = scores.count
    while place > 0 && (sense == .lowerIsBetter ? score < scores[place - 1].score : score > scores[place - 1].score) {
      place -= 1
    }
    guard place < Self.depth else { return }
    if scores.count == Self.depth { scores.removeLast() }
    scores.insert((provider, score), at: place)
  }

  mutating func drop(_ count: Int, by filter: Filter) { dropped[filter.rawValue] += count }
  mutating func pass() { feasible += 1 }
}
