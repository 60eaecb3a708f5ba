/// Reads JSON (RFC 8259) value by value, in place, without building a tree.
///
/// The caller says what it expects; anything else is an error at its byte. Depth is at most 64.
struct JSONCursor {
  let source: NamedBytes
  private(set) var position: Int
  private let end: Int
  /// The line of the cursor's range, or nil to count lines when a complaint needs one.
  private let knownRow: Int?

  init(_ source: NamedBytes, _ range: Range<Int>, row: Int? = nil) {
    self.source = source
    position = range.lowerBound
    end = range.upperBound
    knownRow = row
  }

  func error(at offset: Int, column: String? = nil, _ problem: String, _ remedy: String) -> DatasetError {
    source.error(row: knownRow ?? source.row(at: offset), at: offset, column: column, problem, remedy: remedy)
  }

  /// The next byte behind white space; nil at the end.
  mutating func peek() -> UInt8? {
    while position < end {
      let byte = source.bytes[position]
      if byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09 { return byte }
      position += 1
    }
    return nil
  }

  mutating func expect(_ byte: UInt8, _ what: String) throws(DatasetError) {
    guard peek() == byte else { throw unexpected("expected \(what)") }
    position += 1
  }

  /// Takes the byte if it comes next.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  mutating func expectEnd() throws(DatasetError) {
    if peek() != nil { throw unexpected("expected nothing more") }
  }

  /// An object's members, one by one: calls `member` with each key, the cursor standing before the value.
  mutating func object(
    _ member: (String, Int, inout JSONCursor) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    try expect(UInt8(ascii: "{"), "an object, '{'")
    if take(UInt8(ascii: "}")) { return }
    var keys: [String] = []
    repeat {
      _ = peek()
      let place = position
      let key = try string()
      if keys.contains(key) { throw error(at: place, column: key, "the key is there twice", "keep one of them") }
      if keys.count >= 4096 { throw error(at: place, "more than 4096 keys", "keep those that are needed") }
      keys.append(key)
      try expect(UInt8(ascii: ":"), "':' behind the key '\(key)'")
      try member(key, place, &self)
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"), "',' or '}'")
  }

  /// An array's elements, one by one, the cursor standing before each.
  mutating func array(_ element: (inout JSONCursor) throws(DatasetError) -> Void) throws(DatasetError) {
    try expect(UInt8(ascii: "["), "an array, '['")
    if take(UInt8(ascii: "]")) { return }
    repeat { try element(&self) } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"), "',' or ']'")
  }

  /// A number as an integer times 10^`scale`, digits beyond the scale cut off; exponents are refused.
  mutating func decimal(scale: Int, in limits: ClosedRange<Int64>, column: String) throws(DatasetError) -> Int64 {
    let range = numberRange()
    if !range.isEmpty, let value = source.decimal(range, scale: scale), limits.contains(value) { return value }
    let shown = range.isEmpty ? "what stands here" : "'\(source.excerpt(range))'"
    throw error(
      at: range.lowerBound, column: column, "\(shown) is not a number from 0 to a sensible limit",
      "write digits, with a decimal point at most")
  }

  /// A whole number in `limits`.
  mutating func integer(in limits: ClosedRange<Int64>, column: String) throws(DatasetError) -> Int64 {
    let range = numberRange()
    if let value = source.integer(range), limits.contains(value) { return value }
    let shown = range.isEmpty ? "what stands here" : "'\(source.excerpt(range))'"
    throw error(
      at: range.lowerBound, column: column, "\(shown) is not a whole number",
      "write digits, \(limits.lowerBound) … \(limits.upperBound)")
  }

  /// A text, its escapes undone.
  mutating func string() throws(DatasetError) -> String {
    try expect(UInt8(ascii: "\""), "a text in double quotes")
    let start = position
    while position < end, source.bytes[position] != UInt8(ascii: "\""), source.bytes[position] != UInt8(ascii: "\\") {
      if source.bytes[position] < 0x20 { throw unexpected("a control character in a text") }
      position += 1
    }
    var text = String(decoding: source.bytes[start..<position], as: UTF8.self)
    while position < end, source.bytes[position] != UInt8(ascii: "\"") {
      let byte = source.bytes[position]
      if byte < 0x20 { throw unexpected("a control character in a text") }
      if byte == UInt8(ascii: "\\") {
        text.unicodeScalars.append(try escape())
      } else {
        let run = position
        while position < end, source.bytes[position] >= 0x20, source.bytes[position] != UInt8(ascii: "\""),
          source.bytes[position] != UInt8(ascii: "\\")
        { position += 1 }
        text += String(decoding: source.bytes[run..<position], as: UTF8.self)
      }
    }
    if position >= end { throw error(at: start - 1, "the text is not closed", "close it with a double quote") }
    position += 1
    return text
  }

  /// Passes over any value.
  mutating func skip(depth: Int = 0) throws(DatasetError) {
    if depth > 64 { throw unexpected("nested deeper than 64") }
    switch peek() {
    case UInt8(ascii: "{"): try object { _, _, cursor throws(DatasetError) in try cursor.skip(depth: depth + 1) }
    case UInt8(ascii: "["): try array { cursor throws(DatasetError) in try cursor.skip(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default:
      let range = numberRange()
      if range.isEmpty || source.double(range) == nil {
        throw error(at: range.lowerBound, "this is no JSON value", "write a number, text, list or object")
      }
    }
  }

  func unexpected(_ problem: String) -> DatasetError {
    position < end
      ? error(at: position, "\(problem), found '\(source.excerpt(position..<position + 1))'", "write valid JSON")
      : error(at: position, "\(problem), found the end", "is the file cut off?")
  }

  private mutating func word(_ word: StaticString) throws(DatasetError) {
    let length = word.utf8CodeUnitCount
    let matches =
      position + length <= end && (0..<length).allSatisfy { source.bytes[position + $0] == word.utf8Start[$0] }
    if !matches { throw unexpected("this is no JSON value") }
    position += length
  }

  private mutating func numberRange() -> Range<Int> {
    _ = peek()
    let start = position
    while position < end {
      switch source.bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        position += 1
      default: return start..<position
      }
    }
    return start..<position
  }

  private mutating func escape() throws(DatasetError) -> Unicode.Scalar {
    position += 1
    guard position < end else { throw unexpected("an escape is cut off") }
    let byte = source.bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "u"): return try unicodeEscape()
    default:
      position -= 1
      throw unexpected("an unknown escape")
    }
  }

  private mutating func unicodeEscape() throws(DatasetError) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first), first < 0xD800 || first > 0xDFFF { return scalar }
    if first < 0xDC00, position + 1 < end, source.bytes[position] == UInt8(ascii: "\\"),
      source.bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let second = try hexadecimal()
      if second >= 0xDC00, second <= 0xDFFF,
        let scalar = Unicode.Scalar(0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw unexpected("half of a surrogate pair")
  }

  private mutating func hexadecimal() throws(DatasetError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < end, let digit = Character(Unicode.Scalar(source.bytes[position])).hexDigitValue else {
        throw unexpected("a hexadecimal digit is missing")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
