extension FixedWidthInteger where Self: SpecValue {
  public static var specType: SpecType {
    SpecType("whole number", example: "12", forms: [.integer])
  }
  public static var placeholder: Self { 1 }
  public var specText: String { String(self) }
  var isNegative: Bool { self < 0 }

  public init(specText text: String) throws(SpecMessage) {
    guard let decimal = DecimalText(text), decimal.unit.isEmpty,
      decimal.number.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else {
      throw SpecMessage(
        "\(quoted(text)) is not a whole number",
        remedy: "write decimal digits only, without separators or leading zeros")
    }
    guard let value = Self(text) else {
      throw SpecMessage("\(quoted(text)) is out of range", remedy: "write a number from \(Self.min) to \(Self.max)")
    }
    self = value
  }
}

extension Int: SignedSpecValue {}
extension Int64: SignedSpecValue {}
extension UInt64: SpecValue {}

extension Double: SignedSpecValue {
  public static var specType: SpecType { SpecType("number", example: "1.5", forms: [.number]) }
  public static var placeholder: Double { 1 }
  public var specText: String { shortest(self) }
  var isNegative: Bool { self < 0 }

  public init(specText text: String) throws(SpecMessage) {
    guard let decimal = DecimalText(text) else {
      throw SpecMessage("\(quoted(text)) is not a number", remedy: "write a finite decimal number, as 1.5 or 2e-3")
    }
    guard decimal.unit.isEmpty else {
      throw SpecMessage(
        "\(quoted(text)) is not a plain number", remedy: "write the number alone, without \(quoted(decimal.unit))")
    }
    self = try decimal.double()
  }
}

extension Bool: SpecValue {
  public static var specType: SpecType { SpecType("truth value", example: "true", forms: [.boolean]) }
  public static var placeholder: Bool { false }
  public var specText: String { self ? "true" : "false" }

  public init(specText text: String) throws(SpecMessage) {
    guard text == "true" || text == "false" else {
      throw SpecMessage("\(quoted(text)) is neither true nor false", remedy: "write true or false")
    }
    self = text == "true"
  }
}

/// Free text without control characters, except line feeds and tabs.
extension String: SpecValue {
  public static var specType: SpecType {
    SpecType("text", example: "some words", pattern: "^[^\\u0000-\\u0008\\u000B-\\u001F\\u007F]*$")
  }
  public static var placeholder: String { "" }
  public var specText: String { self }

  public init(specText text: String) throws(SpecMessage) {
    for byte in text.utf8 where byte < 0x20 && byte != 0x0A && byte != 0x09 || byte == 0x7F {
      throw SpecMessage("\(quoted(text)) has a control character", remedy: "remove it")
    }
    self = text
  }
}

extension Name: SpecValue {
  public static var specType: SpecType {
    SpecType("name", example: "eu-west", pattern: "^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$")
  }
  public static var placeholder: Name { Name("name") }
  public var specText: String { text }

  public init(specText text: String) throws(SpecMessage) {
    guard Name.isValid(text) else {
      throw SpecMessage(
        "\(quoted(text)) is not a name",
        remedy: "start with a letter or digit, go on with letters, digits or _ . : - (128 at most)")
    }
    self.init(unchecked: text)
  }
}

extension FilePath: SpecValue {
  public static var specType: SpecType {
    SpecType("file path", example: "data/prices.csv", pattern: "^(?!/)(?!(.*/)?\\.\\.(/|$)).+$")
  }
  public static var placeholder: FilePath { FilePath(unchecked: "file") }
  public var specText: String { text }

  public init(specText text: String) throws(SpecMessage) {
    let remedy = "name a file below the scenario's folder or the data folder, as in `data/prices.csv`"
    for byte in text.utf8 where byte < 0x20 || byte == 0x7F {
      throw SpecMessage("\(quoted(text)) has a control character", remedy: remedy)
    }
    if text.isEmpty { throw SpecMessage("the path is empty", remedy: remedy) }
    if text.hasPrefix("/") { throw SpecMessage("\(quoted(text)) is an absolute path", remedy: remedy) }
    if text.split(separator: "/").contains("..") {
      throw SpecMessage("\(quoted(text)) leads out by `..`", remedy: remedy)
    }
    if text.utf8.count > 1024 { throw SpecMessage("the path is longer than 1024 bytes", remedy: remedy) }
    self.init(unchecked: text)
  }
}

/// Any `enum: String, CaseIterable` is read by the names of its cases.
extension SpecValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  public static var specType: SpecType {
    let names = allCases.map(\.rawValue)
    return SpecType("word", example: names.first ?? "", choices: names)
  }
  public static var placeholder: Self { allCases.first! }
  public var specText: String { rawValue }

  public init(specText text: String) throws(SpecMessage) {
    guard let value = Self(rawValue: text) else {
      let names = Self.allCases.map(\.rawValue)
      throw SpecMessage("\(quoted(text)) is not a choice here", remedy: suggestion(for: text, among: names))
    }
    self = value
  }
}
