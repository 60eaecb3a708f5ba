import Quantities
import Testing
import Vocabulary

@testable import Economy

/// A short history with every kind of verb: five blocks, one of them empty.
private func sampleChain() throws -> (bytes: [UInt8], head: Digest256) {
  var ledger = Ledger(finalityLag: 2, keepingTransfers: true)
  var record = ChainRecord()
  let client = ledger.open(.client)
  let provider = ledger.open(.provider)
  try ledger.mint(Amount(base: 1 << 70), to: client, as: .endowment).get()
  for height in 1...5 {
    if height != 3 {
      let hold = try ledger.hold(Amount(base: 1_000_003), from: client, reference: Int64(height)).get()
      let split = FeeSplit(protocolFee: 50_000, burn: 10_000)
      _ = try ledger.settle(hold, paying: Amount(base: 999_999), to: provider, split: split).get()
      try ledger.mint(Amount(base: 777), to: provider, reference: Int64(height)).get()
      try ledger.burn(Amount(base: 5), from: provider).get()
    }
    let block = ledger.sealBlock(at: Instant(nanoseconds: Int64(height) * 12_000_000_000))
    record.append(block, ledger.takeTransfers())
  }
  return (record.bytes, ledger.head.hash)
}

@Test func wholeChainPassesItsAudit() throws {
  let chain = try sampleChain()
  #expect(ChainRecord.audit(chain.bytes, head: chain.head) == nil)
  #expect(ChainRecord.audit([], head: Block.genesis.hash) == nil)
}

@Test func everyFlippedByteIsFound() throws {
  let chain = try sampleChain()
  var undetected = 0
  for offset in chain.bytes.indices {
    for mask in [0x01, 0x80, 0xff] as [UInt8] {
      var bytes = chain.bytes
      bytes[offset] ^= mask
      if ChainRecord.audit(bytes, head: chain.head) == nil { undetected += 1 }
    }
  }
  #expect(undetected == 0, "of \(3 * chain.bytes.count) flips")
}

@Test func cutSwappedAndSplicedChainsAreFound() throws {
  let (bytes, head) = try sampleChain()
  for length in 0..<bytes.count { #expect(ChainRecord.audit(Array(bytes[..<length]), head: head) != nil) }
  #expect(ChainRecord.audit(bytes + bytes, head: head) != nil)

  // Two transfers of one block change places.
  var swapped = bytes
  let first = ChainRecord.headerSize
  let second = first + ChainRecord.transferSize
  for i in 0..<ChainRecord.transferSize { swapped.swapAt(first + i, second + i) }
  #expect(ChainRecord.audit(swapped, head: head)?.problem == "the digest does not fit the transfers")

  // The empty third block is left out.
  let start = bytes.count / 2
  let empty = try #require(
    (0..<bytes.count - ChainRecord.headerSize).first {
      bytes[$0..<$0 + 8].elementsEqual([0, 0, 0, 0, 0, 0, 0, 3])
        && bytes[$0 + 16..<$0 + 24].allSatisfy { $0 == 0 }
    }, "block 3 stands near byte \(start)")
  let spliced = Array(bytes[..<empty] + bytes[(empty + ChainRecord.headerSize)...])
  #expect(ChainRecord.audit(spliced, head: head)?.height == 3)
}

@Test func blocksAreFinalOnceBuried() throws {
  var ledger = Ledger(finalityLag: 2)
  #expect(!ledger.isFinal(0) && ledger.finalizedHeight == -1)
  for height in 1...5 { #expect(ledger.sealBlock(at: Instant(nanoseconds: Int64(height))).height == Int64(height)) }
  #expect(ledger.finalizedHeight == 3 && ledger.isFinal(3) && !ledger.isFinal(4))
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
