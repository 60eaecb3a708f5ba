import Quantities
import Recording
import Roles
import Scenarios
import Vocabulary

// What brokers think of providers.
extension World {
  /// The provider that owes the job an answer gave it, or did not. An answer that nobody owes any more rates nobody.
  mutating func rate(_ slot: Int32, isKept: Bool) {
    guard jobs[slot].isOwed else { return }
    jobs[slot].isOwed = false
    reputation?.note(isKept, of: Int(jobs[slot].provider), by: Int(jobs[slot].broker))
  }

  /// An answer is late when it took longer from its dispatch than is promised from request to answer.
  func isInTime(_ slot: Int32, at now: Instant) -> Bool {
    guard let limit = scenario.objectives.endToEnd else { return true }
    return now - jobs[slot].dispatchedAt <= limit
  }

  /// At the end of an epoch: reputations anew, and who lacks one is told as not up.
  mutating func updateReputations() {
    guard reputation != nil else { return }
    reputation?.endEpoch(into: &truth.reputation)
    for index in providers.indices { tellUp(index) }
  }

  /// Tells the table whether the provider may get jobs.
  mutating func tellUp(_ index: Int) {
    let isUp = providers[index].state == .up && truth.reputation[index] >= truth.minReputation
    if isUp != truth.isUp[index] { truth.setUp(ProviderID(index), isUp) }
  }

  func addReputation(to table: inout MetricTable) {
    guard reputation != nil, truth.count > 0 else { return }
    let mean = truth.reputation.reduce(0, +) / Double(truth.count)
    table.add("reputation_mean", .number(mean), unit: "", better: .higher, label: "reputation at the end, mean")
    let shunned = truth.reputation.count { $0 < truth.minReputation }
    table.add(
      "providers_shunned", .count(shunned), unit: "", better: .lower, label: "with less reputation than is asked for")
  }
}
