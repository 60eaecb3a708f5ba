import Quantities

/// One sealed block of the ledger: a row of `ledger.csv`. Sums are of the block alone unless told otherwise.
public struct LedgerRecord: Record {
  public var block: Int64 = 0
  public var sealedAt = Instant.start
  public var finalAt = Instant.never
  public var epoch: Int64 = 0
  public var transfers: Int64 = 0
  public var minted = Amount.zero
  public var burned = Amount.zero
  public var escrowed = Amount.zero
  public var settled = Amount.zero
  public var refunded = Amount.zero
  public var fees = Amount.zero
  /// Held in escrow when the block was sealed.
  public var pending = Amount.zero
  /// Minted less burned up to and with the block: all balances and what is held in escrow.
  public var supply = Amount.zero
  /// Checksum of the block's transfers.
  public var digest: UInt128 = 0
  public var hash = Digest256.zero

  public init() {}

  public static let table = JournalTable.ledger
  public static let help = "one row per block of the ledger"

  public func write(to row: inout some CellSink, _ names: JournalNames) {
    row.integer("block", block, unit: "", "height of the block, from 0")
    row.seconds("time_s", sealedAt.nanoseconds, "when the block was sealed")
    row.seconds("final_s", finalAt.known, "when the block cannot be undone any more; empty after the end")
    row.integer("epoch", epoch, unit: "", "settlement period of the block, from 0")
    row.integer("transfers", transfers, unit: "", "transfers in the block")
    tokens(&row, "minted", minted, "minted in the block")
    tokens(&row, "burned", burned, "burned in the block")
    tokens(&row, "escrowed", escrowed, "put in escrow in the block")
    tokens(&row, "settled", settled, "paid out of escrow to providers in the block")
    tokens(&row, "refunded", refunded, "given back out of escrow in the block")
    tokens(&row, "fees", fees, "protocol fees taken in the block")
    tokens(&row, "pending", pending, "held in escrow after the block")
    tokens(&row, "supply", supply, "minted less burned since the start: balances and escrow after the block")
    row.checksum("digest", digest, "checksum of the block's transfers, in order")
    row.digest("hash", hash == .zero ? nil : hash, "SHA-256 of the block and the hash before it")
  }

  private func tokens(_ row: inout some CellSink, _ name: StaticString, _ amount: Amount, _ help: StaticString) {
    row.fixed(name, amount.base, decimals: Amount.decimals, unit: "token", help)
  }
}
