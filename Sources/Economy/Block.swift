import Quantities

/// One link of the chain: what was posted in a block interval, sealed by SHA-256 together with its predecessor's hash.
public struct Block: BitwiseCopyable, Sendable {
  /// Number in the chain; the genesis block has 0.
  public var height: Int64
  public var time: Instant
  /// Number of transfers in the block.
  public var transfers: Int64
  /// Digest of the transfers, in order.
  public var digest: (UInt64, UInt64)
  /// All money minted and burned up to and with this block.
  public var minted: Amount
  public var burned: Amount
  public var previousHash: Digest256
  public var hash: Digest256

  /// The block before anything was posted.
  public static let genesis: Block = {
    var block = Block(
      height: 0, time: .start, transfers: 0, digest: TransferDigest().words, minted: .zero, burned: .zero,
      previousHash: .zero, hash: .zero)
    block.hash = block.computedHash
    return block
  }()

  /// SHA-256 of every field but the hash itself, each big-endian in order of declaration.
  public var computedHash: Digest256 {
    var sha = SHA256()
    sha.update(UInt64(bitPattern: height))
    sha.update(UInt64(bitPattern: time.nanoseconds))
    sha.update(UInt64(bitPattern: transfers))
    sha.update(digest.0)
    sha.update(digest.1)
    sha.update(UInt64(truncatingIfNeeded: minted.base >> 64))
    sha.update(UInt64(truncatingIfNeeded: minted.base))
    sha.update(UInt64(truncatingIfNeeded: burned.base >> 64))
    sha.update(UInt64(truncatingIfNeeded: burned.base))
    sha.update(previousHash)
    return sha.digest
  }
}

extension Ledger {
  /// Closes the block of everything posted since the last one, and starts the next. Empty blocks are blocks too.
  public mutating func sealBlock(at now: Instant) -> Block {
    precondition(now >= head.time, "blocks are sealed in order of time")
    var block = Block(
      height: head.height + 1, time: now, transfers: pendingCount, digest: digest.words, minted: minted,
      burned: burned, previousHash: head.hash, hash: .zero)
    block.hash = block.computedHash
    head = block
    digest = TransferDigest()
    pendingCount = 0
    return block
  }
}
