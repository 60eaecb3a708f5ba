import Quantities
import Testing

@Test func shareGoesThroughTheWideProduct() {
  let whole = Amount(base: Int128(1) << 120)
  #expect(whole.scaled(by: 3, over: 4).base == (Int128(1) << 120) / 4 * 3)
  #expect(Amount(base: -7).scaled(by: 1, over: 2).base == -3)
}

@Test func spansRoundHalfToEvenAndSaturate() {
  #expect(TimeSpan(seconds: 0.5e-9).nanoseconds == 0)
  #expect(TimeSpan(seconds: 1.5e-9).nanoseconds == 2)
  #expect(TimeSpan(seconds: 1e30) == .forever)
  #expect(TimeSpan(seconds: .nan) == .zero)
  #expect(Instant(nanoseconds: 5).adding(saturating: .forever) == .never)
}
