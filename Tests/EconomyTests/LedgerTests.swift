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
  #expect(ledger.holds.openCount == 0 && ledger.escrowed == .zero)
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
  #expect(ledger.refund(second) == .success(tokens(5)))
  #expect(ledger.balance(of: client) == tokens(60))
  #expect(ledger.checkConservation() == nil)
}

@Test func refusalsMoveNothing() throws {
  var ledger = Ledger()
  let client = ledger.open(.client)
  let other = ledger.open(.holder)
  try ledger.mint(tokens(10), to: client).get()
  let count = ledger.pendingCount
  #expect(ledger.hold(tokens(11), from: client, reference: 0) == .failure(.insufficientFunds(missing: tokens(1))))
  for amount in [tokens(11), tokens(-1)] {
    #expect(throws: LedgerRefusal.self) { try ledger.transfer(amount, from: client, to: other).get() }
    #expect(throws: LedgerRefusal.self) { try ledger.burn(amount, from: client).get() }
  }
  #expect(throws: LedgerRefusal.negativeAmount) { try ledger.mint(tokens(-1), to: client).get() }
  #expect(throws: LedgerRefusal.beyondMintLimit) { try ledger.mint(Ledger.mintLimit, to: client).get() }
  #expect(ledger.pendingCount == count && ledger.balance(of: client) == tokens(10))
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

/// A book kept beside the ledger, by the rules of each verb, in plain integers.
private struct ShadowBook {
  var ledger = Ledger()
  var balances = [0]
  var (minted, burned, escrowed, posted) = (0, 0, 0, 0)
  var holds: [(id: HoldID, payer: AccountID, amount: Int)] = []

  private mutating func move(_ amount: Int, _ from: AccountID?, _ to: AccountID?) {
    if let from { balances[from.index] -= amount }
    if let to { balances[to.index] += amount }
    if amount > 0 { posted += 1 }
  }

  mutating func mint(_ amount: Int, to account: AccountID) {
    guard case .success = ledger.mint(tokens(Int64(amount)), to: account) else { return }
    minted += amount
    move(amount, nil, account)
  }

  mutating func transfer(_ amount: Int, from payer: AccountID, to payee: AccountID) {
    guard case .success = ledger.transfer(tokens(Int64(amount)), from: payer, to: payee) else { return }
    move(amount, payer, payee)
  }

  mutating func burn(_ amount: Int, from account: AccountID) {
    guard case .success = ledger.burn(tokens(Int64(amount)), from: account) else { return }
    burned += amount
    move(amount, account, nil)
  }

  mutating func hold(_ amount: Int, from payer: AccountID) {
    guard case .success(let id) = ledger.hold(tokens(Int64(amount)), from: payer, reference: 0) else { return }
    holds.append((id, payer, amount))
    escrowed += amount
    move(amount, payer, nil)
  }

  mutating func refund(_ place: Int) {
    let hold = holds.remove(at: place)
    #expect(ledger.refund(hold.id) == .success(tokens(Int64(hold.amount))))
    escrowed -= hold.amount
    move(hold.amount, nil, hold.payer)
  }

  /// Pays two thirds of a hold: 94.9999 % to the provider, 2.0001 % burned, each rounded down, the rest to the
  /// treasury.
  mutating func settle(_ place: Int, to provider: AccountID) throws {
    let hold = holds.remove(at: place)
    let payment = 2 * hold.amount / 3
    let split = FeeSplit(protocolFee: 30_000, burn: 20_001)
    _ = try ledger.settle(hold.id, paying: tokens(Int64(payment)), to: provider, split: split).get()
    let (earned, burnt) = (payment * 949_999 / 1_000_000, payment * 20_001 / 1_000_000)
    escrowed -= hold.amount
    burned += burnt
    move(earned, nil, provider)
    move(payment - earned - burnt, nil, .treasury)
    move(burnt, nil, nil)
    move(hold.amount - payment, nil, hold.payer)
  }
}

@Test func ledgerEqualsAShadowBook() throws {
  var book = ShadowBook()
  let accounts = (0..<20).map { book.ledger.open($0 < 10 ? .client : .provider) }
  book.balances += accounts.map { _ in 0 }
  for account in accounts { book.mint(1_000_000, to: account) }
  var noise = Mixer(state: 3)
  for round in 0..<20_000 {
    noise.fold(UInt64(round))
    let a = accounts[Int(noise.state % 20)]
    let b = accounts[Int((noise.state >> 8) % 20)]
    let amount = Int((noise.state >> 16) % 3_000)
    switch (noise.state >> 40) % 6 {
    case 0: book.transfer(amount, from: a, to: b)
    case 1: book.burn(amount > 100 ? 100 : 1, from: a)
    case 2: book.mint(50, to: b)
    case 3, 4: book.hold(amount, from: a)
    default:
      guard !book.holds.isEmpty else { continue }
      let place = Int((noise.state >> 50) % UInt64(book.holds.count))
      if round % 3 == 0 { book.refund(place) } else { try book.settle(place, to: b) }
    }
    if round % 500 == 0 { #expect(book.ledger.checkConservation() == nil) }
  }
  let balances = book.balances.indices.map { book.ledger.balance(of: AccountID($0)).base }
  #expect(balances == book.balances.map { Int128($0) })
  #expect(book.ledger.minted.base == Int128(book.minted) && book.ledger.burned.base == Int128(book.burned))
  #expect(book.ledger.escrowed.base == Int128(book.escrowed) && book.ledger.checkConservation() == nil)
  #expect(book.ledger.sealBlock(at: .start).transfers == Int64(book.posted))
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
