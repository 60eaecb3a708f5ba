import Vocabulary

/// What a policy has made of a table for each model: until asks or stakes change, or for good where it does not hang
/// on them.
struct ModelCache<Made: Sendable>: Sendable {
  private var facts: ProviderFacts?
  private let followsTerms: Bool
  private var revision = 0
  private var made: [Made?] = []

  init(followsTerms: Bool) { self.followsTerms = followsTerms }

  /// What was made for the model, made now if there is nothing or it is stale.
  mutating func value(of model: Int, _ table: ProviderTable, _ make: () -> Made) -> Made {
    if facts !== table.facts || followsTerms && revision != table.termsRevision {
      (facts, revision) = (table.facts, table.termsRevision)
      made = Array(repeating: nil, count: table.facts.modelCount)
    }
    if let ready = made[model] { return ready }
    let new = make()
    made[model] = new
    return new
  }
}
