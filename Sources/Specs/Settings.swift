/// One step of a setting's path.
private enum SettingStep {
  case key(String)
  case index(Int)
}

/// The path of a `path=value`: what stands before the `=`.
func settingPath(_ setting: String) -> String { String(setting.prefix(while: { $0 != "=" })) }

extension SpecReader {
  /// What is wrong with the form of a command line's `path=value`; `nil` when it can be applied.
  public static func problem(ofSetting setting: String) -> SpecMessage? {
    do throws(SpecMessage) {
      _ = try split(setting)
      return nil
    } catch {
      return error
    }
  }
}

/// Applies `path=value` settings onto the tree, in order.
///
/// A path is `a.b[2].c`, or `a["b.c"]` for a key with other characters than letters, digits, `_` and `-`. Mappings on
/// the way are made; elements of lists must be there. The value is YAML.
func apply(_ settings: [String], to root: inout SpecNode, for reader: SpecReader) {
  for (number, setting) in settings.enumerated() {
    let mark = SpecMark.setting(number)
    do throws(SpecMessage) {
      let (steps, text) = try split(setting)
      let value = parseSnippet(text, at: mark, for: reader)
      try set(&root, steps[...], "", value)
    } catch {
      reader.note(mark, "", error)
    }
  }
}

private func set(
  _ node: inout SpecNode, _ steps: ArraySlice<SettingStep>, _ path: String, _ value: SpecNode
) throws(SpecMessage) {
  guard let step = steps.first else {
    node = value
    return
  }
  let name = path.isEmpty ? "the file" : quoted(path)
  switch (step, node.content) {
  case (_, .refused): return
  case (.key(let key), .mapping(var entries)):
    let inner = SpecPath.join(path, key)
    if let place = entries.firstIndex(where: { $0.key == key }) {
      try set(&entries[place].value, steps.dropFirst(), inner, value)
    } else {
      if case .index? = steps.dropFirst().first { throw absentList(inner) }
      var made = SpecNode(content: .mapping([]), mark: value.mark)
      try set(&made, steps.dropFirst(), inner, value)
      entries.append(.init(key: key, mark: value.mark, value: made))
    }
    node.content = .mapping(entries)
  case (.index, .scalar) where node.isEmpty && !path.isEmpty: throw absentList(path)
  case (.key, .scalar) where node.isEmpty:
    node = SpecNode(content: .mapping([]), mark: value.mark)
    try set(&node, steps, path, value)
  case (.index(let index), .list(var nodes)):
    guard index < nodes.count else {
      let remedy = nodes.isEmpty ? "it is empty: set the whole list" : "use [0] to [\(nodes.count - 1)]"
      throw SpecMessage("\(name) has no element [\(index)]", remedy: remedy)
    }
    try set(&nodes[index], steps.dropFirst(), SpecPath.join(path, index), value)
    node.content = .list(nodes)
  case (.key(let key), .list(let nodes)):
    let remedy = nodes.isEmpty ? "set the whole list" : "name an element, [0] to [\(nodes.count - 1)]"
    throw SpecMessage("\(name) is a list and has no key \(quoted(key))", remedy: remedy)
  case (.index, .mapping):
    throw SpecMessage("\(name) is a mapping, not a list", remedy: "name one of its keys, as in `.key`")
  case (_, .scalar):
    throw SpecMessage("\(name) is \(node.kind) without parts", remedy: "set it whole: \(path)={…}")
  }
}

/// An element cannot be set of a list that the file does not have: what stands in the other ones is nobody's guess.
private func absentList(_ path: String) -> SpecMessage {
  SpecMessage("the file has no list \(quoted(path))", remedy: "set the whole list, as in `\(path)=[…]`")
}

/// Steps and value of a setting.
private func split(_ setting: String) throws(SpecMessage) -> (steps: [SettingStep], value: String) {
  let wrong = SpecMessage("\(quoted(setting)) is not a setting", remedy: "write path=value, as in `duration=2 h`")
  let bytes = Array(setting.utf8)
  var steps: [SettingStep] = []
  var at = 0
  while true {
    if at < bytes.count, bytes[at] == UInt8(ascii: "[") {
      steps.append(try bracket(bytes, &at, wrong))
    } else {
      let start = at
      while at < bytes.count, !".[=".utf8.contains(bytes[at]) { at += 1 }
      guard at > start, at - start <= ParseLimit.key else { throw wrong }
      steps.append(.key(String(decoding: bytes[start..<at], as: UTF8.self)))
    }
    guard at < bytes.count, steps.count <= ParseLimit.depth else { throw wrong }
    if bytes[at] == UInt8(ascii: "=") { return (steps, String(decoding: bytes[(at + 1)...], as: UTF8.self)) }
    if bytes[at] == UInt8(ascii: ".") { at += 1 } else if bytes[at] != UInt8(ascii: "[") { throw wrong }
  }
}

/// `[12]` or `["key"]`.
private func bracket(_ bytes: [UInt8], _ at: inout Int, _ wrong: SpecMessage) throws(SpecMessage) -> SettingStep {
  let isQuoted = at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "\"")
  let start = at + (isQuoted ? 2 : 1)
  at = start
  while at < bytes.count, bytes[at] != UInt8(ascii: isQuoted ? "\"" : "]") { at += 1 }
  let text = String(decoding: bytes[min(start, bytes.count)..<at], as: UTF8.self)
  if isQuoted { at += 1 }
  guard at < bytes.count, bytes[at] == UInt8(ascii: "]"), !text.isEmpty, text.utf8.count <= ParseLimit.key else {
    throw wrong
  }
  at += 1
  if isQuoted { return .key(text) }
  guard let index = Int(text), index >= 0, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { throw wrong }
  return .index(index)
}
