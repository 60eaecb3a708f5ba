/// A 256-bit digest as four words, the most significant first.
public struct Hash256: BitwiseCopyable, Hashable, Sendable, CustomStringConvertible {
  public var words: (UInt64, UInt64, UInt64, UInt64)

  public init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// What the first block of a chain points back to.
  public static let zero = Hash256(words: (0, 0, 0, 0))

  public static func == (a: Self, b: Self) -> Bool { a.words == b.words }

  public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

  /// 64 lower-case hexadecimal digits.
  public var description: String {
    [words.0, words.1, words.2, words.3].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

/// SHA-256 (FIPS 180-4, 2015, section 6.2), fed word by word or byte by byte, without allocation.
public struct SHA256: Sendable {
  private var state: InlineArray<8, UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var block = InlineArray<16, UInt32>(repeating: 0)
  private var byteCount: UInt64 = 0

  public init() {}

  /// Appends one byte.
  public mutating func append(_ byte: UInt8) {
    let place = Int(byteCount & 63)
    block[place >> 2] = block[place >> 2] << 8 | UInt32(byte)
    byteCount += 1
    if place == 63 { compress() }
  }

  /// Appends a word, its most significant byte first.
  public mutating func append(_ word: UInt64) {
    guard byteCount & 3 == 0 else {
      for shift in stride(from: UInt64(56), through: 0, by: -8) { append(UInt8(truncatingIfNeeded: word >> shift)) }
      return
    }
    append(aligned: UInt32(truncatingIfNeeded: word >> 32))
    append(aligned: UInt32(truncatingIfNeeded: word))
  }

  /// Appends the 128 bits of a two's complement integer, the most significant first.
  public mutating func append(_ value: Int128) {
    append(UInt64(truncatingIfNeeded: value >> 64))
    append(UInt64(truncatingIfNeeded: value))
  }

  public mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { append(byte) }
  }

  public mutating func append(_ hash: Hash256) {
    append(hash.words.0)
    append(hash.words.1)
    append(hash.words.2)
    append(hash.words.3)
  }

  /// The digest of all that was appended; the value itself stays as it was.
  public func finalized() -> Hash256 {
    var copy = self
    let bitCount = byteCount &* 8
    copy.append(UInt8(0x80))
    while copy.byteCount & 63 != 56 { copy.append(UInt8(0)) }
    copy.append(bitCount)
    let state = copy.state
    func word(_ i: Int) -> UInt64 { UInt64(state[i]) << 32 | UInt64(state[i + 1]) }
    return Hash256(words: (word(0), word(2), word(4), word(6)))
  }

  private mutating func append(aligned word: UInt32) {
    let place = Int(byteCount & 63) >> 2
    block[place] = word
    byteCount += 4
    if place == 15 { compress() }
  }

  private mutating func compress() {
    var w = block
    var h = state
    for t in 0..<64 {
      let i = t & 15
      if t >= 16 {
        let a = w[(t &+ 1) & 15]
        let b = w[(t &+ 14) & 15]
        let s0 = rotated(a, 7) ^ rotated(a, 18) ^ (a >> 3)
        let s1 = rotated(b, 17) ^ rotated(b, 19) ^ (b >> 10)
        w[i] = w[i] &+ s0 &+ w[(t &+ 9) & 15] &+ s1
      }
      let choice = (h[4] & h[5]) ^ (~h[4] & h[6])
      let majority = (h[0] & h[1]) ^ (h[0] & h[2]) ^ (h[1] & h[2])
      let s1 = rotated(h[4], 6) ^ rotated(h[4], 11) ^ rotated(h[4], 25)
      let s0 = rotated(h[0], 2) ^ rotated(h[0], 13) ^ rotated(h[0], 22)
      let first = h[7] &+ s1 &+ choice &+ roundConstants[t] &+ w[i]
      h = [first &+ s0 &+ majority, h[0], h[1], h[2], h[3] &+ first, h[4], h[5], h[6]]
    }
    for i in 0..<8 { state[i] = state[i] &+ h[i] }
  }
}

@inline(__always) private func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 &- n) }

/// First 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
private let roundConstants: InlineArray<64, UInt32> = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
  0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
  0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
  0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
  0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
  0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
  0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
]
