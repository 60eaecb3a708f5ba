import Economy
import Quantities
import Scenarios
import Vocabulary

/// The token as the world uses it: whose account is where, how payments split, what comes next.
struct TokenState: Sendable {
  var split: FeeSplit
  var firstClientAccount: Int
  var firstProviderAccount: Int
  var epoch: Int64 = 0
  // Sums since the last block.
  var settled = Amount.zero
  var fees = Amount.zero
  var refunded = Amount.zero
  var held = Amount.zero
  var mintedBefore = Amount.zero
  var burnedBefore = Amount.zero
  /// Paid, and output tokens delivered for it, since the epoch began.
  var epochPaid = Amount.zero
  var epochTokens: Int64 = 0
  /// Minted at the ends of epochs over the whole run.
  var emitted = Amount.zero
  /// What the schedule gave beyond the ledger's mint limit over the whole run.
  var withheld = Amount.zero
  /// Fees over the whole run.
  var allFees = Amount.zero

  func account(of client: ClientID) -> AccountID { AccountID(firstClientAccount + client.index) }
  func account(of provider: ProviderID) -> AccountID { AccountID(firstProviderAccount + provider.index) }

  mutating func note(_ parts: Settlement) {
    settled += parts.earned
    fees += parts.fee
    allFees += parts.fee
    refunded += parts.refunded
  }

  mutating func restartBlock(minted: Amount, burned: Amount) {
    settled = .zero
    fees = .zero
    refunded = .zero
    held = .zero
    mintedBefore = minted
    burnedBefore = burned
  }
}
