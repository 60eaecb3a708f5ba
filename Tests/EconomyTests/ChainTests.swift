import Quantities
import Testing
import Vocabulary

@testable import Economy

/// A short history with every kind of verb: five blocks, one of them empty.
private func sampleChain() throws -> [Block] {
  var ledger = Ledger()
  let client = ledger.open(.client)
  let provider = ledger.open(.provider)
  try ledger.mint(Amount(base: 1 << 70), to: client, as: .endowment).get()
  var blocks: [Block] = []
  for height in 1...5 {
    if height != 3 {
      let hold = try ledger.hold(Amount(base: 1_000_003), from: client, reference: Int64(height)).get()
      let split = FeeSplit(protocolFee: 50_000, burn: 10_000)
      _ = try ledger.settle(hold, paying: Amount(base: 999_999), to: provider, split: split).get()
      try ledger.mint(Amount(base: 777), to: provider, reference: Int64(height)).get()
      try ledger.burn(Amount(base: 5), from: provider).get()
    }
    blocks.append(ledger.sealBlock(at: Instant(nanoseconds: Int64(height) * 12_000_000_000)))
  }
  #expect(ledger.head.hash == blocks[4].hash)
  return blocks
}

@Test func blocksAreChained() throws {
  let blocks = try sampleChain()
  var previous = Block.genesis
  for block in blocks {
    #expect(block.previousHash == previous.hash && block.height == previous.height + 1 && block.time > previous.time)
    #expect(block.hash == block.computedHash && block.hash != previous.hash)
    previous = block
  }
  // 1 endowment; hold, earning, fee, burn, refund, mint, burn in each block but the third.
  #expect(blocks.map(\.transfers) == [8, 7, 0, 7, 7])
  #expect(blocks[2].digest == Block.genesis.digest && blocks[1].digest != blocks[0].digest)
  #expect(blocks[4].minted == Amount(base: 1 << 70) + Amount(base: 4 * 777))
  // 1 % of 999,999 rounded down, and 5.
  #expect(blocks[4].burned == Amount(base: 4 * (9_999 + 5)))
}

@Test func everyFieldOfABlockIsHashed() throws {
  let block = try sampleChain()[3]
  let changes: [(inout Block) -> Void] = [
    { $0.height += 1 }, { $0.time = Instant(nanoseconds: $0.time.nanoseconds ^ 1) }, { $0.transfers += 1 },
    { $0.digest.0 ^= 1 << 63 }, { $0.digest.1 ^= 1 }, { $0.minted.base += 1 }, { $0.minted.base += 1 << 64 },
    { $0.burned.base += 1 }, { $0.burned.base += 1 << 100 }, { $0.previousHash = $0.hash },
    { ($0.minted, $0.burned) = ($0.burned, $0.minted) },
  ]
  for (index, change) in changes.enumerated() {
    var changed = block
    change(&changed)
    #expect(changed.computedHash != block.hash, "change \(index)")
  }
}

/// The digest sees every bit of a transfer, and in which order transfers came.
@Test func everyBitAndTheOrderOfTransfersAreDigested() {
  func digest(_ words: [(Int32, Int32, Int128, Int64)]) -> (UInt64, UInt64) {
    var digest = TransferDigest()
    for (from, to, base, reference) in words {
      var transfer = Transfer(.payment, Amount(base: base), from: .mint, to: .mint, reference: reference)
      (transfer.from.raw, transfer.to.raw) = (from, to)
      digest.fold(transfer)
    }
    return digest.words
  }
  let first = (Int32(3), Int32(4), Int128(1 << 40), Int64(9))
  let second = (Int32(5), Int32(-2), Int128(77), Int64(10))
  let whole = digest([first, second])
  for bit in 0..<128 {
    #expect(digest([(first.0, first.1, first.2 ^ 1 << Int128(bit), first.3), second]) != whole, "amount, bit \(bit)")
    if bit < 32 { #expect(digest([(first.0 ^ 1 << Int32(bit), first.1, first.2, first.3), second]) != whole) }
    if bit < 32 { #expect(digest([(first.0, first.1 ^ 1 << Int32(bit), first.2, first.3), second]) != whole) }
    if bit < 56 { #expect(digest([(first.0, first.1, first.2, first.3 ^ 1 << Int64(bit)), second]) != whole) }
  }
  #expect(digest([second, first]) != whole && digest([first]) != whole && digest([first, second, second]) != whole)
}

@Test func historyDecidesTheHash() throws {
  func head(_ amount: Int64, to: Int, reference: Int64) throws -> Digest256 {
    var ledger = Ledger()
    let accounts = [ledger.open(.client), ledger.open(.client)]
    try ledger.mint(Amount(base: 100), to: accounts[0]).get()
    try ledger.transfer(Amount(base: Int128(amount)), from: accounts[0], to: accounts[to], reference: reference).get()
    return ledger.sealBlock(at: .start).hash
  }
  let hashes = [
    try head(1, to: 1, reference: 1), try head(2, to: 1, reference: 1), try head(1, to: 0, reference: 1),
    try head(1, to: 1, reference: 2),
  ]
  #expect(Set(hashes).count == hashes.count)
  #expect(try head(1, to: 1, reference: 1) == hashes[0])
}

/// As `docs/OUTPUT.md` has it, for those who recompute a chain from its file.
@Test func theGenesisBlockIsFixed() {
  #expect(Block.genesis.hash.hex == "0136670732928a3955f3c82b2900da218ad4e219bc628bb5ff0cae72528351ff")
}
