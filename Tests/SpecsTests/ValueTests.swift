import Quantities
import Specs
import Testing

private func decode<V: SpecValue>(_ text: String, as: V.Type = V.self) -> V? { try? V(specText: text) }

@Test func wholeNumbersAreDecimalDigitsOnly() {
  #expect(decode("0", as: Int.self) == 0)
  #expect(decode("-12", as: Int.self) == -12)
  #expect(decode("9223372036854775807", as: Int.self) == .max)
  #expect(decode("18446744073709551615", as: UInt64.self) == .max)
  for text in [
    "", "017", "12:30:45", "no", "1_000", "0x10", "1e3", "1.0", "+5", " 5", "5 ", "-", "--1", "1,000", "٣", "-0x1",
    "9223372036854775808", "5 ms",
  ] {
    #expect(decode(text, as: Int.self) == nil, "\(text)")
  }
  #expect(decode("-1", as: UInt64.self) == nil)
}

@Test func numbersAreFiniteDecimals() {
  #expect(decode("1e-3", as: Double.self) == 1e-3)
  #expect(decode("-0.25E+2", as: Double.self) == -25)
  #expect(decode("1.7976931348623157e308", as: Double.self) == .greatestFiniteMagnitude)
  for text in [
    "nan", ".nan", ".inf", "-.inf", "inf", "infinity", "1e999", "0.1e400", "0x1p-3", "1_0.0", ".5", "5.", "1e", "01.5",
    "1e-999", "1,5", "5 %", "12:30",
  ] {
    #expect(decode(text, as: Double.self) == nil, "\(text)")
  }
}

@Test func truthIsTrueOrFalse() {
  #expect(decode("true", as: Bool.self) == true)
  #expect(decode("false", as: Bool.self) == false)
  for text in ["no", "yes", "on", "off", "y", "n", "True", "TRUE", "1", "0", ""] {
    #expect(decode(text, as: Bool.self) == nil, "\(text)")
  }
}

@Test func quantitiesAreExact() {
  #expect(decode("0.1 s", as: TimeSpan.self)?.nanoseconds == 100_000_000)
  #expect(decode("5.5 ms", as: TimeSpan.self)?.nanoseconds == 5_500_000)
  #expect(decode("5ms", as: TimeSpan.self)?.nanoseconds == 5_000_000)
  #expect(decode("3 µs", as: TimeSpan.self)?.nanoseconds == 3_000)
  #expect(decode("1.5 h", as: Instant.self)?.nanoseconds == 5_400_000_000_000)
  #expect(decode("1e-9 s", as: TimeSpan.self)?.nanoseconds == 1)
  #expect(decode("106751 d", as: TimeSpan.self)?.nanoseconds == Int64(106_751) * 86_400_000_000_000)
  #expect(decode("24 GiB", as: ByteCount.self)?.bytes == 24 << 30)
  #expect(decode("0.5 KiB", as: ByteCount.self)?.bytes == 512)
  #expect(decode("250 Mb/s", as: BitRate.self)?.bitsPerSecond == 250_000_000)
  #expect(decode("25 MB/s", as: BitRate.self)?.bitsPerSecond == 200_000_000)
  #expect(decode("350 W", as: Power.self)?.microwatts == 350_000_000)
  #expect(decode("2 kWh", as: Energy.self)?.femtojoules == 72 * Int128(100_000_000_000_000_000_000))
  #expect(decode("0.12 EUR/kWh", as: EnergyPrice.self)?.nanoDollarsPerKWh == 129_600_000)
  #expect(decode("80 USD/MWh", as: EnergyPrice.self)?.nanoDollarsPerKWh == 80_000_000)
  #expect(decode("1 EUR", as: Dollars.self)?.nano == 1_080_000_000)
  #expect(decode("0.000000001 USD", as: Dollars.self)?.nano == 1)
  #expect(decode("30 %", as: Fraction.self)?.value == 0.3)
  #expect(decode("0.3", as: Fraction.self)?.value == 0.3)
  #expect(decode("300 /min", as: Rate.self)?.perSecond == 5)
  #expect(decode("2 /h", as: Rate.self)?.perSecond == 2.0 / 3600)
}

@Test func quantitiesRefuseWrongUnitsAndSizes() {
  for text in [
    "5", "0", "5 kg", "5 MS", "5 ms ms", "0.1 ns", "1e30 s", "106752 d", "ms", "", "5 m", "nan s", "1e999999999 s",
    "1:30 min", "5\u{A0}ms",
  ] {
    #expect(decode(text, as: TimeSpan.self) == nil, "\(text)")
  }
  #expect(decode("0.3 B", as: ByteCount.self) == nil)
  #expect(decode("24 gib", as: ByteCount.self) == nil)
  #expect(decode("1.1", as: Fraction.self) == nil)
  #expect(decode("101 %", as: Fraction.self) == nil)
  #expect(decode("-1 %", as: Fraction.self) == nil)
  #expect(decode("5 Hz", as: Rate.self) == nil)
  #expect(decode(String(repeating: "9", count: 100_000) + " s", as: TimeSpan.self) == nil)
  let message = #expect(throws: SpecMessage.self) { try TimeSpan(specText: "5") }
  #expect(message == SpecMessage("`5` has no unit", remedy: "add ns, us, ms, s, min, h or d, as in `5 ms`"))
  let wrong = #expect(throws: SpecMessage.self) { try ByteCount(specText: "3 gb") }
  #expect(wrong?.remedy.hasPrefix("did you mean GB?") == true)
  let finer = #expect(throws: SpecMessage.self) { try TimeSpan(specText: "0.5 ns") }
  #expect(finer == SpecMessage("`0.5 ns` is finer than 1 ns", remedy: "write fewer decimals"))
}

@Test func namesAndPathsAreNarrow() {
  for text in ["a", "eu-west.1", "GPU_4090:home", "0"] { #expect(decode(text, as: Name.self)?.text == text) }
  for text in ["", "-a", ".a", "a b", "é", "a/b", "a\n", String(repeating: "a", count: 129)] {
    #expect(decode(text, as: Name.self) == nil, "\(text)")
  }
  for text in ["a.csv", "data/a.csv", "./a", "a..b/c"] { #expect(decode(text, as: FilePath.self)?.text == text) }
  for text in ["", "/etc/passwd", "../a", "a/../../b", "a/..", "..", "a\u{0}b"] {
    #expect(decode(text, as: FilePath.self) == nil, "\(text)")
  }
}

private func roundTrips<V: SpecValue>(_ value: V) -> Bool { decode(value.specText) == value }

@Test func canonicalTextReadsBack() {
  var dice = Dice(seed: 7)
  for _ in 0..<2000 {
    let bits = dice.next() >> UInt64(dice.below(64))
    let count = Int64(truncatingIfNeeded: bits)
    #expect(roundTrips(count))
    #expect(roundTrips(bits))
    #expect(roundTrips(TimeSpan(nanoseconds: count)))
    #expect(roundTrips(ByteCount(bytes: count)))
    #expect(roundTrips(BitRate(bitsPerSecond: count)))
    #expect(roundTrips(Power(microwatts: count)))
    #expect(roundTrips(Energy(femtojoules: Int128(count) * Int128(dice.below(1_000_000) + 1))))
    #expect(roundTrips(Dollars(nano: count)))
    #expect(roundTrips(EnergyPrice(nanoDollarsPerKWh: count)))
    let double = Double(bitPattern: dice.next())
    if double.isFinite {
      #expect(roundTrips(double))
      #expect(roundTrips(Rate(perSecond: double)))
    }
    #expect(roundTrips(Fraction(Double(dice.below(1 << 30)) / Double(1 << 30))))
  }
  #expect(roundTrips(TimeSpan(nanoseconds: .min)))
  #expect(roundTrips(Energy(femtojoules: .max)))
  #expect(TimeSpan.seconds(90).specText == "90 s")
  #expect(BitRate(bitsPerSecond: 200_000_000).specText == "200 Mb/s")
  #expect(ByteCount(bytes: 24 << 30).specText == "24 GiB")
  #expect(Dollars(nano: -120_000_000).specText == "-0.12 USD")
  #expect(TimeSpan.zero.specText == "0 s")
}
