import CPortableMath

/// The rare ends of the ziggurats (1.1 % of exponential draws, 1.2 % of normal ones): the wedge between a layer and the
/// curve, and the tail beyond the base.
extension RandomStream {
  @inline(never) @usableFromInline mutating func exponentialAtEdge(_ start: UInt64) -> Double {
    var word = start
    // The law has no memory: beyond the base it begins again at the tail's foot.
    var shift = 0.0
    while true {
      let layer = ziggurat_exponential_layer(word)
      let u = word &>> 11
      let x = Double(u) * layer.width
      if u < layer.inside { return shift + x }
      let index = Int64(word & 255)
      if index == 0 {
        shift += ZIGGURAT_EXPONENTIAL_TAIL
      } else {
        let low = ziggurat_exponential_height(index)
        let high = ziggurat_exponential_height(index + 1)
        if low + uniform() * (high - low) < portableExp(-x) { return shift + x }
      }
      word = next()
    }
  }

  @inline(never) @usableFromInline mutating func normalAtEdge(_ start: UInt64) -> Double {
    var word = start
    while true {
      let layer = ziggurat_normal_layer(word)
      let u = word &>> 11
      let isNegative = word & 256 != 0
      let x = Double(u) * layer.width
      if u < layer.inside { return isNegative ? -x : x }
      let index = Int64(word & 255)
      if index == 0 {
        let tail = normalTail()
        return isNegative ? -tail : tail
      }
      let low = ziggurat_normal_height(index)
      let high = ziggurat_normal_height(index + 1)
      if low + uniform() * (high - low) < portableExp(-0.5 * x * x) { return isNegative ? -x : x }
      word = next()
    }
  }

  /// A normal given that it exceeds the tail's foot (Marsaglia 1964): exponential proposals, accepted by a second one.
  private mutating func normalTail() -> Double {
    while true {
      let beyond = exponential() / ZIGGURAT_NORMAL_TAIL
      if 2 * exponential() > beyond * beyond { return ZIGGURAT_NORMAL_TAIL + beyond }
    }
  }
}
