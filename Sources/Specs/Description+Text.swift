extension Description {
  /// The whole of a file in outline: each key on a line, sections indented, then what can be asked about.
  public var text: String {
    var lines: [String] = []
    outline(keys, indent: 0, into: &lines)
    if catalogs.isEmpty { return lines.joined(separator: "\n") + "\n" }
    lines.append("")
    lines.append("More: assay describe KIND, where KIND is one of")
    lines += catalogs.map { "  \($0.name)  (\($0.alternatives.count) kinds)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What may be asked for by name: catalogs, then the paths of keys that have parts.
  public var topics: [String] {
    var paths: [String] = []
    func walk(_ keys: [KeyDescription], _ path: String) {
      for key in keys {
        let inner = path.isEmpty ? key.key : "\(path).\(key.key)"
        guard let parts = key.parts else { continue }
        paths.append(inner)
        walk(parts, inner)
      }
    }
    walk(keys, "")
    return catalogs.map(\.name) + paths
  }

  /// A catalog's kinds, or one kind with its keys, or the keys of a section by its path; `nil` for another word.
  public func text(of topic: String, kind: String? = nil) -> String? {
    if let catalog = catalog(topic) {
      guard let kind else { return text(of: catalog) }
      return catalog.alternatives.first { $0.kind == kind }.map { text(of: $0, in: catalog) }
    }
    guard kind == nil, let key = key(at: topic) else { return nil }
    var lines = ["\(topic): \(key.help)", ""]
    if let parts = key.parts {
      for part in parts { entry(part, into: &lines) }
    } else {
      entry(key, into: &lines)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Kinds of the catalog of that name.
  public func kinds(of topic: String) -> [String] {
    catalog(topic)?.alternatives.map(\.kind) ?? []
  }

  /// By name, else by noun, else by a word that belongs to one noun alone and is no key: `policy` is enough for
  /// `scheduling policy`.
  private func catalog(_ topic: String) -> CatalogDescription? {
    if let exact = catalogs.first(where: { $0.name == topic }) ?? catalogs.first(where: { $0.noun == topic }) {
      return exact
    }
    if key(at: topic) != nil { return nil }
    let near = catalogs.filter { $0.noun.split(separator: " ").contains { $0 == topic } }
    return near.allSatisfy { $0.noun == near[0].noun } ? near.first : nil
  }

  private func key(at path: String) -> KeyDescription? {
    var found: KeyDescription?
    var keys: [KeyDescription]? = keys
    for word in path.split(separator: ".", omittingEmptySubsequences: false) {
      found = keys?.first { $0.key == word }
      keys = found?.parts
    }
    return found
  }

  private func outline(_ keys: [KeyDescription], indent: Int, into lines: inout [String]) {
    let width = keys.map(\.key.count).max() ?? 0
    for key in keys {
      let pad = String(repeating: " ", count: indent) + key.key
      let gap = String(repeating: " ", count: width - key.key.count + 2)
      lines.append("\(pad)\(gap)\(key.summary)")
      if let parts = key.parts { outline(parts, indent: indent + 2, into: &lines) }
    }
  }

  private func text(of catalog: CatalogDescription) -> String {
    var lines = ["\(catalog.noun): one of", ""]
    let width = catalog.alternatives.map(\.kind.count).max() ?? 0
    for alternative in catalog.alternatives {
      let gap = String(repeating: " ", count: width - alternative.kind.count + 2)
      lines.append("  \(alternative.kind)\(gap)\(alternative.help)")
    }
    if let (kind, key) = catalog.bareScalar {
      lines += ["", "A value alone, as in `\(catalog.dimension.example)`, stands for {kind: \(kind), \(key): …}."]
    }
    lines += ["", "Keys of each: assay describe \(catalog.name) NAME"]
    return lines.joined(separator: "\n") + "\n"
  }

  private func text(of alternative: CatalogDescription.Alternative, in catalog: CatalogDescription) -> String {
    var lines = ["{kind: \(alternative.kind)}: \(alternative.help)", ""]
    alternative.keys.forEach { entry($0, into: &lines) }
    if alternative.keys.isEmpty { lines.append("  It has no keys of its own.") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func entry(_ key: KeyDescription, indent: Int = 2, into lines: inout [String]) {
    let pad = String(repeating: " ", count: indent)
    lines.append("\(pad)\(key.key): \(key.summary)")
    lines.append("\(pad)    \(key.help)")
    for part in key.parts ?? [] { entry(part, indent: indent + 4, into: &lines) }
  }
}

extension KeyDescription {
  /// Keys of its own, for a section or a list or mapping of them.
  var parts: [KeyDescription]? {
    switch shape {
    case .section(let keys), .sections(let keys, _), .named(let keys, _): keys
    case .value, .list, .values, .choice, .choices: nil
    }
  }

  /// Type, range and default in one line.
  var summary: String {
    var parts: [String] = [shapeText]
    switch (lowest, highest) {
    case (let low?, let high?): parts.append("\(low) to \(high)")
    case (let low?, nil): parts.append("at least \(low)")
    case (nil, let high?): parts.append("at most \(high)")
    case (nil, nil): break
    }
    if isRequired {
      parts.append("required")
    } else if let defaultText {
      if defaultText != "{}" { parts.append("default \(defaultText.isEmpty ? "none" : defaultText)") }
    } else {
      parts.append("optional")
    }
    return parts.joined(separator: ", ")
  }

  private var shapeText: String {
    switch shape {
    case .value(let type):
      type.choices.isEmpty ? "\(type.name) (\(type.example))" : type.choices.joined(separator: " | ")
    case .list(let type, _): "list of \(type.name)s ([\(type.example)])"
    case .section: "section"
    case .sections: "list of sections"
    case .named: "names, each with a section"
    case .values(let type, _): "names, each with a \(type.name) (\(type.example))"
    case .choice(let catalog): "one \(catalog)"
    case .choices(let catalog, _): "list of \(catalog)s"
    }
  }
}
