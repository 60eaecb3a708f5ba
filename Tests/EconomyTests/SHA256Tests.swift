import Testing

@testable import Economy

/// Vectors of FIPS 180-4 and of the NIST examples "SHA256.pdf" and "SHA2_Additional.pdf".
@Test(arguments: [
  ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
  (
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
    1, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
  ),
  ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ("\0", 55, "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7"),
  ("\0", 56, "d4817aa5497628e7c77e6b606107042bbba3130888c5f47a375e6179be789fbb"),
  ("\0", 64, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
])
func hashMeetsThePublishedVectors(text: String, times: Int, expected: String) {
  var sha = SHA256()
  for _ in 0..<times { sha.append(text.utf8) }
  #expect(sha.finalized().description == expected)
}

@Test func wordsAreBigEndianBytes() {
  var words = SHA256()
  words.append(UInt64(0x6162_6364_6263_6465))
  words.append(UInt8(0x63))
  words.append(UInt64(0x6465_6663_6465_6667))
  words.append(Int128(-2))
  var bytes = SHA256()
  bytes.append("abcdbcdecdefcdefg".utf8)
  for _ in 0..<15 { bytes.append(UInt8(0xff)) }
  bytes.append(UInt8(0xfe))
  #expect(words.finalized() == bytes.finalized())
}
