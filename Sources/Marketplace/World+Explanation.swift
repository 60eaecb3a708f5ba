import Quantities
import Roles
import Scheduling
import Vocabulary

/// One decision of a broker, with all that it went by.
public struct Explanation: Sendable {
  public var time: Instant
  /// From 1.
  public var attempt: Int
  public var broker: Int
  /// Nil where none would do.
  public var chosen: ProviderID?
  /// Base units of the token.
  public var price: Int64
  /// The client had the price when it was asked for it.
  public var isAffordable: Bool
  /// What each provider failed first, in the broker's eyes; nil for those that could take the job.
  public var rejections: [Filter?]
  /// The best of what the policy looked at, best first, in its own measure.
  public var scores: [(provider: ProviderID, score: Double)]
  /// About a copy: those that have the job already count as down.
  public var isOfCopy: Bool
  /// The broker decided by a picture of some age.
  public var isByView: Bool
}

extension World {
  /// Notes a decision before anything follows from it.
  mutating func explain(_ action: BrokerAction, of slot: Int32, by broker: Int, isOfCopy: Bool = false, at now: Instant)
  {
    let job = jobs[slot].job
    let table = views.isEmpty ? truth : views[broker]
    let filter = FeasibilityFilter(job, at: now)
    var chosen: ProviderID?
    var price: Int64 = 0
    if case .offer(let provider, let asked) = action { (chosen, price) = (provider, asked) }
    let funds = ledger.balance(of: token.account(of: job.client))
    explanations.append(
      Explanation(
        time: now, attempt: Int(jobs[slot].state.attempts), broker: broker, chosen: chosen, price: price,
        isAffordable: funds >= Amount(base: Int128(price)),
        rejections: (0..<table.count).map { filter.rejection(of: ProviderID($0), in: table) },
        scores: brokers[broker].note.scores, isOfCopy: isOfCopy, isByView: !views.isEmpty))
  }
}
