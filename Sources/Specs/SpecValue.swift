/// What is wrong with one scalar, and what to write instead. Neither ends with a full stop.
public struct SpecMessage: Error, Equatable, Sendable {
  public var problem: String
  public var remedy: String

  public init(_ problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }
}

/// How a scalar looks in a file: for error messages, `describe` and the JSON Schema.
public struct SpecType: Equatable, Sendable {
  /// The JSON kinds that may carry it. Text that stands unquoted in YAML carries any of them.
  public enum Form: Equatable, Sendable { case integer, number, boolean, text }

  /// With its article left out: "time span".
  public var name: String
  /// One valid text: "5 ms".
  public var example: String
  public var forms: [Form]
  /// An ECMA-262 pattern that the text form matches, whole.
  public var pattern: String?
  /// The only texts allowed, for an enumeration; else empty.
  public var choices: [String]

  public init(
    _ name: String, example: String, forms: [Form] = [.text], pattern: String? = nil, choices: [String] = []
  ) {
    self.name = name
    self.example = example
    self.forms = forms
    self.pattern = pattern
    self.choices = choices
  }
}

extension SpecType {
  /// Ends of what a key without a range of its own takes: numbers from zero upwards, fractions up to one.
  var plainRange: (lowest: String?, highest: String?)? {
    switch forms.first {
    case .integer: ("0", nil)
    case .number: ("0", name == Dimension.fraction.name ? "1" : nil)
    case .text, .boolean, nil: nil
    }
  }
}

/// What the meaning of a scalar may depend on besides its text.
public struct SpecContext: Equatable, Sendable {
  /// Billionths of a dollar that one euro is worth.
  public var nanoDollarsPerEuro: Int64

  public init(nanoDollarsPerEuro: Int64 = 1_080_000_000) { self.nanoDollarsPerEuro = nanoDollarsPerEuro }
}

/// A scalar in a file, decoded by the schema's type from its text.
public protocol SpecValue: Sendable, Equatable {
  static var specType: SpecType { get }
  /// Stands in while a schema is described, or where a file is wrong.
  static var placeholder: Self { get }
  init(specText: String) throws(SpecMessage)
  init(specText: String, in context: SpecContext) throws(SpecMessage)
  /// Canonical text: reads back to the same value.
  var specText: String { get }
}

extension SpecValue {
  public init(specText: String, in context: SpecContext) throws(SpecMessage) { try self.init(specText: specText) }
}

/// A value that has a sign: without a range of its own, a key takes it from zero upwards only.
protocol SignedSpecValue: SpecValue {
  var isNegative: Bool { get }
}

/// Shows the start of a text from a file, safe to print in one line.
func quoted(_ text: some StringProtocol) -> String {
  var shown = "`"
  for (count, scalar) in text.unicodeScalars.enumerated() {
    if count == 60 { return shown + "…`" }
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
      shown += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return shown + "`"
}
