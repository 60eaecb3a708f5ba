import Recording

/// A JSON value whose objects keep their order, so that equal runs give equal bytes.
public indirect enum JSONText: Sendable {
  case text(String)
  /// A number or a truth value, spelled as JSON has it.
  case literal(String)
  case null
  case list([JSONText])
  case object([(key: String, value: JSONText)])

  public static func integer(_ value: some BinaryInteger) -> JSONText { .literal(String(value)) }
  public static func boolean(_ value: Bool) -> JSONText { .literal(value ? "true" : "false") }

  /// Two spaces for each depth, one member a line, a line feed at the end.
  public var rendered: String {
    var text = ""
    append(to: &text, indent: "\n")
    return text + "\n"
  }

  private func append(to text: inout String, indent: String) {
    switch self {
    case .text(let value): text += Self.quoted(value)
    case .literal(let value): text += value
    case .null: text += "null"
    case .list(let items):
      Self.append(items.map { (nil, $0) }, "[", "]", to: &text, indent)
    case .object(let members):
      Self.append(members.map { ($0.key, $0.value) }, "{", "}", to: &text, indent)
    }
  }

  private static func append(
    _ members: [(String?, JSONText)], _ opening: String, _ closing: String, to text: inout String, _ indent: String
  ) {
    text += opening
    for (i, (key, value)) in members.enumerated() {
      text += (i == 0 ? "" : ",") + indent + "  "
      if let key { text += quoted(key) + ": " }
      value.append(to: &text, indent: indent + "  ")
    }
    text += (members.isEmpty ? "" : indent) + closing
  }

  /// A JSON string: quotes, backslashes and control characters escaped, all else as it is.
  static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let hex = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

extension MetricValue {
  /// Exact decimal text; doubles as the shortest text that reads back the same.
  public var text: String {
    switch self {
    case .integer(let n): String(n)
    case .fixed(let n, let decimals): decimalText(n, decimals: decimals)
    case .number(let x): x.description
    }
  }

  /// JSON has no NaN and no infinity: those become null.
  var json: JSONText {
    if case .number(let x) = self, !x.isFinite { return .null }
    return .literal(text)
  }
}
