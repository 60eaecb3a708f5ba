import Quantities
import Vocabulary

/// A chain as bytes: each block's header (104 bytes of fields, 32 of hash) followed by its transfers (32 bytes each),
/// all numbers big-endian. For audits outside a run: whoever holds the head hash can check every byte.
public struct ChainRecord: Sendable {
  public private(set) var bytes: [UInt8] = []

  /// Why a record was refused, at which byte.
  public struct Fault: Error, Hashable, Sendable {
    public var height: Int64
    public var byteOffset: Int
    public var problem: String
  }

  static let headerSize = 136
  static let transferSize = 32

  public init() {}

  /// Appends a sealed block with its transfers.
  public mutating func append(_ block: Block, _ transfers: [Transfer]) {
    precondition(Int64(transfers.count) == block.transfers, "a block is recorded with all of its transfers")
    append(UInt64(bitPattern: block.height))
    append(UInt64(bitPattern: block.time.nanoseconds))
    append(UInt64(bitPattern: block.transfers))
    append(block.digest.0)
    append(block.digest.1)
    append(block.minted.base)
    append(block.burned.base)
    bytes += block.previousHash.bytes
    bytes += block.hash.bytes
    for transfer in transfers {
      append(
        UInt64(UInt32(bitPattern: transfer.from.raw)) << 32 | UInt64(UInt32(bitPattern: transfer.to.raw)))
      append(transfer.amount.base)
      append(transfer.tag)
    }
  }

  /// Recomputes the chain from its bytes, up from the genesis block. Nil when it is whole and ends in `head`.
  ///
  /// Every digest, hash, link, height and time is recomputed, and minted and burned are added up from the transfers.
  public static func audit(_ bytes: [UInt8], head: Digest256) -> Fault? {
    var previous = Block.genesis
    var offset = 0
    while offset < bytes.count {
      let start = offset
      func fault(_ problem: String) -> Fault {
        Fault(height: previous.height + 1, byteOffset: start, problem: problem)
      }
      guard bytes.count - offset >= headerSize else { return fault("the header is cut off") }
      let block = readHeader(bytes, at: offset)
      offset += headerSize
      if block.computedHash != block.hash { return fault("the hash does not fit the header") }
      if block.previousHash != previous.hash { return fault("the block does not follow its predecessor") }
      if block.height != previous.height + 1 { return fault("the height is not the next one") }
      if block.time < previous.time { return fault("the block is older than its predecessor") }
      guard block.transfers >= 0, block.transfers <= Int64((bytes.count - offset) / transferSize) else {
        return fault("the transfers are cut off")
      }
      if let problem = checkTransfers(bytes, at: offset, of: block, after: previous) { return fault(problem) }
      offset += Int(block.transfers) * transferSize
      previous = block
    }
    return previous.hash == head
      ? nil : Fault(height: previous.height, byteOffset: offset, problem: "the chain does not end in the known head")
  }

  private static func checkTransfers(
    _ bytes: [UInt8], at start: Int, of block: Block, after previous: Block
  ) -> String? {
    var digest = TransferDigest()
    var minted = previous.minted.base
    var burned = previous.burned.base
    for index in 0..<Int(block.transfers) {
      let offset = start + index * transferSize
      let parties = word(bytes, offset)
      let amount = wide(bytes, offset + 8)
      var transfer = Transfer(.payment, Amount(base: amount), from: .mint, to: .mint, reference: 0)
      transfer.from.raw = Int32(truncatingIfNeeded: parties >> 32)
      transfer.to.raw = Int32(truncatingIfNeeded: parties)
      transfer.tag = word(bytes, offset + 24)
      digest.fold(transfer)
      if transfer.kind == nil { return "transfer \(index) is of an unknown kind" }
      if transfer.from == .mint { minted &+= amount }
      if transfer.to == .burn { burned &+= amount }
    }
    if digest.words != block.digest { return "the digest does not fit the transfers" }
    if minted != block.minted.base || burned != block.burned.base { return "minted or burned does not add up" }
    return nil
  }

  private static func readHeader(_ bytes: [UInt8], at offset: Int) -> Block {
    Block(
      height: Int64(bitPattern: word(bytes, offset)),
      time: Instant(nanoseconds: Int64(bitPattern: word(bytes, offset + 8))),
      transfers: Int64(bitPattern: word(bytes, offset + 16)),
      digest: (word(bytes, offset + 24), word(bytes, offset + 32)),
      minted: Amount(base: wide(bytes, offset + 40)), burned: Amount(base: wide(bytes, offset + 56)),
      previousHash: hash(bytes, offset + 72), hash: hash(bytes, offset + 104))
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    bytes[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func wide(_ bytes: [UInt8], _ offset: Int) -> Int128 {
    Int128(truncatingIfNeeded: UInt128(word(bytes, offset)) << 64 | UInt128(word(bytes, offset + 8)))
  }

  private static func hash(_ bytes: [UInt8], _ offset: Int) -> Digest256 {
    Digest256(
      w0: word(bytes, offset), w1: word(bytes, offset + 8), w2: word(bytes, offset + 16), w3: word(bytes, offset + 24))
  }

  private mutating func append(_ word: UInt64) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
  }

  private mutating func append(_ value: Int128) {
    append(UInt64(truncatingIfNeeded: value >> 64))
    append(UInt64(truncatingIfNeeded: value))
  }
}
