import Quantities
import Specs

/// For each type: whether a text is refused or its value's canonical text reads back to the same value.
enum Checks {
  static let all: [@Sendable (String) -> Bool] = [
    check(Int.self), check(Int64.self), check(UInt64.self), check(Double.self), check(Bool.self), check(String.self),
    check(Name.self), check(FilePath.self), check(TimeSpan.self), check(Instant.self), check(ByteCount.self),
    check(BitRate.self), check(Power.self), check(Energy.self), check(Dollars.self), check(EnergyPrice.self),
    check(Fraction.self), check(Rate.self),
  ]

  private static func check<V: SpecValue>(_ type: V.Type) -> @Sendable (String) -> Bool {
    { text in
      guard let value = try? V(specText: text) else { return true }
      return (try? V(specText: value.specText)) == value
    }
  }
}
