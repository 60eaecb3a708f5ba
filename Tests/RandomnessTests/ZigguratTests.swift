import CPortableMath
import Randomness
import Testing

/// The committed layers against the recurrence that defines them, and the first moments of both laws.
@Suite struct ZigguratTests {
  @Test func exponentialLayersHaveEqualArea() {
    let foot = ZIGGURAT_EXPONENTIAL_TAIL
    check(
      foot: foot, area: (foot + 1) * portableExp(-foot), layer: ziggurat_exponential_layer,
      height: ziggurat_exponential_height, curve: { portableExp(-$0) })
  }

  @Test func normalLayersHaveEqualArea() {
    // ∫ exp(−x²/2) beyond 3.654…, by its continued fraction: φ(r) / (r + 1/(r + 2/(r + …))).
    let foot = ZIGGURAT_NORMAL_TAIL
    let density = portableExp(-0.5 * foot * foot)
    var fraction = foot
    for k in stride(from: 200.0, to: 0, by: -1) { fraction = foot + k / fraction }
    check(
      foot: foot, area: foot * density + density / fraction, layer: ziggurat_normal_layer,
      height: ziggurat_normal_height, curve: { portableExp(-0.5 * $0 * $0) })
  }

  private func check(
    foot: Double, area: Double, layer: (UInt64) -> ziggurat_layer, height: (Int64) -> Double, curve: (Double) -> Double
  ) {
    func right(_ i: Int) -> Double { i == 256 ? 0 : layer(UInt64(i)).width * 0x1p53 }
    #expect(abs(right(0) * curve(foot) / area - 1) < 1e-13)
    #expect(abs(right(1) / foot - 1) < 1e-15)
    for i in 0..<256 {
      let expectedInside = right(i + 1) / right(i) * 0x1p53
      #expect(abs(Double(layer(UInt64(i)).inside) - expectedInside) <= 4)
      if i > 0 {
        #expect(abs(height(Int64(i)) / curve(right(i)) - 1) < 1e-13)
        #expect(abs((height(Int64(i + 1)) - height(Int64(i))) * right(i) / area - 1) < 1e-12)
      }
    }
    #expect(height(256) == 1)
  }

  @Test func momentsOfBothLaws() {
    var stream = RandomSource(seed: 3).stream(StreamName("moments"))
    let n = 200_000
    var exponential = (0.0, 0.0)
    var normal = (0.0, 0.0, 0.0)
    for _ in 0..<n {
      let e = stream.exponential()
      let z = stream.normal()
      #expect(e >= 0)
      exponential = (exponential.0 + e, exponential.1 + e * e)
      normal = (normal.0 + z, normal.1 + z * z, normal.2 + z * z * z * z)
    }
    #expect(abs(exponential.0 / Double(n) - 1) < 0.01)
    #expect(abs(exponential.1 / Double(n) - 2) < 0.05)
    #expect(abs(normal.0 / Double(n)) < 0.01)
    #expect(abs(normal.1 / Double(n) - 1) < 0.015)
    #expect(abs(normal.2 / Double(n) - 3) < 0.1)
  }
}
