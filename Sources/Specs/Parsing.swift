/// Limits of what is parsed at all.
enum ParseLimit {
  /// Mappings and lists within each other.
  static let depth = 64
  /// Scalars in a file, keys included.
  static let scalars = 1_000_000
  /// Bytes of a key.
  static let key = 256
}

/// Thrown once the reader has been told why the text cannot be read on.
struct ParseStop: Error {}

/// The tree of a file's text, or `nil` when it cannot be read to its end; the reader knows why.
func parse(_ bytes: [UInt8], for reader: SpecReader) -> SpecNode? {
  do throws(ParseStop) {
    let start = try checkText(bytes, for: reader)
    if reader.file.hasSuffix(".json") {
      var parser = JSONParser(bytes: bytes, at: start, reader: reader)
      return try parser.document()
    }
    return try parseYAML(bytes[start...], for: reader)
  } catch {
    return nil
  }
}

/// The tree of a default written in the program.
func parseDefault(_ text: String, for reader: SpecReader) -> SpecNode {
  if Name.isValid(text) { return SpecNode(content: .scalar(text, .plain), mark: .builtIn) }
  if let known = reader.defaults[text] { return known }
  let node = parseSnippet(text, at: .builtIn, for: reader)
  reader.defaults[text] = node
  return node
}

/// The tree of a piece of YAML that does not come from the file.
func parseSnippet(_ text: String, at mark: SpecMark, for reader: SpecReader) -> SpecNode {
  do throws(ParseStop) {
    let bytes = Array(text.utf8)
    _ = try checkText(bytes, at: mark, for: reader)
    return try parseYAML(bytes[...], at: mark, for: reader)
  } catch {
    return SpecNode(content: .refused, mark: mark)
  }
}

/// Checks that bytes are UTF-8 text within the limits, and gives where the text starts (after a byte-order mark).
private func checkText(_ bytes: [UInt8], at fixed: SpecMark? = nil, for reader: SpecReader) throws(ParseStop) -> Int {
  func stop(at offset: Int, _ problem: String, _ remedy: String) -> ParseStop {
    reader.note(fixed ?? place(of: offset, in: bytes), "", SpecMessage(problem, remedy: remedy))
    return ParseStop()
  }
  if bytes.count > SpecReader.sizeLimit {
    throw stop(
      at: 0, "the file has more than \(SpecReader.sizeLimit >> 20) MiB", "move big tables to CSV files of their own")
  }
  if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
    throw stop(at: 0, "the file is UTF-16 or UTF-32", "save it as UTF-8")
  }
  let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  var at = start
  while at < bytes.count {
    let byte = bytes[at]
    if byte >= 0x20 && byte < 0x7F || byte == 0x0A || byte == 0x09 || byte == 0x0D {
      at += 1
      continue
    }
    if byte == 0 { throw stop(at: at, "the text has a NUL byte", "save the file as plain UTF-8 text") }
    if byte < 0x80 {
      throw stop(at: at, "the text has the control character 0x\(String(byte, radix: 16))", "remove it")
    }
    guard let (scalar, length) = decodeUTF8(bytes, at) else {
      throw stop(at: at, "the text is not UTF-8 (byte 0x\(String(byte, radix: 16)))", "save the file as UTF-8")
    }
    if scalar < 0xA0 && scalar != 0x85 || scalar == 0xFEFF || scalar == 0xFFFE || scalar == 0xFFFF {
      throw stop(
        at: at, "the text has the invisible character U+\(String(scalar, radix: 16, uppercase: true))", "remove it")
    }
    at += length
  }
  return start
}

/// One well-formed scalar of two to four bytes.
private func decodeUTF8(_ bytes: [UInt8], _ at: Int) -> (scalar: UInt32, length: Int)? {
  let first = UInt32(bytes[at])
  let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
  guard first >= 0xC2, first <= 0xF4, at + length <= bytes.count else { return nil }
  var scalar = first & (0x7F >> UInt32(length))
  for byte in bytes[(at + 1)..<(at + length)] {
    guard byte & 0xC0 == 0x80 else { return nil }
    scalar = scalar << 6 | UInt32(byte & 0x3F)
  }
  let lowest: UInt32 = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80
  guard scalar >= lowest, scalar <= 0x10FFFF, scalar & 0xFFFF_F800 != 0xD800 else { return nil }
  return (scalar, length)
}

/// Line and column of a byte; columns count characters.
private func place(of offset: Int, in bytes: [UInt8]) -> SpecMark {
  var line = 1
  var column = 1
  for at in 0..<min(offset, bytes.count) {
    if bytes[at] == 0x0A || bytes[at] == 0x0D && (at + 1 >= bytes.count || bytes[at + 1] != 0x0A) {
      (line, column) = (line + 1, 1)
    } else if bytes[at] & 0xC0 != 0x80 {
      column += 1
    }
  }
  return .place(line: line, column: column)
}

/// Collects nodes into a tree while a text is parsed; shared by YAML and JSON.
struct TreeBuilder {
  private struct Frame {
    var isMapping: Bool
    var mark: SpecMark
    var nodes: [SpecNode] = []
    var entries: [SpecNode.Entry] = []
    /// Places of the keys, once there are many.
    var seen: [String: Int] = [:]
    /// The key whose value comes next; the entry is dropped when the key was refused.
    var key: (text: String, mark: SpecMark, isRefused: Bool)?
  }

  let reader: SpecReader
  private var frames: [Frame] = []
  private var scalarCount = 0
  private(set) var root: SpecNode?

  init(reader: SpecReader) { self.reader = reader }

  /// A key comes next, not a value.
  var expectsKey: Bool { frames.last.map { $0.isMapping && $0.key == nil } ?? false }

  /// Path of the node that comes next.
  var path: String {
    frames.reduce("") { path, frame in
      if !frame.isMapping { return SpecPath.join(path, frame.nodes.count) }
      return frame.key.map { SpecPath.join(path, $0.text) } ?? path
    }
  }

  mutating func open(mapping isMapping: Bool, at mark: SpecMark) throws(ParseStop) {
    if frames.count == ParseLimit.depth {
      throw stop(mark, "nests deeper than \(ParseLimit.depth) levels", remedy: "flatten it")
    }
    frames.append(Frame(isMapping: isMapping, mark: mark))
  }

  mutating func close() {
    let frame = frames.removeLast()
    add(SpecNode(content: frame.isMapping ? .mapping(frame.entries) : .list(frame.nodes), mark: frame.mark))
  }

  mutating func countScalar(at mark: SpecMark) throws(ParseStop) {
    scalarCount += 1
    if scalarCount > ParseLimit.scalars {
      throw stop(mark, "the file has more than \(ParseLimit.scalars) values", remedy: "move big tables to CSV files")
    }
  }

  mutating func key(_ text: String, at mark: SpecMark, problem: SpecMessage? = nil) {
    var problem = problem
    let top = frames.count - 1
    if text.utf8.count > ParseLimit.key {
      problem = SpecMessage("a key is longer than \(ParseLimit.key) bytes", remedy: "shorten it")
    } else if problem == nil, let first = find(text) {
      let where_ = if case .place(let line, _) = first { "first on line \(line)" } else { "twice" }
      problem = SpecMessage("is given again (\(where_))", remedy: "keep one")
    }
    if let problem {
      let path = text.utf8.count > ParseLimit.key ? path : SpecPath.join(path, text)
      reader.note(mark, path, problem)
    }
    frames[top].key = (text, mark, problem != nil)
  }

  private mutating func find(_ key: String) -> SpecMark? {
    let top = frames.count - 1
    let count = frames[top].entries.count
    if count < 16 { return frames[top].entries.first { $0.key == key }?.mark }
    if frames[top].seen.isEmpty {
      for (place, entry) in frames[top].entries.enumerated() { frames[top].seen[entry.key] = place }
    }
    return frames[top].seen[key].map { frames[top].entries[$0].mark }
  }

  mutating func add(_ node: SpecNode) {
    let top = frames.count - 1
    if top < 0 {
      root = node
    } else if !frames[top].isMapping {
      frames[top].nodes.append(node)
    } else if let key = frames[top].key {
      if !key.isRefused {
        if !frames[top].seen.isEmpty { frames[top].seen[key.text] = frames[top].entries.count }
        frames[top].entries.append(.init(key: key.text, mark: key.mark, value: node))
      }
      frames[top].key = nil
    }
  }

  func stop(_ mark: SpecMark, _ problem: String, remedy: String) -> ParseStop {
    reader.note(mark, path, SpecMessage(problem, remedy: remedy))
    return ParseStop()
  }
}
