import Economy
import Quantities
import Recording
import Scenarios
import SimulationKernel
import Vocabulary

extension World {
  /// The job ends, in exactly one way: paid or refunded, measured, recorded, its slot freed, its follow-up opened.
  mutating func end(_ slot: Int32, _ outcome: JobOutcome, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    var paid = Amount.zero
    if outcome == .completed {
      paid = settle(slot)
      rate(slot, isKept: isInTime(slot, at: now))
    }
    release(slot)
    let body = jobs[slot]
    counts.byOutcome[Int(outcome.rawValue)] += 1
    let record = jobRecord(of: body, outcome, paid: paid, at: now)
    if body.job.arrivedAt >= measures.from { measure(record, body) }
    if journal.keeps(.jobs) { journal.append(record) }
    jobs.remove(slot)
    if outcome == .completed { followUp(of: body, at: now, &queue) }
  }

  /// Pays the provider out of what its client and, under some market rules, the treasury put aside; the client's part.
  private mutating func settle(_ slot: Int32) -> Amount {
    let kept = Amount(base: Int128(jobs[slot].kept))
    if let subsidy = jobs[slot].subsidy, settle(subsidy, paying: -kept, keeping: .zero, of: slot) {
      jobs[slot].subsidy = nil
    }
    let price = Amount(base: Int128(jobs[slot].price))
    let surplus = max(kept, .zero)
    guard let hold = jobs[slot].hold, settle(hold, paying: price - surplus, keeping: surplus, of: slot) else {
      return .zero
    }
    jobs[slot].hold = nil
    token.epochPaid += price
    token.epochTokens += Int64(jobs[slot].job.outputTokens)
    return price
  }

  private mutating func settle(_ hold: HoldID, paying payment: Amount, keeping kept: Amount, of slot: Int32) -> Bool {
    let index = Int(jobs[slot].provider)
    let payee = token.account(of: ProviderID(index))
    guard case .success(var parts) = ledger.settle(hold, paying: payment, to: payee, split: token.split) else {
      violation = "the price of job \(jobs[slot].job.serial) is not what its escrow holds"
      return false
    }
    if kept > .zero { keep(kept, of: slot, &parts) }
    books[index].income += parts.earned
    books[index].epochIncome += parts.earned
    token.note(parts)
    return true
  }

  /// What a market rule leaves between buyer and seller comes back from escrow and goes on to the treasury.
  private mutating func keep(_ kept: Amount, of slot: Int32, _ parts: inout Settlement) {
    let job = jobs[slot].job
    let payer = token.account(of: job.client)
    guard case .success = ledger.transfer(kept, from: payer, to: .treasury, as: .fee, reference: job.serial) else {
      violation = "what the market keeps of job \(job.serial) was not in its escrow"
      return
    }
    parts.fee += kept
    parts.refunded -= kept
  }

  private func jobRecord(of body: JobBody, _ outcome: JobOutcome, paid: Amount, at now: Instant) -> JobRecord {
    var record = JobRecord()
    record.job = body.job.serial
    record.client = body.job.client
    record.clientRegion = body.job.region
    record.model = body.job.model
    record.broker = BrokerID(Int(body.broker))
    record.outcome = outcome
    record.arrivedAt = body.job.arrivedAt
    record.dispatchedAt = body.dispatchedAt
    record.finishedAt = now
    record.promptTokens = body.job.promptTokens
    record.outputTokens = body.job.outputTokens
    record.attempts = Int32(body.state.attempts)
    record.preemptions = body.preemptions
    record.price = paid
    if body.provider >= 0 {
      record.provider = ProviderID(Int(body.provider))
      record.providerRegion = truth.facts.regions[Int(body.provider)]
    }
    switch outcome {
    case .completed:
      record.startedAt = body.startedAt
      // The first token travels as long as the last: a stream keeps its path.
      record.firstTokenAt = body.firstTokenAt + (now - body.finishedAt)
    case .cloud:
      record.startedAt = body.startedAt
      record.firstTokenAt = body.firstTokenAt
      record.cloudCost = body.cloudCost
    case .failed, .rejected, .expired:
      break
    }
    return record
  }

  private mutating func measure(_ record: JobRecord, _ body: JobBody) {
    measures.outcomes[Int(record.outcome.rawValue)] += 1
    measures.cloudSpend = measures.cloudSpend + record.cloudCost
    guard record.outcome == .completed, let endToEnd = record.timeInSystem else { return }
    measures.endToEnd.add(endToEnd)
    measures.wait.add(body.startedAt - body.enqueuedAt)
    if !measures.byClass.isEmpty {
      measures.byClass[Int(body.demand)].endToEnd.add(endToEnd)
      measures.byClass[Int(body.demand)].wait.add(body.startedAt - body.enqueuedAt)
    }
    if let limit = measures.objectives.endToEnd, endToEnd > limit { measures.missedEndToEnd += 1 }
    if let first = record.timeToFirstToken {
      measures.timeToFirstToken.add(first)
      if let limit = measures.objectives.ttft, first > limit { measures.missedTimeToFirstToken += 1 }
    }
    if let span = record.timePerOutputToken { measures.timePerOutputToken.add(span) }
    measures.outputTokens += Int64(record.outputTokens)
    measures.promptTokens += Int64(record.promptTokens)
    measures.paid += record.price
  }
}
