extension Description {
  /// A JSON Schema (draft 2020-12) of the files described, for editors and checkers.
  ///
  /// It accepts what the reader accepts, save for what a schema cannot say: references, ranges of quantities in text,
  /// and the spelling of whole numbers.
  public func schema(title: String) -> [UInt8] {
    var members: [JSONValue.Member] = [
      .init("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
      .init("title", .text(title)),
    ]
    members += mapping(keys, beside: [.init("$schema", .object([.init("type", .text("string"))]))])
    members.append(.init("$defs", .object(catalogs.map { .init($0.name, definition($0)) })))
    return Array(JSONValue.object(members).rendered.utf8)
  }

  private func mapping(
    _ keys: [KeyDescription], beside others: [JSONValue.Member] = []
  ) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init("type", .text("object")),
      .init("properties", .object(others + keys.map { .init($0.key, property($0)) })),
    ]
    let required = (others.first { $0.key == "kind" } == nil ? [] : ["kind"]) + keys.filter(\.isRequired).map(\.key)
    if !required.isEmpty { members.append(.init("required", .list(required.map { .text($0) }))) }
    members.append(.init("additionalProperties", .literal("false")))
    return members
  }

  private func property(_ key: KeyDescription) -> JSONValue {
    var members: [JSONValue.Member] = [.init("description", .text(key.help))]
    let name = Name.specType.pattern!
    switch key.shape {
    case .value(let type): members += scalar(type, key)
    case .list(let type, let count): members += list(of: .object(scalar(type, key)), count)
    case .section(let keys): members += mapping(keys)
    case .sections(let keys, let count): members += list(of: .object(mapping(keys)), count)
    case .named(let keys, let count): members += named(.object(mapping(keys)), name, count)
    case .values(let type, let count): members += named(.object(scalar(type, key)), name, count)
    case .choice(let catalog): members.append(reference(to: catalog))
    case .choices(let catalog, let count): members += list(of: .object([reference(to: catalog)]), count)
    }
    if let text = key.defaultText, let value = defaultValue(text, key.shape) { members.append(.init("default", value)) }
    return .object(members)
  }

  private func list(of element: JSONValue, _ count: ClosedRange<Int>) -> [JSONValue.Member] {
    [
      .init("type", .text("array")), .init("items", element), .init("minItems", .literal("\(count.lowerBound)")),
      .init("maxItems", .literal("\(count.upperBound)")),
    ]
  }

  private func named(
    _ element: JSONValue, _ pattern: String, _ count: ClosedRange<Int>
  ) -> [JSONValue.Member] {
    [
      .init("type", .text("object")), .init("propertyNames", .object([.init("pattern", .text(pattern))])),
      .init("additionalProperties", element), .init("minProperties", .literal("\(count.lowerBound)")),
      .init("maxProperties", .literal("\(count.upperBound)")),
    ]
  }

  private func reference(to catalog: String) -> JSONValue.Member { .init("$ref", .text("#/$defs/\(catalog)")) }

  private func scalar(_ type: SpecType, _ key: KeyDescription) -> [JSONValue.Member] {
    if !type.choices.isEmpty { return [.init("enum", .list(type.choices.map { .text($0) }))] }
    let forms = type.forms.map { form -> [JSONValue.Member] in
      switch form {
      case .boolean: return [.init("type", .text("boolean"))]
      case .text:
        return [.init("type", .text("string"))] + (type.pattern.map { [.init("pattern", .text($0))] } ?? [])
      case .integer, .number:
        var members: [JSONValue.Member] = [.init("type", .text(form == .integer ? "integer" : "number"))]
        if let lowest = key.lowest { members.append(.init("minimum", .literal(lowest))) }
        if let highest = key.highest { members.append(.init("maximum", .literal(highest))) }
        return members
      }
    }
    return forms.count == 1 ? forms[0] : [.init("anyOf", .list(forms.map { .object($0) }))]
  }

  private func defaultValue(_ text: String, _ shape: KeyDescription.Shape) -> JSONValue? {
    switch shape {
    case .value(let type): type.forms.first == .text ? .text(text) : .literal(text)
    case .choice: Name.isValid(text) ? .text(text) : nil
    case .section, .named, .values: .object([])
    case .list, .sections, .choices: text == "[]" ? .list([]) : nil
    }
  }

  private func definition(_ catalog: CatalogDescription) -> JSONValue {
    var forms: [JSONValue] = []
    let bare = catalog.alternatives.filter { !$0.keys.contains(where: \.isRequired) }.map(\.kind)
    if !bare.isEmpty { forms.append(.object([.init("enum", .list(bare.map { .text($0) }))])) }
    if let (kind, key) = catalog.bareScalar,
      let described = catalog.alternatives.first(where: { $0.kind == kind })?.keys.first(where: { $0.key == key })
    {
      forms.append(property(described))
    }
    forms += catalog.alternatives.map { alternative in
      let kind = JSONValue.Member("kind", .object([.init("const", .text(alternative.kind))]))
      return .object([.init("description", .text(alternative.help))] + mapping(alternative.keys, beside: [kind]))
    }
    return .object([.init("anyOf", .list(forms))])
  }
}
