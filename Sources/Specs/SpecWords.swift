/// A name of a node, region, account or model: `[A-Za-z0-9][A-Za-z0-9_.:-]*`, at most 128 characters.
public struct Name: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let text: String

  /// Requires a valid name; for names written in the program.
  public init(_ text: String) {
    precondition(Name.isValid(text), "a name is made of letters, digits and _ . : -, and starts with a letter or digit")
    self.text = text
  }

  init(unchecked text: String) { self.text = text }

  public static func isValid(_ text: String) -> Bool {
    var isFirst = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        break
      case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"):
        if isFirst { return false }
      default: return false
      }
      isFirst = false
    }
    return !isFirst && text.utf8.count <= 128
  }

  public var description: String { text }
  /// By bytes, so that no locale or Unicode table plays a part.
  public static func < (a: Name, b: Name) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
}

/// A part of one, 0…1.
public struct Fraction: Hashable, Comparable, Sendable {
  public let value: Double

  /// Requires 0…1.
  public init(_ value: Double) {
    precondition(value >= 0 && value <= 1, "a fraction lies between 0 and 1")
    self.value = value
  }

  public static func < (a: Fraction, b: Fraction) -> Bool { a.value < b.value }
}

/// How often something happens, in times per second; finite.
public struct Rate: Hashable, Comparable, Sendable {
  public let perSecond: Double

  /// Requires a finite number.
  public init(perSecond: Double) {
    precondition(perSecond.isFinite, "a rate is finite")
    self.perSecond = perSecond
  }

  public static func < (a: Rate, b: Rate) -> Bool { a.perSecond < b.perSecond }
}

/// A price of energy in billionths of a dollar per kilowatt-hour; may be negative, as on power exchanges.
public struct EnergyPrice: Hashable, Comparable, Sendable {
  public let nanoDollarsPerKWh: Int64

  public init(nanoDollarsPerKWh: Int64) { self.nanoDollarsPerKWh = nanoDollarsPerKWh }
  public static func < (a: EnergyPrice, b: EnergyPrice) -> Bool { a.nanoDollarsPerKWh < b.nanoDollarsPerKWh }
}

/// A file that a scenario names, relative to the scenario's folder or the data folder.
///
/// Never absolute, never with a `..` part: what opens it checks links and kinds as well.
public struct FilePath: Hashable, Sendable {
  public let text: String

  init(unchecked text: String) { self.text = text }
}
