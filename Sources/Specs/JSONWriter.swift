/// Writes JSON into a byte buffer: keys in the order given, shortest doubles that read back, the same bytes every time.
///
/// Two spaces of indentation and one member a line, or all in one line. The caller keeps begins and ends paired.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  private let isIndented: Bool
  /// For each open object or array: whether it has members, and whether they stand in one line.
  private var open: [(hasMembers: Bool, isInline: Bool)] = []
  private var isAfterKey = false

  public init(isIndented: Bool = true) { self.isIndented = isIndented }

  /// Gives the bytes so far and forgets them, for writers that stream.
  public mutating func drain() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  public mutating func beginObject(inline: Bool = false) { begin(UInt8(ascii: "{"), inline) }
  public mutating func endObject() { end(UInt8(ascii: "}")) }
  public mutating func beginArray(inline: Bool = false) { begin(UInt8(ascii: "["), inline) }
  public mutating func endArray() { end(UInt8(ascii: "]")) }

  public mutating func key(_ key: String) {
    separate()
    appendQuoted(key)
    bytes.append(UInt8(ascii: ":"))
    if isIndented { bytes.append(UInt8(ascii: " ")) }
    isAfterKey = true
  }

  public mutating func value(_ text: String) {
    separate()
    appendQuoted(text)
  }

  public mutating func value(_ number: some BinaryInteger) { literal(String(number)) }
  public mutating func value(_ truth: Bool) { literal(truth ? "true" : "false") }
  /// JSON has no NaN and no infinities: they become `null`.
  public mutating func value(_ number: Double) { literal(number.isFinite ? shortest(number) : "null") }
  public mutating func null() { literal("null") }

  /// A number or word that is JSON already.
  public mutating func literal(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
  }

  public mutating func member(_ key: String, _ value: String) {
    self.key(key)
    self.value(value)
  }
  public mutating func member(_ key: String, _ value: some BinaryInteger) {
    self.key(key)
    self.value(value)
  }
  public mutating func member(_ key: String, _ value: Bool) {
    self.key(key)
    self.value(value)
  }
  public mutating func member(_ key: String, _ value: Double) {
    self.key(key)
    self.value(value)
  }
  public mutating func member(_ key: String, _ value: ResolvedValue) {
    self.key(key)
    self.value(value)
  }

  /// A whole tree; lists of scalars stand in one line.
  public mutating func value(_ tree: ResolvedValue) {
    switch tree {
    case .text(let text): value(text)
    case .literal(let text): literal(text)
    case .list(let elements):
      beginArray(inline: elements.allSatisfy(\.isScalar))
      for element in elements { value(element) }
      endArray()
    case .object(let members):
      beginObject()
      for member in members { self.member(member.key, member.value) }
      endObject()
    }
  }

  private mutating func begin(_ bracket: UInt8, _ inline: Bool) {
    separate()
    bytes.append(bracket)
    open.append((false, inline || !isIndented || open.last?.isInline ?? false))
  }

  private mutating func end(_ bracket: UInt8) {
    let closed = open.removeLast()
    if closed.hasMembers && !closed.isInline { breakLine() }
    bytes.append(bracket)
    if open.isEmpty && isIndented { bytes.append(UInt8(ascii: "\n")) }
  }

  private mutating func separate() {
    if isAfterKey {
      isAfterKey = false
      return
    }
    guard let top = open.last else { return }
    if top.hasMembers {
      bytes.append(UInt8(ascii: ","))
      if top.isInline && isIndented { bytes.append(UInt8(ascii: " ")) }
    }
    if !top.isInline { breakLine() }
    open[open.count - 1].hasMembers = true
  }

  private mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    for _ in 0..<(2 * open.count) { bytes.append(UInt8(ascii: " ")) }
  }

  private mutating func appendQuoted(_ text: String) {
    let hexadecimal = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
      case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
      case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
      case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
      case 0..<0x20, 0x7F:
        bytes.append(contentsOf: #"\u00"#.utf8)
        bytes.append(hexadecimal[Int(byte >> 4)])
        bytes.append(hexadecimal[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension ResolvedValue {
  var isScalar: Bool {
    switch self {
    case .text, .literal: true
    case .list, .object: false
    }
  }

  /// The bytes of `scenario.json`.
  public var json: [UInt8] {
    var writer = JSONWriter()
    writer.value(self)
    return writer.bytes
  }
}
