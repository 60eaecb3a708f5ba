/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a bijection of
/// 128-bit counters for each 64-bit key. Any block of any stream is computed by itself, in any order.
public enum Philox {
  /// Two 64-bit words for one counter; the low halves of counter and key are the words x₀ and k₀ of the paper.
  @inlinable @inline(__always)
  public static func block(key: UInt64, counterLow: UInt64, counterHigh: UInt64) -> (UInt64, UInt64) {
    var x0 = UInt32(truncatingIfNeeded: counterLow)
    var x1 = UInt32(truncatingIfNeeded: counterLow &>> 32)
    var x2 = UInt32(truncatingIfNeeded: counterHigh)
    var x3 = UInt32(truncatingIfNeeded: counterHigh &>> 32)
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key &>> 32)
    for _ in 0..<10 {
      let p = 0xD251_1F53 &* UInt64(x0)
      let q = 0xCD9E_8D57 &* UInt64(x2)
      x0 = UInt32(truncatingIfNeeded: q &>> 32) ^ x1 ^ k0
      x1 = UInt32(truncatingIfNeeded: q)
      x2 = UInt32(truncatingIfNeeded: p &>> 32) ^ x3 ^ k1
      x3 = UInt32(truncatingIfNeeded: p)
      k0 = k0 &+ 0x9E37_79B9
      k1 = k1 &+ 0xBB67_AE85
    }
    return (UInt64(x1) &<< 32 | UInt64(x0), UInt64(x3) &<< 32 | UInt64(x2))
  }
}
