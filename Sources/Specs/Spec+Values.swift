extension Spec {
  /// A value with a default; not negative.
  public mutating func take<V: SpecValue>(_ key: String, _ help: String, default value: V) -> V {
    takeScalar(key, help, default: value, isRequired: false, ends: nil, check: Self.refuseNegative) ?? value
  }

  /// A value within a range; required without a default.
  public mutating func take<V: SpecValue & Comparable>(
    _ key: String, _ help: String, default value: V? = nil, in range: ClosedRange<V>
  ) -> V {
    takeScalar(key, help, default: value, isRequired: value == nil, ends: Ends(range)) {
      Self.refuse($0, outside: range)
    } ?? value ?? range.lowerBound
  }

  /// A value without a default; not negative.
  public mutating func takeRequired<V: SpecValue>(_ key: String, _ help: String) -> V {
    takeScalar(key, help, default: nil, isRequired: true, ends: nil, check: Self.refuseNegative) ?? V.placeholder
  }

  /// A value without a default, within a range.
  public mutating func takeRequired<V: SpecValue & Comparable>(
    _ key: String, _ help: String, in range: ClosedRange<V>
  ) -> V {
    take(key, help, default: nil, in: range)
  }

  /// A value that may be absent; not negative.
  public mutating func takeOptional<V: SpecValue>(_ key: String, _ help: String) -> V? {
    takeScalar(key, help, default: nil, isRequired: false, ends: nil, check: Self.refuseNegative)
  }

  /// A value that may be absent, within a range.
  public mutating func takeOptional<V: SpecValue & Comparable>(
    _ key: String, _ help: String, in range: ClosedRange<V>
  ) -> V? {
    takeScalar(key, help, default: nil, isRequired: false, ends: Ends(range)) { Self.refuse($0, outside: range) }
  }

  /// Ends of a range as text; the last finite value of a type is no end.
  struct Ends {
    var lowest: String?
    var highest: String?
    var isNegativeAllowed: Bool

    init<V: SpecValue & Comparable>(_ range: ClosedRange<V>) {
      lowest = range.lowerBound.specText
      highest = range.upperBound.specText
      isNegativeAllowed = (range.lowerBound as? any SignedSpecValue)?.isNegative ?? false
      if let bound = range.upperBound as? any FixedWidthInteger, Self.isLast(bound) { highest = nil }
      if let bound = range.lowerBound as? any FixedWidthInteger, Self.isLast(bound) { lowest = nil }
      if let bound = range.upperBound as? any ExactQuantity, Self.isEnd(bound) { highest = nil }
      if let bound = range.upperBound as? Double, bound >= .greatestFiniteMagnitude { highest = nil }
      if let bound = range.lowerBound as? Double, bound <= -.greatestFiniteMagnitude { lowest = nil }
    }

    init(measures range: ClosedRange<Double>, _ dimension: Dimension) {
      lowest = range.lowerBound <= -.greatestFiniteMagnitude ? nil : dimension.text(range.lowerBound)
      highest = range.upperBound >= .greatestFiniteMagnitude ? nil : dimension.text(range.upperBound)
      isNegativeAllowed = range.lowerBound < 0
    }

    private static func isLast<I: FixedWidthInteger>(_ bound: I) -> Bool {
      bound == I.max || bound == I.min && I.isSigned
    }
    private static func isEnd<Q: ExactQuantity>(_ bound: Q) -> Bool { bound.count == Q.Count.max }
  }

  static func refuseNegative<V: SpecValue>(_ value: V) -> SpecMessage? {
    guard let signed = value as? any SignedSpecValue, signed.isNegative else { return nil }
    return SpecMessage("\(quoted(value.specText)) is negative", remedy: "write zero or more")
  }

  static func refuse<V: SpecValue & Comparable>(_ value: V, outside range: ClosedRange<V>) -> SpecMessage? {
    if range.contains(value) { return nil }
    let ends = Ends(range)
    return outOfRange(value.specText, ends)
  }

  static func outOfRange(_ text: String, _ ends: Ends) -> SpecMessage {
    let remedy =
      switch (ends.lowest, ends.highest) {
      case (let low?, let high?): "write a value from \(low) to \(high)"
      case (let low?, nil): "write at least \(low)"
      case (nil, let high?): "write at most \(high)"
      case (nil, nil): "write a smaller value"
      }
    return SpecMessage("\(quoted(text)) is out of range", remedy: remedy)
  }

  private mutating func takeScalar<V: SpecValue>(
    _ key: String, _ help: String, default value: V?, isRequired: Bool, ends: Ends?, check: (V) -> SpecMessage?
  ) -> V? {
    let node = node(key)
    if isDescribing {
      describe(described(key, help, default: value, isRequired, ends))
      return value
    }
    guard let node else {
      if isRequired { missing(key, like: V.specType.example) }
      if let value { record(key, JSONValue(value)) }
      return value
    }
    guard let decoded: V = decode(node, SpecPath.join(path, key), check) else { return value }
    record(key, JSONValue(decoded))
    return decoded
  }

  private func described<V: SpecValue>(
    _ key: String, _ help: String, default value: V?, _ isRequired: Bool, _ ends: Ends?
  ) -> KeyDescription {
    var described = KeyDescription(
      key: key, help: help, isRequired: isRequired, shape: .value(V.specType), defaultText: value?.specText,
      lowest: ends?.lowest, highest: ends?.highest)
    if ends?.isNegativeAllowed == true, let quantity = V.self as? any ExactQuantity.Type {
      described.shape = .value(quantity.dimension.type(negative: true))
    } else if ends == nil, let whole = V.specType.plainRange {
      (described.lowest, described.highest) = whole
    }
    return described
  }

  /// The value a node says, or `nil` and a problem.
  func decode<V: SpecValue>(_ node: SpecNode, _ path: String, _ check: (V) -> SpecMessage?) -> V? {
    guard let text = scalarText(node, path, V.specType) else { return nil }
    do throws(SpecMessage) {
      let value = try V(specText: text, in: reader.context)
      if let message = check(value) { throw message }
      if let file = value as? FilePath { reader.files.append(.init(path: file, place: reader.place(node.mark, path))) }
      return value
    } catch {
      reader.note(node.mark, path, error)
      return nil
    }
  }

  /// The text of a scalar that may be of the type, or `nil` and a problem.
  func scalarText(_ node: SpecNode, _ path: String, _ type: SpecType) -> String? {
    guard case .scalar(let text, let style) = node.content, !node.isEmpty else {
      if case .refused = node.content { return nil }
      let message =
        node.isEmpty
        ? SpecMessage("has no value", remedy: "write a \(type.name), as in `\(type.example)`, or remove the key")
        : SpecMessage("is \(node.kind) where a \(type.name) is needed", remedy: "write it as in `\(type.example)`")
      reader.note(node.mark, path, message)
      return nil
    }
    let isRight =
      switch style {
      case .plain: true
      case .text: type.forms.contains(.text)
      case .number: type.forms.contains(.number) || type.forms.contains(.integer)
      case .word: type.forms.contains(.boolean)
      }
    if isRight { return text }
    let remedy =
      style == .text
      ? "write it without quotes, as in `\(type.example)`" : "write it in quotes, as in \"\(type.example)\""
    reader.note(node.mark, path, SpecMessage("\(quoted(text)) is not a \(type.name)", remedy: remedy))
    return nil
  }
}
