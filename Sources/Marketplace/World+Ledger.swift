import Economy
import Quantities
import Recording
import Scenarios
import SimulationKernel
import Vocabulary

extension World {
  /// Puts a price aside for the job, and what the treasury adds to it; false when either does not have it.
  mutating func afford(_ price: Int64, adding subsidy: Int64, for slot: Int32) -> Bool {
    if price > 0 {
      guard let hold = putAside(price, from: token.account(of: jobs[slot].job.client), for: slot) else { return false }
      jobs[slot].hold = hold
    }
    guard subsidy > 0 else { return true }
    jobs[slot].subsidy = putAside(subsidy, from: .treasury, for: slot)
    if jobs[slot].subsidy == nil { refundHolds(of: slot) }
    return jobs[slot].subsidy != nil
  }

  private mutating func putAside(_ sum: Int64, from payer: AccountID, for slot: Int32) -> HoldID? {
    let amount = Amount(base: Int128(sum))
    guard case .success(let hold) = ledger.hold(amount, from: payer, reference: jobs[slot].job.serial) else {
      counts.unaffordable += 1
      return nil
    }
    token.held += amount
    return hold
  }

  /// The attempt is over: its load is taken off the table, and its money goes back unless it was paid.
  mutating func release(_ slot: Int32) {
    uncount(slot)
    refundHolds(of: slot)
  }

  private mutating func refundHolds(of slot: Int32) {
    if let hold = jobs[slot].hold { refund(hold, of: slot) }
    if let subsidy = jobs[slot].subsidy { refund(subsidy, of: slot) }
    jobs[slot].hold = nil
    jobs[slot].subsidy = nil
  }

  private mutating func refund(_ hold: HoldID, of slot: Int32) {
    switch ledger.refund(hold) {
    case .success(let amount): token.refunded += amount
    case .failure: violation = "the escrow of job \(jobs[slot].job.serial) was closed twice"
    }
  }

  mutating func blockSealed(at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    sealBlock(at: now)
    let next = now.adding(saturating: scenario.token.blockInterval)
    if next <= horizon { queue.schedule(.blockSealed, at: next) }
  }

  mutating func sealBlock(at now: Instant) {
    let block = ledger.sealBlock(at: now)
    if journal.keeps(.ledger) {
      var record = LedgerRecord()
      record.block = block.height
      record.sealedAt = now
      let lag = TimeSpan(nanoseconds: scenario.token.blockInterval.nanoseconds * Int64(scenario.token.finalityLag))
      let final = now.adding(saturating: lag)
      record.finalAt = final <= horizon ? final : .never
      record.epoch = token.epoch
      record.transfers = block.transfers
      record.minted = block.minted - token.mintedBefore
      record.burned = block.burned - token.burnedBefore
      record.escrowed = token.held
      record.settled = token.settled
      record.refunded = token.refunded
      record.fees = token.fees
      record.pending = ledger.escrowed
      record.supply = block.minted - block.burned
      record.digest = UInt128(block.digest.0) << 64 | UInt128(block.digest.1)
      record.hash = block.hash
      journal.append(record)
    }
    token.restartBlock(minted: block.minted, burned: block.burned)
  }

  /// Mints the epoch's emission, as far as the ledger's limit allows, to those who earned in it, by what they earned;
  /// the dust goes to the treasury.
  mutating func epochEnded(at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let due = scenario.token.emission.reward(
      for: Epoch(index: token.epoch), supply: SupplyState(minted: ledger.minted, burned: ledger.burned))
    let reward = min(due, Ledger.mintLimit - ledger.minted)
    token.withheld += due - reward
    let total = books.reduce(Amount.zero) { $0 + $1.epochIncome }
    var left = reward
    if total > .zero {
      for index in books.indices where books[index].epochIncome > .zero {
        let share = reward.scaled(by: books[index].epochIncome.base, over: total.base)
        books[index].epochIncome = .zero
        books[index].emission += share
        left -= share
        mint(share, to: token.account(of: ProviderID(index)))
      }
    }
    mint(left, to: .treasury)
    token.epoch += 1
    tellPrice()
    updateReputations()
    checkInvariants(at: now)
    let next = now.adding(saturating: scenario.token.epochLength)
    if next <= horizon { queue.schedule(.epochEnded, at: next) }
  }

  /// Demand learns what a million output tokens cost in the epoch that has ended; there is no price where nothing was
  /// answered.
  private mutating func tellPrice() {
    var price: Dollars?
    if token.epochTokens > 0 {
      let perMillion = token.epochPaid.scaled(by: 1_000_000, over: Int128(token.epochTokens))
      price = scenario.token.dollars(of: perMillion)
    }
    for index in arrivals.indices { arrivals[index].process.observe(price: price) }
    token.epochPaid = .zero
    token.epochTokens = 0
  }

  private mutating func mint(_ amount: Amount, to account: AccountID) {
    guard amount > .zero else { return }
    guard case .success = ledger.mint(amount, to: account) else {
      preconditionFailure("an epoch's reward stays below the mint limit")
    }
    token.emitted += amount
  }
}
