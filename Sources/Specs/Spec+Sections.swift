extension Spec {
  /// A mapping of its own; absent means empty, so every default of its keys.
  public mutating func takeSection<T>(_ key: String, _ help: String, _ make: (inout Spec) -> T) -> T {
    let node = node(key)
    var part = part(SpecPath.join(path, key), node)
    let product = make(&part)
    // Absent means empty, which will not do where a key inside is required.
    let isRequired = part.descriptions.contains { $0.isRequired }
    describe(
      KeyDescription(
        key: key, help: help, isRequired: isRequired, shape: .section(part.descriptions),
        defaultText: isRequired ? nil : "{}"))
    record(key, part.finished())
    return product
  }

  /// A mapping of its own, or nothing.
  public mutating func takeOptionalSection<T>(_ key: String, _ help: String, _ make: (inout Spec) -> T) -> T? {
    let node = node(key)
    guard node != nil || isDescribing else { return nil }
    var part = part(SpecPath.join(path, key), node)
    let product = make(&part)
    describe(KeyDescription(key: key, help: help, isRequired: false, shape: .section(part.descriptions)))
    record(key, part.finished())
    return product
  }

  /// A list of mappings; absent means an empty list, if `count` allows one.
  public mutating func takeSections<T>(
    _ key: String, _ help: String, count: ClosedRange<Int> = 0...1_000_000, _ make: (inout Spec) -> T
  ) -> [T] {
    let isRequired = count.lowerBound > 0
    if isDescribing {
      _ = node(key)
      var part = part("", nil)
      let product = make(&part)
      describe(
        KeyDescription(
          key: key, help: help, isRequired: isRequired, shape: .sections(part.descriptions, count: count),
          defaultText: isRequired ? nil : "[]"))
      return [product]
    }
    guard let nodes = elements(key, isRequired: isRequired, count: count, example: "[{…}]") else { return [] }
    let path = SpecPath.join(path, key)
    var products: [T] = []
    var values: [JSONValue] = []
    for (index, node) in nodes.enumerated() {
      var part = part(SpecPath.join(path, index), node)
      products.append(make(&part))
      values.append(part.finished())
    }
    record(key, .list(values))
    return products
  }

  /// A mapping from names of the file's own to mappings, in the order of the file; absent means none.
  public mutating func takeNamed<T>(
    _ key: String, _ help: String, count: ClosedRange<Int> = 0...1_000_000, _ make: (Name, inout Spec) -> T
  ) -> [(name: Name, value: T)] {
    if isDescribing {
      _ = node(key)
      var part = part("", nil)
      let product = make(.placeholder, &part)
      describeNamed(key, help, count, .named(part.descriptions, count: count))
      return [(.placeholder, product)]
    }
    var products: [(name: Name, value: T)] = []
    eachNamed(key, count) { spec, name, path, node in
      var part = spec.part(path, node)
      products.append((name, make(name, &part)))
      return part.finished()
    }
    return products
  }

  mutating func describeNamed(_ key: String, _ help: String, _ count: ClosedRange<Int>, _ shape: KeyDescription.Shape) {
    let isRequired = count.lowerBound > 0
    describe(
      KeyDescription(
        key: key, help: help, isRequired: isRequired, shape: shape, defaultText: isRequired ? nil : "{}"))
  }

  /// Walks over a mapping of names; wrong names are noted and left out.
  mutating func eachNamed(
    _ key: String, _ count: ClosedRange<Int>, _ body: (Spec, Name, String, SpecNode) -> JSONValue
  ) {
    guard let node = node(key) else {
      if count.lowerBound > 0 { missing(key, like: "{\(Name.specType.example): {…}}") }
      return
    }
    let path = SpecPath.join(path, key)
    let mapping = part(path, node)
    var values: [JSONValue.Member] = []
    for member in mapping.members {
      let place = SpecPath.join(path, member.key)
      do throws(SpecMessage) {
        let name = try Name(specText: member.key)
        values.append(.init(member.key, body(self, name, place, member.value)))
      } catch {
        reader.note(member.mark, place, error)
      }
    }
    if !mapping.isRefused, !count.contains(mapping.members.count) {
      reader.note(
        node.mark, path,
        SpecMessage(
          "has \(mapping.members.count) entries", remedy: "give it \(count.lowerBound) to \(count.upperBound)"))
    }
    record(key, .object(values))
  }
}

extension Spec {
  /// The index of a name among those the file has declared; required without a default.
  ///
  /// A dangling reference is a problem and gives the default or 0, which may lie outside an empty list.
  public mutating func takeReference(
    _ key: String, _ help: String, among names: [Name], default index: Int? = nil
  ) -> Int {
    let node = node(key)
    if isDescribing {
      let text = index.flatMap { $0 < names.count ? names[$0].text : nil }
      describe(
        KeyDescription(
          key: key, help: help, isRequired: index == nil, shape: .value(Name.specType), defaultText: text))
      return index ?? 0
    }
    guard let node else {
      if index == nil { missing(key, like: names.first?.text ?? Name.specType.example) }
      if let index, index < names.count { record(key, .text(names[index].text)) }
      return index ?? 0
    }
    let found = reference(node, SpecPath.join(path, key), among: names)
    if let found { record(key, .text(names[found].text)) }
    return found ?? index ?? 0
  }

  /// Indices of names among those the file has declared, in the order given; `nil` when the key is absent.
  public mutating func takeReferences(_ key: String, _ help: String, among names: [Name]) -> [Int]? {
    if isDescribing {
      _ = node(key)
      describe(
        KeyDescription(key: key, help: help, isRequired: false, shape: .list(Name.specType, count: 0...1_000_000)))
      return names.isEmpty ? [] : [0]
    }
    guard let nodes = elements(key, isRequired: false, count: 0...1_000_000, example: "[name]") else { return nil }
    let path = SpecPath.join(path, key)
    var found: [Int] = []
    for (index, node) in nodes.enumerated() {
      guard let place = reference(node, SpecPath.join(path, index), among: names) else { continue }
      if found.contains(place) {
        reader.note(
          node.mark, SpecPath.join(path, index),
          SpecMessage("names \(quoted(names[place].text)) again", remedy: "name each once"))
      }
      found.append(place)
    }
    record(key, .list(found.map { .text(names[$0].text) }))
    return found
  }

  private func reference(_ node: SpecNode, _ path: String, among names: [Name]) -> Int? {
    guard let name: Name = decode(node, path, { _ in nil }) else { return nil }
    if let index = names.firstIndex(of: name) { return index }
    reader.note(
      node.mark, path,
      SpecMessage("\(quoted(name.text)) is not declared", remedy: suggestion(for: name.text, among: names.map(\.text))))
    return nil
  }
}
