import Quantities
import Vocabulary

/// Why the ledger did not post. An expected answer of the market, not an error: nothing has moved.
public enum LedgerRefusal: Error, BitwiseCopyable, Hashable, Sendable {
  /// The payer lacks this much.
  case insufficientFunds(missing: Amount)
  /// The hold was settled or refunded before.
  case holdIsClosed
  /// The payment is larger than what was held, by this much.
  case exceedsHold(by: Amount)
  /// Amounts are not negative.
  case negativeAmount
  /// All money ever minted would exceed `Ledger.mintLimit`.
  case beyondMintLimit
}

/// What became of a hold: the four parts sum to it.
public struct Settlement: BitwiseCopyable, Hashable, Sendable {
  public var earned: Amount
  public var fee: Amount
  public var burned: Amount
  public var refunded: Amount
}

/// The money of a run: a double-entry book in base units, whose every verb is a transfer.
///
/// Money enters by `mint`, leaves by `burn`, and between the two only moves: `minted − burned` equals the balances plus
/// the open holds after every verb. Transfers are folded into a digest, and `sealBlock` chains the digests by SHA-256.
/// A value: a copy is an independent ledger.
public struct Ledger: Sendable {
  /// All money ever minted stays at or below 2^120 base units, so that no sum of balances can overflow.
  public static let mintLimit = Amount(base: 1 << 120)

  var balances: [Amount] = []
  private var roles: [AccountRole] = []
  var holds = HoldTable()
  public internal(set) var minted = Amount.zero
  public internal(set) var burned = Amount.zero
  /// The sum of the open holds.
  public internal(set) var escrowed = Amount.zero
  /// The newest block; the genesis block before the first seal.
  public internal(set) var head = Block.genesis
  var digest = TransferDigest()
  var pendingCount: Int64 = 0

  public init() { _ = open(.treasury) }

  public var accountCount: Int { balances.count }

  /// Opens an account with nothing in it. Account 0 is the treasury.
  public mutating func open(_ role: AccountRole) -> AccountID {
    balances.append(.zero)
    roles.append(role)
    return AccountID(balances.count - 1)
  }

  public func balance(of account: AccountID) -> Amount { balances[account.index] }
  public func role(of account: AccountID) -> AccountRole { roles[account.index] }

  /// Creates money.
  public mutating func mint(
    _ amount: Amount, to account: AccountID, as kind: TransferKind = .emission, reference: Int64 = 0
  ) -> Result<Void, LedgerRefusal> {
    if amount < .zero { return .failure(.negativeAmount) }
    if amount > Self.mintLimit - minted { return .failure(.beyondMintLimit) }
    minted += amount
    balances[account.index] += amount
    post(kind, amount, from: .mint, to: account, reference)
    return .success(())
  }

  /// Destroys money of an account.
  public mutating func burn(
    _ amount: Amount, from account: AccountID, reference: Int64 = 0
  ) -> Result<Void, LedgerRefusal> {
    if let refusal = refusal(of: amount, from: account) { return .failure(refusal) }
    balances[account.index] -= amount
    burned += amount
    post(.burn, amount, from: account, to: .burn, reference)
    return .success(())
  }

  /// Moves money from one account to another; to itself, it is posted and changes nothing.
  public mutating func transfer(
    _ amount: Amount, from payer: AccountID, to payee: AccountID, as kind: TransferKind = .payment,
    reference: Int64 = 0
  ) -> Result<Void, LedgerRefusal> {
    if let refusal = refusal(of: amount, from: payer) { return .failure(refusal) }
    balances[payer.index] -= amount
    balances[payee.index] += amount
    post(kind, amount, from: payer, to: payee, reference)
    return .success(())
  }

  /// Sets money of an account aside, for the job `reference`.
  public mutating func hold(
    _ amount: Amount, from payer: AccountID, reference: Int64
  ) -> Result<HoldID, LedgerRefusal> {
    if let refusal = refusal(of: amount, from: payer) { return .failure(refusal) }
    balances[payer.index] -= amount
    escrowed += amount
    post(.hold, amount, from: payer, to: .escrow, reference)
    return .success(holds.open(amount, payer: payer, reference: reference))
  }

  /// Pays for a job out of its hold and closes it: the provider's share, the protocol fee to the treasury and the burn,
  /// by `split`; the rest of the hold goes back to its payer.
  public mutating func settle(
    _ id: HoldID, paying payment: Amount, to provider: AccountID, split: FeeSplit
  ) -> Result<Settlement, LedgerRefusal> {
    guard let hold = holds.find(id) else { return .failure(.holdIsClosed) }
    if payment < .zero { return .failure(.negativeAmount) }
    if payment > hold.amount { return .failure(.exceedsHold(by: payment - hold.amount)) }
    holds.close(id)
    escrowed -= hold.amount
    let parts = split.parts(of: payment)
    let rest = hold.amount - payment
    balances[provider.index] += parts.provider
    balances[AccountID.treasury.index] += parts.treasury
    burned += parts.burned
    balances[hold.payer.index] += rest
    post(.earning, parts.provider, from: .escrow, to: provider, hold.reference)
    post(.fee, parts.treasury, from: .escrow, to: .treasury, hold.reference)
    post(.burn, parts.burned, from: .escrow, to: .burn, hold.reference)
    post(.refund, rest, from: .escrow, to: hold.payer, hold.reference)
    return .success(
      Settlement(earned: parts.provider, fee: parts.treasury, burned: parts.burned, refunded: rest))
  }

  /// Gives all of a hold back to its payer and closes it; the amount.
  public mutating func refund(_ id: HoldID) -> Result<Amount, LedgerRefusal> {
    guard let hold = holds.find(id) else { return .failure(.holdIsClosed) }
    holds.close(id)
    escrowed -= hold.amount
    balances[hold.payer.index] += hold.amount
    post(.refund, hold.amount, from: .escrow, to: hold.payer, hold.reference)
    return .success(hold.amount)
  }

  /// Where a row lies, for who will use it soon and wants it fetched; not to be read there.
  public func address(of account: AccountID) -> UnsafeRawPointer {
    balances.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress.unsafelyUnwrapped + account.index) }
  }
  public func address(of hold: HoldID) -> UnsafeRawPointer {
    holds.slots.withUnsafeBufferPointer { UnsafeRawPointer($0.baseAddress.unsafelyUnwrapped + Int(hold.slot)) }
  }

  private func refusal(of amount: Amount, from payer: AccountID) -> LedgerRefusal? {
    if amount < .zero { return .negativeAmount }
    let balance = balances[payer.index]
    return amount > balance ? .insufficientFunds(missing: amount - balance) : nil
  }

  /// Writes one line of the book. Nothing moved, nothing posted: zero amounts leave no line.
  @inline(__always) private mutating func post(
    _ kind: TransferKind, _ amount: Amount, from: AccountID, to: AccountID, _ reference: Int64
  ) {
    if amount == .zero { return }
    digest.fold(Transfer(kind, amount, from: from, to: to, reference: reference))
    pendingCount += 1
  }
}
