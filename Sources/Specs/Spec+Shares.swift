extension Spec {
  /// The names that a mapping of the file declares, before it is taken: for references within it.
  public func names(of key: String) -> [Name] {
    if isDescribing { return [.placeholder] }
    guard let node = peek(key), case .mapping(let entries) = node.content else { return [] }
    return entries.compactMap { try? Name(specText: $0.key) }
  }

  /// A mapping from names the file has declared to values, in the order of the file; absent means none.
  ///
  /// Each row has the name's place among `names`. A name that is not declared is a problem and left out.
  public mutating func takeMap<V: SpecValue>(
    _ key: String, _ help: String, among names: [Name]
  ) -> [(index: Int, name: Name, value: V)] {
    if isDescribing {
      _ = node(key)
      describeNamed(key, help, 0...1_000_000, .values(V.specType, count: 0...1_000_000))
      return names.isEmpty ? [] : [(0, names[0], .placeholder)]
    }
    var rows: [(index: Int, name: Name, value: V)] = []
    eachNamed(key, 0...1_000_000) { spec, name, path, node in
      guard let index = names.firstIndex(of: name) else {
        let remedy = suggestion(for: name.text, among: names.map(\.text))
        spec.reader.note(node.mark, path, SpecMessage("\(quoted(name.text)) is not declared", remedy: remedy))
        return .text("")
      }
      guard let value: V = spec.decode(node, path, Self.refuseNegative) else { return .text("") }
      rows.append((index, name, value))
      return JSONValue(value)
    }
    return rows
  }

  /// Weights by the place of the name: what the file gives, or the same weight for every name where it gives none.
  ///
  /// Weights are not negative and at least one is positive; they need not sum to 1.
  public mutating func takeShares(_ key: String, _ help: String, among names: [Name]) -> [Double] {
    let rows: [(index: Int, name: Name, value: Double)] = takeMap(key, help, among: names)
    if rows.isEmpty { return Array(repeating: 1, count: max(names.count, 1)) }
    var weights = Array(repeating: 0.0, count: max(names.count, 1))
    for row in rows { weights[row.index] = row.value }
    if !isDescribing && !weights.contains(where: { $0 > 0 }) {
      problem(key, "gives no weight to anything", remedy: "give at least one of them a weight above 0")
    }
    return weights
  }
}
