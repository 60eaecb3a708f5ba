import Quantities
import Testing
import Vocabulary

@testable import Economy

private func tokens(_ n: Int64) -> Amount { Amount(base: Int128(n)) }

private func holdID(_ result: Result<HoldID, LedgerRefusal>) throws -> HoldID { try result.get() }

@Test func settlingDividesAHoldToTheLastUnit() throws {
  var ledger = Ledger()
  let client = ledger.open(.client)
  let provider = ledger.open(.provider)
  try ledger.mint(tokens(1_000), to: client, as: .endowment).get()
  let hold = try holdID(ledger.hold(tokens(333), from: client, reference: 7))
  #expect(ledger.escrowed == tokens(333) && ledger.balance(of: client) == tokens(667))

  let split = FeeSplit(protocolFee: 25_000, burn: 10_000)
  let settlement = try ledger.settle(hold, paying: tokens(301), to: provider, split: split).get()
  // 301 × 0.965 = 290.465, × 0.025 = 7.525, × 0.010 = 3.01: the dust of 1 goes to the treasury.
  #expect(
    settlement == Settlement(earned: tokens(290), fee: tokens(8), burned: tokens(3), refunded: tokens(32)))
  #expect(ledger.balance(of: provider) == tokens(290))
  #expect(ledger.balance(of: .treasury) == tokens(8))
  #expect(ledger.burned == tokens(3))
  #expect(ledger.balance(of: client) == tokens(699))
  #expect(ledger.openHolds == 0 && ledger.escrowed == .zero)
  #expect(ledger.checkConservation() == nil)
}

@Test func aHoldIsPaidAtMostOnce() throws {
  var ledger = Ledger()
  let client = ledger.open(.client)
  let provider = ledger.open(.provider)
  try ledger.mint(tokens(100), to: client).get()
  let first = try holdID(ledger.hold(tokens(40), from: client, reference: 1))
  #expect(ledger.settle(first, paying: tokens(41), to: provider, split: .none) == .failure(.exceedsHold(by: tokens(1))))
  #expect(ledger.settle(first, paying: tokens(-1), to: provider, split: .none) == .failure(.negativeAmount))
  _ = try ledger.settle(first, paying: tokens(40), to: provider, split: .none).get()
  #expect(ledger.settle(first, paying: tokens(40), to: provider, split: .none) == .failure(.holdIsClosed))
  #expect(ledger.refund(first) == .failure(.holdIsClosed))

  let second = try holdID(ledger.hold(tokens(5), from: client, reference: 2))
  #expect(second.slot == first.slot, "the slot is used again")
  #expect(ledger.refund(first) == .failure(.holdIsClosed), "under the old id it stays closed")
  #expect(ledger.amount(of: second) == tokens(5))
  #expect(ledger.refund(second) == .success(tokens(5)))
  #expect(ledger.refund(.none) == .failure(.holdIsClosed))
  #expect(ledger.balance(of: client) == tokens(60))
  #expect(ledger.checkConservation() == nil)
}

@Test func refusalsMoveNothing() throws {
  var ledger = Ledger()
  let client = ledger.open(.client)
  let other = ledger.open(.holder)
  try ledger.mint(tokens(10), to: client).get()
  let count = ledger.transferCount
  #expect(ledger.hold(tokens(11), from: client, reference: 0) == .failure(.insufficientFunds(missing: tokens(1))))
  for amount in [tokens(11), tokens(-1)] {
    #expect(throws: LedgerRefusal.self) { try ledger.transfer(amount, from: client, to: other).get() }
    #expect(throws: LedgerRefusal.self) { try ledger.burn(amount, from: client).get() }
  }
  #expect(throws: LedgerRefusal.negativeAmount) { try ledger.mint(tokens(-1), to: client).get() }
  #expect(throws: LedgerRefusal.beyondMintLimit) { try ledger.mint(Ledger.mintLimit, to: client).get() }
  #expect(ledger.transferCount == count && ledger.balance(of: client) == tokens(10))
  try ledger.mint(Ledger.mintLimit - tokens(10), to: client).get()
  #expect(ledger.minted == Ledger.mintLimit && ledger.checkConservation() == nil)
}

@Test(arguments: FeeSplit.DustHeir.allCases)
func partsOfASplitSumToThePayment(heir: FeeSplit.DustHeir) {
  var noise = Mixer(state: 11)
  for round in 0..<20_000 {
    noise.fold(UInt64(round))
    let fee = Int64(noise.state % 1_000_001)
    let burn = Int64((noise.state >> 32) % UInt64(1_000_001 - fee))
    let split = FeeSplit(protocolFee: fee, burn: burn, dust: heir)
    // All magnitudes from one unit to 2^120: both the 64-bit path and the wide one.
    let payment = Amount(base: Int128(truncatingIfNeeded: (UInt128(noise.state) << 56) >> UInt128(round % 120)))
    let parts = split.parts(of: payment)
    #expect(parts.provider + parts.treasury + parts.burned == payment)
    let exactFee = payment.scaled(by: Int128(fee), over: 1_000_000)
    let dust = parts.treasury - exactFee
    #expect(heir == .treasury ? dust >= .zero && dust <= tokens(2) : dust == .zero)
  }
}

/// A book kept the slow way, by one list of transfers, against the ledger over a long random history.
@Test func ledgerEqualsTheSumOfItsTransfers() throws {
  var ledger = Ledger(keepingTransfers: true)
  let accounts = (0..<20).map { ledger.open($0 < 10 ? .client : .provider) }
  for account in accounts { try ledger.mint(tokens(1_000_000), to: account, as: .endowment).get() }
  var noise = Mixer(state: 3)
  var holds: [HoldID] = []
  let split = FeeSplit(protocolFee: 30_000, burn: 20_001)
  for round in 0..<20_000 {
    noise.fold(UInt64(round))
    let a = accounts[Int(noise.state % 20)]
    let b = accounts[Int((noise.state >> 8) % 20)]
    let amount = tokens(Int64((noise.state >> 16) % 3_000))
    switch (noise.state >> 40) % 6 {
    case 0: _ = ledger.transfer(amount, from: a, to: b)
    case 1: _ = ledger.burn(tokens(amount.base > 100 ? 100 : 1), from: a)
    case 2: _ = ledger.mint(tokens(50), to: b)
    case 3, 4: if case .success(let id) = ledger.hold(amount, from: a, reference: Int64(round)) { holds.append(id) }
    default:
      guard !holds.isEmpty else { continue }
      let id = holds.remove(at: Int((noise.state >> 50) % UInt64(holds.count)))
      if round % 3 == 0 {
        _ = try ledger.refund(id).get()
      } else {
        let held = try #require(ledger.amount(of: id))
        _ = try ledger.settle(id, paying: held.scaled(by: 2, over: 3), to: b, split: split).get()
      }
    }
    if round % 500 == 0 { #expect(ledger.checkConservation() == nil) }
  }
  var book = [Int32: Int128]()
  let transfers = ledger.takeTransfers()
  #expect(Int64(transfers.count) == ledger.transferCount)
  for transfer in transfers {
    book[transfer.from.raw, default: 0] -= transfer.amount.base
    book[transfer.to.raw, default: 0] += transfer.amount.base
  }
  for account in [AccountID.treasury] + accounts {
    #expect(book[account.raw, default: 0] == ledger.balance(of: account).base)
  }
  #expect(book[AccountID.escrow.raw] == ledger.escrowed.base)
  #expect(book[AccountID.mint.raw] == -ledger.minted.base)
  #expect(book[AccountID.burn.raw] == ledger.burned.base)
  #expect(ledger.checkConservation() == nil)
}

@Test func checkFindsWhatDoesNotAddUp() throws {
  var sound = Ledger()
  let client = sound.open(.client)
  try sound.mint(tokens(100), to: client).get()
  _ = try sound.hold(tokens(30), from: client, reference: 0).get()
  #expect(sound.checkConservation() == nil)

  var lost = sound
  lost.balances[client.index] -= tokens(1)
  #expect(lost.checkConservation()?.contains("-1 too much") == true)
  var doubled = sound
  doubled.escrowed += tokens(1)
  #expect(doubled.checkConservation()?.contains("escrow pool") == true)
  var shifted = sound
  shifted.balances[client.index] -= tokens(80)
  shifted.balances[0] += tokens(80)
  #expect(shifted.checkConservation()?.contains("negative balance") == true)
  var unburned = sound
  unburned.burned += tokens(1)
  #expect(unburned.checkConservation() != nil)
  var twice = sound
  twice.holds.close(HoldID(slot: 0, generation: 1))
  #expect(twice.checkConservation() != nil)
}
