/// Parses a JSON document (RFC 8259) into the same tree as YAML, strictly: no comments, no trailing commas.
struct JSONParser {
  private let bytes: [UInt8]
  private var at: Int
  private var line = 1
  private var lineStart = 0
  /// Continuation bytes since the line's start, so that columns count characters.
  private var extra = 0
  private var tree: TreeBuilder

  /// `bytes` are UTF-8.
  init(bytes: [UInt8], at start: Int, reader: SpecReader) {
    self.bytes = bytes
    at = start
    lineStart = start
    tree = TreeBuilder(reader: reader)
  }

  mutating func document() throws(ParseStop) -> SpecNode {
    skipSpace()
    if at == bytes.count { return SpecNode(content: .scalar("null", .word), mark: .start) }
    try value()
    skipSpace()
    if at < bytes.count { throw stop("text goes on after the end of the document", "remove what follows") }
    return tree.root!
  }

  private var mark: SpecMark { .place(line: line, column: at - lineStart - extra + 1) }
  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private func stop(_ problem: String, _ remedy: String) -> ParseStop { tree.stop(mark, problem, remedy: remedy) }

  private func unexpected(_ wanted: String) -> ParseStop {
    guard let next else { return stop("the text ends where \(wanted) should stand", "complete it") }
    let shown = next >= 0x21 && next < 0x7F ? quoted(String(UnicodeScalar(next))) : "an unexpected character"
    return stop("\(shown) stands where \(wanted) should", "check commas, quotes and brackets")
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      at += 1
      if byte == 0x0A { (line, lineStart, extra) = (line + 1, at, 0) }
    }
  }

  /// Recursion ends at the depth limit.
  private mutating func value() throws(ParseStop) {
    let place = mark
    switch next {
    case UInt8(ascii: "{"): try object(place)
    case UInt8(ascii: "["): try list(place)
    case UInt8(ascii: "\""):
      try tree.countScalar(at: place)
      let (text, isSound) = try string()
      tree.add(SpecNode(content: isSound ? .scalar(text, .text) : .refused, mark: place))
    default:
      try tree.countScalar(at: place)
      let token = try bareToken()
      let isNumber = DecimalText(token).map { $0.unit.isEmpty && !token.hasSuffix(" ") } ?? false
      guard isNumber || ["true", "false", "null"].contains(token) else {
        at -= token.utf8.count
        throw stop("\(quoted(token)) is not JSON", "write a number, true, false, null or text in double quotes")
      }
      tree.add(SpecNode(content: .scalar(token, isNumber ? .number : .word), mark: place))
    }
  }

  private mutating func bareToken() throws(ParseStop) -> String {
    let start = at
    while let byte = next, byte >= 0x21, byte < 0x7F, !#",:[]{}""#.utf8.contains(byte) { at += 1 }
    if at == start { throw unexpected("a value") }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  private mutating func object(_ place: SpecMark) throws(ParseStop) {
    try tree.open(mapping: true, at: place)
    at += 1
    skipSpace()
    if next != UInt8(ascii: "}") {
      while true {
        guard next == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
        let keyMark = mark
        try tree.countScalar(at: keyMark)
        let (key, isSound) = try string()
        let problem = key.isEmpty || !isSound ? SpecMessage("a key is empty or broken", remedy: "name the key") : nil
        tree.key(key, at: keyMark, problem: problem)
        skipSpace()
        guard next == UInt8(ascii: ":") else { throw unexpected("a colon") }
        at += 1
        skipSpace()
        try value()
        skipSpace()
        if next == UInt8(ascii: "}") { break }
        guard next == UInt8(ascii: ",") else { throw unexpected("a comma or }") }
        at += 1
        skipSpace()
      }
    }
    at += 1
    tree.close()
  }

  private mutating func list(_ place: SpecMark) throws(ParseStop) {
    try tree.open(mapping: false, at: place)
    at += 1
    skipSpace()
    if next != UInt8(ascii: "]") {
      while true {
        try value()
        skipSpace()
        if next == UInt8(ascii: "]") { break }
        guard next == UInt8(ascii: ",") else { throw unexpected("a comma or ]") }
        at += 1
        skipSpace()
      }
    }
    at += 1
    tree.close()
  }

  /// A string from its opening quote to past its closing one; not sound when it names a character that
  /// text cannot hold.
  private mutating func string() throws(ParseStop) -> (text: String, isSound: Bool) {
    let opening = mark
    var text: [UInt8] = []
    var isSound = true
    at += 1
    while true {
      guard let byte = next, byte >= 0x20 else {
        if next != nil { throw stop("a string has a line break or control character", "write it as an escape, as \\n") }
        throw tree.stop(opening, "a string is not closed", remedy: "close it with a double quote")
      }
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\") {
        if let scalar = try escape() {
          text.append(contentsOf: Array(String(Character(scalar)).utf8))
        } else {
          isSound = false
        }
        continue
      }
      if byte & 0xC0 == 0x80 { extra += 1 }
      text.append(byte)
      at += 1
    }
    at += 1
    return (String(decoding: text, as: UTF8.self), isSound)
  }

  private mutating func escape() throws(ParseStop) -> UnicodeScalar? {
    let place = mark
    at += 1
    guard let letter = next else { throw unexpected("an escape") }
    at += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UnicodeScalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw tree.stop(place, "is not an escape of JSON", remedy: "use \\n, \\t, \\\", \\\\ or \\u1234")
    }
    var code = try hexadecimal()
    if code & 0xFC00 == 0xD800, next == UInt8(ascii: "\\"), at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "u") {
      at += 2
      let low = try hexadecimal()
      if low & 0xFC00 == 0xDC00 { code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF) }
    }
    if code != 0, let scalar = UnicodeScalar(code) { return scalar }
    let problem = code == 0 ? "has a NUL character" : "has half a surrogate pair"
    tree.reader.note(place, tree.path, SpecMessage(problem, remedy: "remove it"))
    return nil
  }

  private mutating func hexadecimal() throws(ParseStop) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw unexpected("a hexadecimal digit")
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }
}
