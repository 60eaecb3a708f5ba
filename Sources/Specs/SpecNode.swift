/// Where a piece of text stands.
enum SpecMark: Equatable, Sendable {
  /// In the file; both count from 1, columns in characters.
  case place(line: Int, column: Int)
  /// In the n-th `--set` of the command line.
  case setting(Int)
  /// In a default written in the program.
  case builtIn

  static let start = SpecMark.place(line: 1, column: 1)
}

/// A node of the parsed text: no types yet, only structure and place.
struct SpecNode: Sendable {
  /// How a scalar was written; decides which types it can be.
  enum Style: Equatable, Sendable {
    /// Unquoted in YAML: its type is whatever the schema says.
    case plain
    /// In quotes or a block: text.
    case text
    /// A number of JSON.
    case number
    /// `true`, `false` or `null` of JSON.
    case word
  }

  struct Entry: Sendable {
    var key: String
    var mark: SpecMark
    var value: SpecNode
  }

  enum Content: Sendable {
    case scalar(String, Style)
    case list([SpecNode])
    case mapping([Entry])
    /// Refused while parsing: its problem is noted already, so nothing more is said about it.
    case refused
  }

  var content: Content
  var mark: SpecMark

  /// "a list", for messages.
  var kind: String {
    switch content {
    case .scalar: isEmpty ? "empty" : "a single value"
    case .list: "a list"
    case .mapping: "a mapping"
    case .refused: "refused"
    }
  }

  /// Takes out `$schema`, by which editors find the schema of a JSON file.
  mutating func dropEditorKey() {
    guard case .mapping(let entries) = content, let first = entries.firstIndex(where: { $0.key == "$schema" }),
      case .scalar(_, .text) = entries[first].value.content
    else { return }
    content = .mapping(entries.filter { $0.key != "$schema" })
  }

  /// No value at all: `key:`, `~` or `null`.
  var isEmpty: Bool {
    guard case .scalar(let text, let style) = content else { return false }
    switch style {
    case .plain: return ["", "~", "null", "Null", "NULL"].contains(text)
    case .word: return text == "null"
    case .text, .number: return false
    }
  }
}

/// Keys of nodes as they stand in paths: `fleet[2].price`, `regions["a.b"]`.
enum SpecPath {
  static func join(_ path: String, _ key: String) -> String {
    let isPlain =
      !key.isEmpty
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
    if !isPlain { return "\(path)[\"\(quoted(key).dropFirst().dropLast())\"]" }
    return path.isEmpty ? key : "\(path).\(key)"
  }

  static func join(_ path: String, _ index: Int) -> String { "\(path)[\(index)]" }
}
