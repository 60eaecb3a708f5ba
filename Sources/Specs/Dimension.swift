/// A unit of a dimension: `times × 10^tens ÷ over` base units.
public struct SpecUnit: Equatable, Sendable {
  public var name: String
  public var times: Int64
  public var tens: Int
  public var over: Int64
  /// Other spellings that are read but not advertised.
  public var aliases: [String]
  /// Never chosen for canonical text.
  public var isReadOnly: Bool

  init(
    _ name: String, times: Int64 = 1, tens: Int = 0, over: Int64 = 1, aliases: [String] = [], isReadOnly: Bool = false
  ) {
    self.name = name
    self.times = times
    self.tens = tens
    self.over = over
    self.aliases = aliases
    self.isReadOnly = isReadOnly
  }
}

/// What a measured number is of, and the units it may be written in.
///
/// A measure is a double in `measureUnit`; exact quantities are integers of the base unit (nanoseconds, bytes, …).
public struct Dimension: Equatable, Sendable {
  /// "time span", for messages.
  public var name: String
  /// Name of one unit, the one a measure is in: seconds for time.
  public var measureUnit: String
  /// Smallest first; none for a plain number.
  public var units: [SpecUnit]
  public var example: String

  /// A number without a unit.
  public static let number = Dimension(name: "number", measureUnit: "", units: [], example: "1.5")
  /// How many tokens a prompt or an answer has: a number that is not negative.
  public static let tokenCount = Dimension(name: "token count", measureUnit: "", units: [], example: "512")
  /// A part of one, or per cent.
  public static let fraction = Dimension(
    name: "fraction", measureUnit: "", units: [SpecUnit("%", tens: -2)], example: "30 %")
  /// Base unit nanosecond; measures are in seconds.
  public static let time = Dimension(
    name: "time span", measureUnit: "s",
    units: [
      SpecUnit("ns"), SpecUnit("us", tens: 3), SpecUnit("ms", tens: 6), SpecUnit("s", tens: 9),
      SpecUnit("min", times: 6, tens: 10), SpecUnit("h", times: 36, tens: 11), SpecUnit("d", times: 864, tens: 11),
    ], example: "5 ms")
  /// Base unit byte.
  public static let bytes = Dimension(
    name: "amount of data", measureUnit: "B",
    units: [
      SpecUnit("B"), SpecUnit("kB", tens: 3), SpecUnit("KiB", times: 1 << 10), SpecUnit("MB", tens: 6),
      SpecUnit("MiB", times: 1 << 20), SpecUnit("GB", tens: 9), SpecUnit("GiB", times: 1 << 30),
      SpecUnit("TB", tens: 12), SpecUnit("TiB", times: 1 << 40), SpecUnit("PB", tens: 15),
      SpecUnit("PiB", times: 1 << 50),
    ], example: "24 GiB")
  /// Base unit bit per second.
  public static let bitRate = Dimension(
    name: "data rate", measureUnit: "b/s",
    units: [
      SpecUnit("b/s", aliases: ["bit/s", "bps"]), SpecUnit("kb/s", tens: 3, aliases: ["kbit/s", "kbps"]),
      SpecUnit("kB/s", times: 8, tens: 3, isReadOnly: true), SpecUnit("Mb/s", tens: 6, aliases: ["Mbit/s", "Mbps"]),
      SpecUnit("MB/s", times: 8, tens: 6, isReadOnly: true), SpecUnit("Gb/s", tens: 9, aliases: ["Gbit/s", "Gbps"]),
      SpecUnit("GB/s", times: 8, tens: 9, isReadOnly: true), SpecUnit("Tb/s", tens: 12, aliases: ["Tbit/s", "Tbps"]),
    ], example: "250 Mb/s")
  /// Base unit microwatt; measures are in watts.
  public static let power = Dimension(
    name: "power", measureUnit: "W",
    units: [
      SpecUnit("uW"), SpecUnit("mW", tens: 3), SpecUnit("W", tens: 6), SpecUnit("kW", tens: 9),
      SpecUnit("MW", tens: 12), SpecUnit("GW", tens: 15),
    ], example: "350 W")
  /// Base unit femtojoule; measures are in joules.
  public static let energy = Dimension(
    name: "energy", measureUnit: "J",
    units: [
      SpecUnit("fJ"), SpecUnit("nJ", tens: 6), SpecUnit("uJ", tens: 9), SpecUnit("mJ", tens: 12),
      SpecUnit("J", tens: 15), SpecUnit("Wh", times: 36, tens: 17), SpecUnit("kJ", tens: 18),
      SpecUnit("kWh", times: 36, tens: 20), SpecUnit("MJ", tens: 21), SpecUnit("MWh", times: 36, tens: 23),
      SpecUnit("GJ", tens: 24), SpecUnit("GWh", times: 36, tens: 26),
    ], example: "2 kWh")
  /// Base unit billionth of a dollar; measures are in dollars. Euros are turned into dollars at the file's rate.
  public static let dollars = Dimension(
    name: "sum of money", measureUnit: "USD", units: [SpecUnit("USD", tens: 9), SpecUnit("EUR", tens: 9)],
    example: "0.12 USD")
  /// Base unit billionth of a dollar per kilowatt-hour; measures are in dollars per kilowatt-hour.
  public static let energyPrice = Dimension(
    name: "price of energy", measureUnit: "USD/kWh",
    units: [
      SpecUnit("USD/MWh", tens: 6), SpecUnit("EUR/MWh", tens: 6), SpecUnit("USD/kWh", tens: 9),
      SpecUnit("EUR/kWh", tens: 9),
    ], example: "0.12 EUR/kWh")
  /// Measures are events per second.
  public static let rate = Dimension(
    name: "rate", measureUnit: "/s",
    units: [
      SpecUnit("/d", over: 86_400), SpecUnit("/h", over: 3_600), SpecUnit("/min", over: 60), SpecUnit("/s"),
      SpecUnit("/ms", tens: 3),
    ], example: "5 /s")
}

extension Dimension {
  /// The unit of that name; messages say which there are.
  func unit(named name: String, of text: String) throws(SpecMessage) -> SpecUnit {
    for unit in units where unit.name == name || unit.aliases.contains(name) { return unit }
    let accepted = listed(units.map(\.name), "or")
    if name.isEmpty { throw SpecMessage("\(quoted(text)) has no unit", remedy: "add \(accepted), as in `\(example)`") }
    let alike = units.filter { $0.name.lowercased() == name.lowercased() }
    let hint = alike.isEmpty ? "" : "did you mean \(alike[0].name)? "
    throw SpecMessage(
      "\(quoted(name)) is not a unit of \(name == "%" ? "this" : self.name)", remedy: "\(hint)use \(accepted)")
  }

  /// The number and the unit of a text.
  func parts(of text: String) throws(SpecMessage) -> (DecimalText, SpecUnit) {
    guard let decimal = DecimalText(text) else {
      throw SpecMessage(
        "\(quoted(text)) is not a \(name)", remedy: "write a decimal number and a unit, as in `\(example)`")
    }
    return (decimal, try unit(named: decimal.unit, of: text))
  }

  /// A whole number of base units, exactly; a text finer than the base unit is refused.
  func exact(_ text: String, in context: SpecContext) throws(SpecMessage) -> Int128 {
    let (decimal, unit) = try parts(of: text)
    do throws(DecimalText.Exactness) {
      guard unit.name.hasPrefix("EUR") else {
        return try decimal.integer(factor: UInt128(unit.times), times: unit.tens)
      }
      // Euros become dollars at the file's rate, rounded half to even at the base unit.
      let scaled = try decimal.integer(factor: UInt128(context.nanoDollarsPerEuro), times: unit.tens)
      let (quotient, rest) = scaled.quotientAndRemainder(dividingBy: 1_000_000_000)
      let twice = rest.magnitude * 2
      let away = twice > 1_000_000_000 || (twice == 1_000_000_000 && quotient & 1 == 1)
      return away ? quotient + (scaled < 0 ? -1 : 1) : quotient
    } catch {
      switch error {
      case .finer:
        let smallest = units[0].tens == 0 ? "1 \(units[0].name)" : "a billionth of \(units[0].name)"
        throw SpecMessage("\(quoted(text)) is finer than \(smallest)", remedy: "write fewer decimals")
      case .overflow: throw tooLarge(text)
      }
    }
  }

  func tooLarge(_ text: String) -> SpecMessage {
    SpecMessage("\(quoted(text)) is too large for a \(name)", remedy: "write a smaller one")
  }

  /// A double in `measureUnit`, rounded once where the unit is a power of ten of it, else twice.
  func measure(_ text: String, in context: SpecContext) throws(SpecMessage) -> Double {
    if units.isEmpty || self == .fraction { return try plainMeasure(text) }
    let (decimal, unit) = try parts(of: text)
    let base = units.first { $0.name == measureUnit }!
    var value = try decimal.double(times: unit.tens - base.tens)
    if unit.times != 1 { value *= Double(unit.times) }
    if unit.over != 1 { value /= Double(unit.over) }
    if unit.name.hasPrefix("EUR") { value *= Double(context.nanoDollarsPerEuro) / 1e9 }
    guard value.isFinite else { throw tooLarge(text) }
    return value
  }

  private func plainMeasure(_ text: String) throws(SpecMessage) -> Double {
    guard let decimal = DecimalText(text) else {
      throw SpecMessage("\(quoted(text)) is not a \(name)", remedy: "write a decimal number, as in `\(example)`")
    }
    if decimal.unit.isEmpty { return try decimal.double() }
    if self == .fraction, decimal.unit == "%" { return try decimal.double(times: -2) }
    let remedy = self == .fraction ? "write a number from 0 to 1 or per cent" : "write the number alone"
    throw SpecMessage("\(quoted(decimal.unit)) is not a unit of a \(name)", remedy: remedy)
  }

  /// Canonical text of a measure.
  func text(_ measure: Double) -> String {
    units.isEmpty || self == .fraction ? shortest(measure) : "\(shortest(measure)) \(measureUnit)"
  }

  /// Canonical text of an exact quantity: the largest unit that divides it.
  func text(exactly value: Int128) -> String {
    let best = units.last { unit in
      var factor = Int128(unit.times)
      for _ in 0..<unit.tens { factor *= 10 }
      return unit.over == 1 && !unit.isReadOnly && value % factor == 0 && (value != 0 || unit.name == measureUnit)
    }
    guard let best else { return "\(value) \(units[0].name)" }
    var factor = Int128(best.times)
    for _ in 0..<best.tens { factor *= 10 }
    return "\(value / factor) \(best.name)"
  }

  /// How a measure or an exact quantity of this dimension looks.
  func type(negative: Bool) -> SpecType {
    if units.isEmpty { return SpecType(name, example: example, forms: [.number]) }
    let names = units.flatMap { [$0.name] + $0.aliases }.map { $0.hasPrefix("u") ? "[uµμ]" + $0.dropFirst() : $0 }
    let sign = negative ? "-?" : ""
    if self == .fraction {
      return SpecType(
        name, example: example, forms: [.number, .text], pattern: "^\(sign)\(DecimalText.pattern)( *%)?$")
    }
    let alternatives = names.map { $0.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "\\/") }
    return SpecType(
      name, example: example, pattern: "^\(sign)\(DecimalText.pattern) *(\(alternatives.joined(separator: "|")))$")
  }
}

/// "a, b or c".
func listed(_ words: [String], _ last: String) -> String {
  guard words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(last) " + words.last!
}

/// Shortest text that reads back to the same double; whole numbers without a fraction.
func shortest(_ value: Double) -> String {
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
