import Quantities
import Vocabulary

/// What a job demands of a provider, made once for a decision.
public struct FeasibilityFilter: Sendable {
  public let job: Job
  public let now: Instant
  /// Nanoseconds from now to the deadline; `Int64.max` without one.
  let patience: Int64
  /// A budget or a deadline: something that a provider's region, models and state do not tell.
  let hasLimits: Bool

  public init(_ job: Job, at now: Instant) {
    self.job = job
    self.now = now
    patience = job.deadline == .never ? .max : (job.deadline - now).nanoseconds
    hasLimits = job.budget < .max || job.deadline < .never
  }

  /// Some region may not serve the job.
  var isRegional: Bool { job.allowedRegions != .max }

  @inline(__always) func allows(_ region: RegionID) -> Bool { job.allowedRegions >> UInt64(region.raw) & 1 == 1 }

  /// The first condition that the provider does not meet; nil when it is feasible.
  public func rejection(of provider: ProviderID, in table: ProviderTable) -> Filter? {
    let i = provider.index
    if table.facts.models[i] >> UInt64(job.model.raw) & 1 == 0 { return .model }
    if !allows(table.facts.regions[i]) { return .region }
    if !table.isUp[i] { return table.reputation[i] < table.minReputation ? .reputation : .up }
    return hasLimits ? overrun(of: provider, in: table) : nil
  }

  public func admits(_ provider: ProviderID, in table: ProviderTable) -> Bool {
    rejection(of: provider, in: table) == nil
  }

  /// The job's budget or deadline, if the provider would overrun it.
  func overrun(of provider: ProviderID, in table: ProviderTable) -> Filter? {
    if job.budget < .max && table.price(of: job, at: provider) > job.budget { return .price }
    if patience < .max && table.predictedLatency(of: job, at: provider).nanoseconds > patience { return .deadline }
    return nil
  }

  /// Counts, over all providers, what each filter drops. Only for decisions whose note is wanted.
  public func tally(_ table: ProviderTable, into note: inout DecisionNote) {
    for i in 0..<table.count {
      if let filter = rejection(of: ProviderID(i), in: table) { note.drop(1, by: filter) } else { note.pass() }
    }
  }

  /// Notes what each filter drops, and the best scores of the feasible.
  func explain(
    _ table: ProviderTable, _ sense: DecisionNote.Sense, into note: inout DecisionNote, score: (Int) -> Double
  ) {
    tally(table, into: &note)
    for i in 0..<table.count where admits(ProviderID(i), in: table) { note.offer(ProviderID(i), score(i), sense) }
  }

  /// Appends every feasible provider, cell by cell, ascending within a cell.
  public func list(_ table: ProviderTable, into found: inout [Int32]) {
    let cells = table.facts.cells
    for number in cells.ofModel[job.model.index] {
      let cell = cells.cells[Int(number)]
      guard allows(cell.region) else { continue }
      for member in cells.members[Int(cell.first)..<Int(cell.first + cell.count)] {
        guard table.isUp[Int(member)] else { continue }
        if hasLimits && overrun(of: ProviderID(Int(member)), in: table) != nil { continue }
        found.append(member)
      }
    }
  }
}
