extension Spec {
  /// One alternative of a catalog: `key: {kind: x, …}`, or `key: x` for its defaults; required without a default.
  ///
  /// The default is a kind, or YAML as a file would have it: `"{kind: lognormal, median: 5 ms, sigma: 0.4}"`.
  public mutating func takeChoice<P>(
    _ key: String, _ help: String, from catalog: Catalog<P>, default kind: String?
  ) -> P {
    let node = node(key)
    if isDescribing {
      describeChoice(key, help, catalog, kind, isRequired: kind == nil)
      return reader.placeholder(of: catalog, dimension)
    }
    guard let given = node ?? kind.map({ parseDefault($0, for: reader) }) else {
      missing(key, like: catalog.kinds[0])
      return placeholder(of: catalog)
    }
    let (product, value) = choose(given, SpecPath.join(path, key), catalog)
    record(key, value)
    return product
  }

  /// One alternative of a catalog, or nothing.
  public mutating func takeOptionalChoice<P>(_ key: String, _ help: String, from catalog: Catalog<P>) -> P? {
    let node = node(key)
    if isDescribing {
      describeChoice(key, help, catalog, nil, isRequired: false)
      return reader.placeholder(of: catalog, dimension)
    }
    guard let node else { return nil }
    let (product, value) = choose(node, SpecPath.join(path, key), catalog)
    record(key, value)
    return product
  }

  /// A list of alternatives; absent means an empty list, if `count` allows one.
  public mutating func takeChoices<P>(
    _ key: String, _ help: String, from catalog: Catalog<P>, count: ClosedRange<Int> = 0...1_000_000
  ) -> [P] {
    let isRequired = count.lowerBound > 0
    if isDescribing {
      _ = node(key)
      reader.describe(catalog, dimension)
      describe(
        KeyDescription(
          key: key, help: help, isRequired: isRequired,
          shape: .choices(catalog: schemaName(of: catalog.noun, dimension), count: count),
          defaultText: isRequired ? nil : "[]"))
      return [reader.placeholder(of: catalog, dimension)]
    }
    guard let nodes = elements(key, isRequired: isRequired, count: count, example: "[\(catalog.kinds[0])]") else {
      return []
    }
    let path = SpecPath.join(path, key)
    let chosen = nodes.enumerated().map { choose($1, SpecPath.join(path, $0), catalog) }
    record(key, .list(chosen.map(\.1)))
    return chosen.map(\.0)
  }

  private mutating func describeChoice<P>(
    _ key: String, _ help: String, _ catalog: Catalog<P>, _ kind: String?, isRequired: Bool
  ) {
    reader.describe(catalog, dimension)
    let name = schemaName(of: catalog.noun, dimension)
    let described = reader.catalogs.first { $0.name == name }?.alternatives.first { $0.kind == kind }
    // A default that has required keys of its own cannot be left to itself.
    let isIncomplete = described?.keys.contains { $0.isRequired } ?? false
    describe(
      KeyDescription(
        key: key, help: help, isRequired: isRequired || isIncomplete, shape: .choice(catalog: name),
        defaultText: isIncomplete ? nil : kind))
  }

  /// What stands in for a choice that could not be read.
  private func placeholder<P>(of catalog: Catalog<P>) -> P {
    SpecReader(file: "", isDescribing: true).placeholder(of: catalog, dimension)
  }

  private func choose<P>(_ node: SpecNode, _ path: String, _ catalog: Catalog<P>) -> (P, JSONValue) {
    var node = node
    if case .scalar(let text, _) = node.content, !node.isEmpty {
      let kind = SpecNode(content: .scalar(text, .text), mark: node.mark)
      var entries = [SpecNode.Entry(key: "kind", mark: node.mark, value: kind)]
      if let bare = catalog.bareScalar, catalog.entry(text) == nil, let first = text.utf8.first,
        first == UInt8(ascii: "-") || (0x30...0x39).contains(first)
      {
        entries[0].value.content = .scalar(bare.kind, .text)
        entries.append(.init(key: bare.key, mark: node.mark, value: node))
      }
      node.content = .mapping(entries)
    }
    var part = part(path, node)
    guard let entry = entry(of: &part, catalog) else { return (placeholder(of: catalog), .object([])) }
    part.record("kind", .text(entry.kind))
    let product = entry.make(&part)
    return (product, part.finished())
  }

  private func entry<P>(of part: inout Spec, _ catalog: Catalog<P>) -> Catalog<P>.Entry? {
    guard let node = part.node("kind") else {
      part.missing("kind", like: listed(catalog.kinds, "or"))
      return nil
    }
    // A kind that stands alone in place of the mapping has the choice's own path.
    let path = node.mark == part.mark ? part.path : SpecPath.join(part.path, "kind")
    guard let text = part.scalarText(node, path, SpecType("kind of \(catalog.noun)", example: catalog.kinds[0])) else {
      return nil
    }
    if let entry = catalog.entry(text) { return entry }
    let message = SpecMessage(
      "\(quoted(text)) is not a \(catalog.noun)", remedy: suggestion(for: text, among: catalog.kinds))
    reader.note(node.mark, path, message)
    return nil
  }
}

/// A catalog's name within the schema; measures within one follow the dimension of the key that holds it.
func schemaName(of noun: String, _ dimension: Dimension) -> String {
  let words = dimension == .number ? noun : "\(noun) \(dimension.name)"
  return words.split(separator: " ").joined(separator: "-")
}

extension SpecReader {
  /// Describes a catalog the first time it is met, every alternative from an empty spec.
  func describe<P>(_ catalog: Catalog<P>, _ dimension: Dimension) {
    let name = schemaName(of: catalog.noun, dimension)
    guard !catalogs.contains(where: { $0.name == name }) else { return }
    let number = catalogs.count
    let bare = catalog.bareScalar.map { (kind: $0.kind, key: $0.key) }
    catalogs.append(
      CatalogDescription(name: name, noun: catalog.noun, dimension: dimension, alternatives: [], bareScalar: bare))
    for entry in catalog.entries {
      let (_, keys) = make(entry, of: name, dimension)
      catalogs[number].alternatives.append(.init(kind: entry.kind, help: entry.help, keys: keys))
    }
  }

  /// A product for a value's place during a describing pass, from the first alternative that is not in the
  /// works already.
  func placeholder<P>(of catalog: Catalog<P>, _ dimension: Dimension) -> P {
    let name = schemaName(of: catalog.noun, dimension)
    guard let entry = catalog.entries.first(where: { !kindsInWork.contains("\(name) \($0.kind)") }) else {
      preconditionFailure("a catalog has an alternative that does not hold one of its own")
    }
    return make(entry, of: name, dimension).product
  }

  private func make<P>(
    _ entry: Catalog<P>.Entry, of name: String, _ dimension: Dimension
  ) -> (product: P, keys: [KeyDescription]) {
    kindsInWork.append("\(name) \(entry.kind)")
    defer { kindsInWork.removeLast() }
    var spec = Spec(describingFor: self, dimension: dimension)
    _ = spec.node("kind")
    let product = entry.make(&spec)
    return (product, spec.descriptions)
  }
}
