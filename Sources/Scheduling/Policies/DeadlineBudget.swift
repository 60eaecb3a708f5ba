import Quantities
import Randomness
import Specs
import Vocabulary

/// Deadline and budget constrained scheduling (Buyya, Abramson and Giddy 2002), a job at a time: the cheapest provider
/// that is predicted to meet the deadline, or the soonest within the budget.
///
/// A part of the time to the deadline may be kept in reserve against wrong predictions; where nobody answers that soon,
/// the deadline itself counts. Among the cheapest the fewest outstanding, among the soonest each equally likely. A job
/// without a deadline goes to the cheapest, one without a budget to the soonest.
public struct DeadlineBudget: SchedulingPolicy {
  public enum Goal: String, CaseIterable, SpecValue { case cost, time }

  private let goal: Goal
  private let reserve: Double
  private var cheapest = Cheapest()
  private var soonest = LowestLatency()

  /// Requires a reserve in 0 ..< 1, in parts of the time to the deadline.
  public init(_ goal: Goal, reserve: Double = 0) {
    precondition(reserve >= 0 && reserve < 1, "a reserve is a part of the time that is left")
    self.goal = goal
    self.reserve = reserve
  }

  init(from spec: inout Spec) {
    self.init(
      spec.take(
        "goal", "The lowest cost by the deadline, or the shortest time within the budget.", default: .cost),
      reserve: spec.take(
        "reserve", "Goal cost: part of the time to the deadline kept in hand against wrong predictions.", default: 0,
        in: 0...0.99))
  }

  public var preferredIndex: LoadMeasure? { goal == .cost ? cheapest.preferredIndex : soonest.preferredIndex }

  public mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    if reserve > 0 && goal == .cost && job.deadline < .never && job.deadline > now {
      var early = job
      let patience = Double((job.deadline - now).nanoseconds) * (1 - reserve)
      early.deadline = now + TimeSpan(nanoseconds: Int64(patience))
      if let chosen = cheapest.place(early, among: table, at: now, using: &stream, noting: &note) { return chosen }
      note.reset()
    }
    switch goal {
    case .cost: return cheapest.place(job, among: table, at: now, using: &stream, noting: &note)
    case .time: return soonest.place(job, among: table, at: now, using: &stream, noting: &note)
    }
  }
}
