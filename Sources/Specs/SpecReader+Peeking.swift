extension SpecReader {
  /// The text that a file gives for a key of its outermost mapping, without reading the rest; `nil` if it is not there
  /// or the file cannot be parsed.
  public static func text(of key: String, in bytes: [UInt8], named file: String) -> String? {
    guard case .scalar(let text, _) = value(of: key, in: bytes, named: file)?.content else { return nil }
    return text
  }

  /// The texts of a list that a file gives for a key of its outermost mapping; empty if it gives none or cannot be
  /// parsed. What is no text in it is left out: reading the file tells.
  public static func texts(of key: String, in bytes: [UInt8], named file: String) -> [String] {
    guard case .list(let nodes) = value(of: key, in: bytes, named: file)?.content else { return [] }
    return nodes.compactMap { node in
      guard case .scalar(let text, _) = node.content else { return nil }
      return text
    }
  }

  /// What a file says under settings, as JSON: comments, layout, quotes and the given keys of the outermost mapping are
  /// left out, so that two files of equal substance mean the same. Empty if the file cannot be parsed.
  public static func substance(
    of bytes: [UInt8], named file: String, settings: [String], without keys: [String]
  ) -> [UInt8] {
    let reader = SpecReader(file: file, settings: settings.map(settingPath))
    guard var root = parse(bytes, for: reader) else { return [] }
    root.dropEditorKey()
    apply(settings, to: &root, for: reader)
    if case .mapping(let entries) = root.content {
      root.content = .mapping(entries.filter { !keys.contains($0.key) })
    }
    return Array(root.substance.rendered.utf8)
  }

  private static func value(of key: String, in bytes: [UInt8], named file: String) -> SpecNode? {
    guard let root = parse(bytes, for: SpecReader(file: file)), case .mapping(let entries) = root.content else {
      return nil
    }
    return entries.first { $0.key == key }?.value
  }
}

extension SpecNode {
  fileprivate var substance: JSONValue {
    switch content {
    case .scalar(let text, _): .text(text)
    case .list(let nodes): .list(nodes.map(\.substance))
    case .mapping(let entries): .object(entries.map { .init($0.key, $0.value.substance) })
    case .refused: .text("")
    }
  }
}

/// A `path=value`, as on the command line behind `--set`.
public struct SettingText: SpecValue {
  public let text: String

  public static var specType: SpecType { SpecType("setting", example: "duration=10 min") }
  public static var placeholder: SettingText { SettingText(unchecked: "duration=10 min") }
  public var specText: String { text }

  private init(unchecked text: String) { self.text = text }

  public init(specText text: String) throws(SpecMessage) {
    if let message = SpecReader.problem(ofSetting: text) { throw message }
    self.text = text
  }
}
