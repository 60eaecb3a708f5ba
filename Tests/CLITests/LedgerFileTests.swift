import Economy
import Foundation
import Quantities
import TestSupport
import Testing

/// What `docs/OUTPUT.md` says of `ledger.csv`: from the file alone anybody can recompute the chain.
@Suite struct LedgerFileTests {
  /// An exact decimal of that many places, as an integer of its last one.
  private func integer(_ text: String?, decimals: Int) throws -> Int128 {
    let parts = try #require(text).split(separator: ".", omittingEmptySubsequences: false)
    let rest = parts.count > 1 ? parts[1] : ""
    let digits = parts[0] + rest + String(repeating: "0", count: decimals - rest.count)
    return try #require(Int128(String(digits), radix: 10))
  }

  private func bytes(_ hexadecimal: String?) throws -> [UInt8] {
    let digits = try #require(hexadecimal).map { UInt8($0.hexDigitValue ?? 99) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }

  /// The heights of the blocks whose hash or supply does not follow from the rows up to theirs.
  private func brokenBlocks(_ rows: [[String: String]]) throws -> [String] {
    var previous = Block.genesis.hash.hex
    var (minted, burned) = (Int128(0), Int128(0))
    var broken: [String] = []
    for row in rows {
      minted += try integer(row["minted"], decimals: 12)
      burned += try integer(row["burned"], decimals: 12)
      let numbers = [
        try integer(row["block"], decimals: 0), try integer(row["time_s"], decimals: 9),
        try integer(row["transfers"], decimals: 0),
      ]
      var block = numbers.flatMap { bigEndian(Int64($0)) }
      block += try bytes(row["digest"])
      block += bigEndian(minted) + bigEndian(burned)
      block += try bytes(previous)
      if SHA256.digest(of: block).hex != row["hash"] { broken.append(row["block"] ?? "") }
      previous = row["hash"] ?? ""
      if try integer(row["supply"], decimals: 12) != minted - burned { broken.append(row["block"] ?? "") }
    }
    return broken
  }

  @Test func theChainCanBeRecomputed() throws {
    try withFolder { folder in
      let token =
        "token={treasury: 5 tokens, fees: {protocol: 3 %, burn: 1 %}, emission: {kind: fixed, reward: 7 tokens}, "
        + "epoch: 50 s}"
      let output = try assay(
        ["run", "minimal", "--until", "200 s", "--set", token, "--set", "sampling=20 s", "--out", "a"], in: folder)
      #expect(output.status == 0, "\(output.error)")
      let rows = try CSV(folder.appending(path: "a/ledger.csv")).rows
      #expect(rows.count > 15 && rows.contains { $0["burned"] != "0" } && Set(rows.map { $0["digest"] }).count > 10)
      #expect(try brokenBlocks(rows).isEmpty)
      for column in ["transfers", "minted", "burned", "digest", "time_s"] {
        var forged = rows
        let old = try #require(forged[9][column])
        forged[9][column] = (old.hasPrefix("1") ? "2" : "1") + old.dropFirst()
        #expect(try brokenBlocks(forged).first == "10", "\(column)")
      }
      // The samples tell the same supply as the blocks of their instants.
      let supply = try CSV(folder.appending(path: "a/timeseries.csv")).rows.filter { $0["metric"] == "token_supply" }
      for time in ["60", "120", "180"] {
        let (sample, block) = (supply.first { $0["time_s"] == time }, rows.first { $0["time_s"] == time })
        #expect(sample != nil && sample?["value"] == block?["supply"], "\(time) s")
      }
    }
  }
}
