import CPortableMath

/// One sequence of random words: a plain value of 56 bytes. A copy continues on its own with the same draws.
///
/// Word n is half n mod 2 of the Philox block with counter (n / 2, entity), so a position is reached without drawing
/// what lies before it. A block gives two words and is computed two to three draws ahead, so that its 60 cycles of
/// latency pass while the caller works on the words before it (10 % of an event of PHOLD against one draw ahead).
@frozen public struct RandomStream: BitwiseCopyable, Sendable {
  @usableFromInline let key: UInt64
  @usableFromInline let entity: UInt64
  /// Words drawn so far.
  @usableFromInline var drawn: UInt64
  /// The words of the block at hand, and of the one after it.
  @usableFromInline var first, second, third, fourth: UInt64

  /// The stream of a key (seed and name) and an entity, at the word `position`.
  @inlinable public init(key: UInt64, entity: UInt64, position: UInt64 = 0) {
    self.key = key
    self.entity = entity
    drawn = position
    (first, second) = Philox.block(key: key, counterLow: position &>> 1, counterHigh: entity)
    (third, fourth) = Philox.block(key: key, counterLow: (position &>> 1) &+ 1, counterHigh: entity)
  }

  /// Words drawn so far.
  @inlinable public var position: UInt64 { drawn }

  /// 64 random bits.
  @inlinable @inline(__always) public mutating func next() -> UInt64 {
    let isFirst = drawn & 1 == 0
    drawn &+= 1
    if isFirst { return first }
    let word = second
    (first, second) = (third, fourth)
    (third, fourth) = Philox.block(key: key, counterLow: (drawn &>> 1) &+ 1, counterHigh: entity)
    return word
  }

  /// A multiple of 2⁻⁵³ in [0, 1).
  @inlinable @inline(__always) public mutating func uniform() -> Double { Double(next() &>> 11) * 0x1p-53 }

  /// An odd multiple of 2⁻⁵³ in (0, 1); never 0 or 1, symmetric about 1/2.
  @inlinable @inline(__always) public mutating func uniformPositive() -> Double {
    (Double(next() &>> 12) + 0.5) * 0x1p-52
  }

  /// An integer in 0 ..< n, each equally likely (Lemire, "Fast random integer generation in an interval", 2019).
  @inlinable @inline(__always) public mutating func below(_ n: Int) -> Int {
    precondition(n > 0, "a draw below n needs n > 0")
    let bound = UInt64(n)
    var (high, low) = next().multipliedFullWidth(by: bound)
    if low < bound {
      let threshold = (0 &- bound) % bound
      while low < threshold { (high, low) = next().multipliedFullWidth(by: bound) }
    }
    return Int(truncatingIfNeeded: high)
  }

  /// A standard exponential (mean 1) by a ziggurat of 256 layers with 53-bit abscissae.
  @inlinable @inline(__always) public mutating func exponential() -> Double {
    let word = next()
    let layer = ziggurat_exponential_layer(word)
    let u = word &>> 11
    if u < layer.inside { return Double(u) * layer.width }
    return exponentialAtEdge(word)
  }

  /// A standard normal (mean 0, variance 1) by a ziggurat of 256 layers with 53-bit abscissae.
  @inlinable @inline(__always) public mutating func normal() -> Double {
    let word = next()
    let layer = ziggurat_normal_layer(word)
    let u = word &>> 11
    // Bit 8 is neither in the layer's number nor in u: it is the sign.
    let sign = word &<< 55 & 0x8000_0000_0000_0000
    if u < layer.inside { return Double(bitPattern: (Double(u) * layer.width).bitPattern | sign) }
    return normalAtEdge(word)
  }
}
