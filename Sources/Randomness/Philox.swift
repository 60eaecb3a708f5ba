public import CPortableMath

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a bijection of
/// 128-bit counters for each 64-bit key. Any block of any stream is computed by itself, in any order.
public enum Philox {
  /// Two 64-bit words for one counter; the low halves of counter and key are the words x₀ and k₀ of the paper.
  @inlinable @inline(__always)
  public static func block(key: UInt64, counterLow: UInt64, counterHigh: UInt64) -> (UInt64, UInt64) {
    let block = philox_block(key, counterLow, counterHigh)
    return (block.first, block.second)
  }
}
