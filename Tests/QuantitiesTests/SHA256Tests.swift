import Quantities
import Testing

/// The examples of FIPS 180-4 and NIST's CAVP, and what streaming must not change.
@Suite struct SHA256Tests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
        + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ])
  func publishedVectors(text: String, expected: String) {
    var hash = SHA256()
    hash.update(text)
    #expect(hash.digest.hex == expected)
    #expect(SHA256.digest(of: Array(text.utf8)).hex == expected)
  }

  @Test func aMillionTimesA() {
    var hash = SHA256()
    let piece = [UInt8](repeating: 0x61, count: 1000)
    for _ in 0..<1000 { hash.update(piece) }
    #expect(hash.digest.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  /// Every length around the padding's edges, cut in two at every place, gives the digest of the whole.
  @Test func piecesDoNotMatter() {
    for length in [1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 130] {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      let whole = SHA256.digest(of: bytes)
      for cut in 0...length {
        var hash = SHA256()
        hash.update(Array(bytes[..<cut]))
        _ = hash.digest
        hash.update(Array(bytes[cut...]))
        #expect(hash.digest == whole)
      }
    }
  }

  @Test func aWordIsEightBytesMostSignificantFirst() {
    var hash = SHA256()
    hash.update(0x6162_6364_6566_6768 as UInt64)
    #expect(hash.digest == SHA256.digest(of: Array("abcdefgh".utf8)))
    var chained = SHA256()
    chained.update(hash.digest)
    #expect(chained.digest == SHA256.digest(of: hash.digest.bytes))
  }
}
