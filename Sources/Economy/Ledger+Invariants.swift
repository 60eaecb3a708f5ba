import Quantities
import Vocabulary

extension Ledger {
  /// The sum of all balances, and the sum of the open holds, added up one by one.
  public var balanceTotal: Amount { balances.reduce(.zero, +) }
  public var holdTotal: Amount {
    holds.slots.reduce(.zero) { $1.generation & 1 == 1 ? $0 + $1.amount : $0 }
  }

  /// Adds the book up from scratch and compares with the running totals, in O(accounts + hold slots).
  ///
  /// Returns what is wrong, for the message that stops a run; nil when everything agrees:
  /// `minted − burned = Σ balances + Σ holds`, the escrow pool is the sum of the open holds, nothing is negative.
  public func checkConservation() -> String? {
    var total = Amount.zero
    for (index, balance) in balances.enumerated() {
      if balance < .zero {
        return "account \(index) (\(role(of: AccountID(index)).name)) has a negative balance of \(balance.base)"
      }
      total += balance
    }
    var held = Amount.zero
    var open = 0
    for (index, slot) in holds.slots.enumerated() where slot.generation & 1 == 1 {
      if slot.amount < .zero { return "hold \(index) has a negative amount of \(slot.amount.base)" }
      held += slot.amount
      open += 1
    }
    if open != holds.openCount { return "\(open) holds are open where \(holds.openCount) were counted" }
    if held != escrowed { return "the open holds sum to \(held.base), the escrow pool says \(escrowed.base)" }
    if burned < .zero || minted < .zero { return "minted \(minted.base) or burned \(burned.base) is negative" }
    let supply = minted - burned
    if supply != total + held {
      return "minted − burned is \(supply.base), balances and holds sum to \((total + held).base) "
        + "(\((total + held - supply).base) too much)"
    }
    return nil
  }
}
