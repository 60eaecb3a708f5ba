/// SHA-256 (FIPS 180-4), fed in pieces of any size; a plain value, no allocation while feeding.
///
/// The one implementation of the house: ledger blocks, inputs and scenario files go by it. At most 2^61 bytes.
public struct SHA256: Sendable {
  private var state: InlineArray<8, UInt32> = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  /// Bytes that do not fill a block yet; `total % 64` of them count.
  private var pending = InlineArray<64, UInt8>(repeating: 0)
  private var total: UInt64 = 0

  public init() {}

  /// Takes the bytes into the digest.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    let filled = Int(total % 64)
    total += UInt64(bytes.count)
    if filled > 0 {
      let taken = min(64 - filled, rest.count)
      for i in 0..<taken { pending[filled + i] = rest[rest.startIndex + i] }
      rest = rest.dropFirst(taken)
      guard filled + taken == 64 else { return }
      compressPending()
    }
    while rest.count >= 64 {
      compress(UnsafeRawBufferPointer(rebasing: rest.prefix(64)))
      rest = rest.dropFirst(64)
    }
    for (i, byte) in rest.enumerated() { pending[i] = byte }
  }

  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Takes the UTF-8 bytes of a text.
  public mutating func update(_ text: String) {
    var copy = text
    copy.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// Takes eight bytes, most significant first, so that the digest is the same on every machine.
  public mutating func update(_ word: UInt64) {
    withUnsafeBytes(of: word.bigEndian) { update($0) }
  }

  /// The digest of all bytes so far; feeding may go on afterwards.
  public var digest: Digest256 {
    var copy = self
    return copy.finish()
  }

  /// The digest of some bytes in one go.
  public static func digest(of bytes: [UInt8]) -> Digest256 {
    var hash = SHA256()
    hash.update(bytes)
    return hash.digest
  }

  private mutating func finish() -> Digest256 {
    let bits = total * 8
    var filled = Int(total % 64)
    pending[filled] = 0x80
    filled += 1
    if filled > 56 {
      for i in filled..<64 { pending[i] = 0 }
      compressPending()
      filled = 0
    }
    for i in filled..<56 { pending[i] = 0 }
    for i in 0..<8 { pending[56 + i] = UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * i)) }
    compressPending()
    return Digest256(words: state)
  }

  private mutating func compressPending() {
    let block = pending
    withUnsafeBytes(of: block) { compress($0) }
  }

  private mutating func compress(_ block: UnsafeRawBufferPointer) {
    var w = InlineArray<64, UInt32>(repeating: 0)
    for i in 0..<16 { w[i] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * i, as: UInt32.self)) }
    for i in 16..<64 {
      let a = w[i - 15]
      let b = w[i - 2]
      let s0 = rotated(a, 7) ^ rotated(a, 18) ^ (a &>> 3)
      let s1 = rotated(b, 17) ^ rotated(b, 19) ^ (b &>> 10)
      w[i] = w[i - 16] &+ s0 &+ w[i - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for i in 0..<64 {
      let s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ roundConstants[i] &+ w[i]
      let s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
    state[4] &+= e
    state[5] &+= f
    state[6] &+= g
    state[7] &+= h
  }
}

/// A 256-bit digest.
public struct Digest256: BitwiseCopyable, Hashable, Sendable {
  /// The bytes in four words, the first bytes most significant.
  public var w0, w1, w2, w3: UInt64

  public static let zero = Digest256(w0: 0, w1: 0, w2: 0, w3: 0)

  public init(w0: UInt64, w1: UInt64, w2: UInt64, w3: UInt64) {
    (self.w0, self.w1, self.w2, self.w3) = (w0, w1, w2, w3)
  }

  fileprivate init(words: InlineArray<8, UInt32>) {
    self.init(
      w0: UInt64(words[0]) << 32 | UInt64(words[1]), w1: UInt64(words[2]) << 32 | UInt64(words[3]),
      w2: UInt64(words[4]) << 32 | UInt64(words[5]), w3: UInt64(words[6]) << 32 | UInt64(words[7]))
  }

  /// The 32 bytes, in the order of the standard.
  public var bytes: [UInt8] {
    [w0, w1, w2, w3].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) } }
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

extension SHA256 {
  /// Takes another digest: how blocks are chained.
  public mutating func update(_ digest: Digest256) {
    update(digest.w0)
    update(digest.w1)
    update(digest.w2)
    update(digest.w3)
  }
}

@inline(__always) private func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { (x &>> n) | (x &<< (32 &- n)) }

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
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
