import Randomness
import Testing

@Suite struct PortableMathTests {
  @Test func exactPoints() {
    #expect(portableLog(1) == 0)
    #expect(portableLog(0) == -.infinity)
    #expect(portableLog(-1).isNaN)
    #expect(portableExp(0) == 1)
    #expect(portableExp(-.infinity) == 0)
    #expect(portableExp(1000) == .infinity)
    #expect(portableExpm1(0) == 0)
    #expect(portableLog1p(0) == 0)
    #expect(portablePow(2, 10) == 1024)
    #expect(portablePow(0, 0) == 1)
    #expect(portableSin(0) == 0)
    #expect(portableCos(0) == 1)
    #expect(portableAtan2(0, -1) == Double.pi)
    #expect(portableHypot(3, 4) == 5)
    #expect(portableTanh(50) == 1)
  }

  /// Identities to some units in the last place: a wrong function behind a name would miss by far.
  @Test func identities() {
    var stream = RandomSource(seed: 4).stream(StreamName("identities"))
    for _ in 0..<2000 {
      let x = 4 * stream.uniform() - 2
      #expect(near(portableLog(portableExp(x)), x))
      #expect(near(portableExpm1(x), portableExp(x) - 1))
      #expect(near(portableLog1p(portableExpm1(x)), x))
      #expect(near(portableSin(x) * portableSin(x) + portableCos(x) * portableCos(x), 1))
      #expect(near(portableTan(x) * portableCos(x), portableSin(x)))
      #expect(near(portableAsin(portableSin(x / 2)), x / 2))
      #expect(near(portableCos(portableAcos(x / 2)), x / 2))
      #expect(near(portableAtan(portableTan(x / 2)), x / 2))
      #expect(near(portableSinh(x), (portableExp(x) - portableExp(-x)) / 2))
      #expect(near(portableCosh(x), (portableExp(x) + portableExp(-x)) / 2))
      #expect(near(portableTanh(x) * portableCosh(x), portableSinh(x)))
      #expect(near(portablePow(portableExp(x), 0.5), portableExp(x / 2)))
    }
  }

  private func near(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-14 * max(1, abs(b)) }
}
