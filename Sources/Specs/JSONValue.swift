/// A JSON value whose objects keep their order, so that equal runs give equal bytes: what a scenario means once every
/// default is filled in (absent lists, mappings and optional keys stay absent; read again, it resolves to itself), its
/// schema, and what a run writes of itself.
public indirect enum JSONValue: Equatable, Sendable {
  case text(String)
  /// A number, a truth value or null in JSON's own spelling.
  case literal(String)
  case list([JSONValue])
  case object([Member])

  public struct Member: Equatable, Sendable {
    public var key: String
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The number or word as JSON has it where the type has such a form, else its text.
  init<V: SpecValue>(_ value: V) {
    self =
      V.specType.forms.contains(.text) && V.specType.forms.first == .text
      ? .text(value.specText) : .literal(value.specText)
  }

  public static let null = JSONValue.literal("null")
  public static func integer(_ value: some BinaryInteger) -> JSONValue { .literal(String(value)) }
  /// The shortest digits that read back as this number, which must be finite.
  public static func number(_ value: Double) -> JSONValue { .literal(value.specText) }
  public static func boolean(_ value: Bool) -> JSONValue { .literal(value ? "true" : "false") }

  /// Two spaces for each depth, one member a line, lists of scalars in one line, a line feed at the end.
  public var rendered: String {
    var text = ""
    append(to: &text, indent: "\n")
    return text + "\n"
  }

  private func append(to text: inout String, indent: String) {
    switch self {
    case .text(let value): Self.append(quoted: value, to: &text)
    case .literal(let value): text += value
    case .list(let elements):
      let isInline = elements.allSatisfy(\.isScalar)
      text += "["
      for (index, element) in elements.enumerated() {
        text += index == 0 ? "" : isInline ? ", " : ","
        if !isInline { text += indent + "  " }
        element.append(to: &text, indent: indent + "  ")
      }
      text += (isInline ? "" : indent) + "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        text += (index == 0 ? "" : ",") + indent + "  "
        Self.append(quoted: member.key, to: &text)
        text += ": "
        member.value.append(to: &text, indent: indent + "  ")
      }
      text += (members.isEmpty ? "" : indent) + "}"
    }
  }

  private var isScalar: Bool {
    switch self {
    case .text, .literal: true
    case .list, .object: false
    }
  }

  /// Quotes, backslashes and control characters escaped, all else as it is.
  private static func append(quoted value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
