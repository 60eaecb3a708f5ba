import Quantities
import Vocabulary

/// Whose account it is. What the network burns leaves it: the burn is a counter, not an account.
public enum AccountRole: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case treasury, client, provider, broker, validator, staker, holder
  public var name: String { String(describing: self) }
}

extension Identifier where Kind == AccountKind {
  /// The account every ledger opens first; protocol fees go there.
  public static var treasury: Self { Self(0) }
  /// Where new money comes from: a party of transfers without a balance.
  public static var mint: Self { Self(-1) }
  /// The pool of all open holds: a party of transfers whose balance is the sum of the holds.
  public static var escrow: Self { Self(-2) }
  /// Where burned money goes: a party of transfers without a balance.
  public static var burn: Self { Self(-3) }
}

/// What a transfer is for.
public enum TransferKind: UInt8, CaseIterable, BitwiseCopyable, Sendable {
  case endowment, emission, payment, hold, earning, fee, burn, refund, reward, slash
  public var name: String { String(describing: self) }
}

/// One line of the double-entry book: `amount` leaves one party and reaches another.
struct Transfer: BitwiseCopyable, Hashable, Sendable {
  var from: AccountID
  var to: AccountID
  var amount: Amount
  /// The job or epoch it belongs to in the upper 56 bits, the kind in the lowest 8.
  var tag: UInt64

  /// References (job serials, epoch numbers) are from 0 to 2^56 − 1.
  init(_ kind: TransferKind, _ amount: Amount, from: AccountID, to: AccountID, reference: Int64) {
    self.from = from
    self.to = to
    self.amount = amount
    tag = UInt64(bitPattern: reference) << 8 | UInt64(kind.rawValue)
  }
}

/// The running digest of a block's transfers: two 64-bit chains of the house's hash step, started apart.
///
/// Each step is a bijection of the state and of the word, so that a change confined to one word of one transfer is seen
/// with certainty, not only with probability 1 − 2^−128. It is a checksum of the simulator against its own faults;
/// the blocks are chained by SHA-256.
struct TransferDigest: BitwiseCopyable, Hashable, Sendable {
  private var first = Mixer()
  private var second = Mixer(state: 0xC2B2_AE3D_27D4_EB4F)

  @inline(__always) mutating func fold(_ transfer: Transfer) {
    let parties =
      UInt64(UInt32(bitPattern: transfer.from.raw)) << 32 | UInt64(UInt32(bitPattern: transfer.to.raw))
    fold(parties)
    fold(UInt64(truncatingIfNeeded: transfer.amount.base))
    fold(UInt64(truncatingIfNeeded: transfer.amount.base >> 64))
    fold(transfer.tag)
  }

  var words: (UInt64, UInt64) { (first.finalized, second.finalized) }

  @inline(__always) private mutating func fold(_ word: UInt64) {
    first.fold(word)
    second.fold(word)
  }
}
