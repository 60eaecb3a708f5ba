/// The house's 64-bit hash step, used for fingerprints, stream keys and digests.
///
/// `h ← (h ⊕ w) × odd; h ← h ⊕ (h ≫ 32)`: not linear over bits, so that compensating edits are seen (a rotate-and-xor
/// misses them). A bijection of `h` for every `w`, so no information about earlier words is lost.
@frozen public struct Mixer: BitwiseCopyable, Hashable, Sendable {
  public var state: UInt64

  @inlinable public init(state: UInt64 = 0x9E37_79B9_7F4A_7C15) { self.state = state }

  @inlinable @inline(__always) public mutating func fold(_ word: UInt64) {
    state = (state ^ word) &* 0xD6E8_FEB8_6659_FD93
    state ^= state &>> 32
  }

  /// Folds the bytes of a text and then its length.
  public mutating func fold(_ text: String) {
    var word: UInt64 = 0
    var count: UInt64 = 0
    for byte in text.utf8 {
      word = word << 8 | UInt64(byte)
      count += 1
      if count & 7 == 0 { fold(word); word = 0 }
    }
    fold(word)
    fold(count)
  }

  /// Two more steps, so that the last word reaches every bit.
  @inlinable public var finalized: UInt64 {
    var copy = self
    copy.fold(0x5851_F42D_4C95_7F2D)
    copy.fold(0x1405_7B7E_F767_814F)
    return copy.state
  }
}
