extension Spec {
  /// Any finite number.
  public static let finite = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

  /// A number in the unit of `dimension` (seconds for time), within a range; required without a default.
  public mutating func takeMeasure(
    _ key: String, _ help: String, default value: Double? = nil, in range: ClosedRange<Double> = Spec.finite
  ) -> Double {
    let node = node(key)
    let ends = Ends(measures: range, dimension)
    if isDescribing {
      describe(
        KeyDescription(
          key: key, help: help, isRequired: value == nil,
          shape: .value(dimension.type(negative: ends.isNegativeAllowed)),
          defaultText: value.map(dimension.text), lowest: ends.lowest, highest: ends.highest))
      return value ?? placeholder(in: range)
    }
    guard let node else {
      if let value { record(key, resolvedMeasure(value)) } else { missing(key, like: dimension.example) }
      return value ?? placeholder(in: range)
    }
    guard let measure = measure(node, SpecPath.join(path, key), in: range) else {
      return value ?? placeholder(in: range)
    }
    record(key, resolvedMeasure(measure))
    return measure
  }

  /// A number in the unit of `dimension` that may be absent.
  public mutating func takeOptionalMeasure(
    _ key: String, _ help: String, in range: ClosedRange<Double> = Spec.finite
  ) -> Double? {
    let node = node(key)
    if isDescribing {
      let ends = Ends(measures: range, dimension)
      describe(
        KeyDescription(
          key: key, help: help, isRequired: false, shape: .value(dimension.type(negative: ends.isNegativeAllowed)),
          lowest: ends.lowest, highest: ends.highest))
      return nil
    }
    guard let node, let measure = measure(node, SpecPath.join(path, key), in: range) else { return nil }
    record(key, resolvedMeasure(measure))
    return measure
  }

  /// A list of measures, each within a range; required without a default.
  public mutating func takeMeasures(
    _ key: String, _ help: String, default values: [Double]? = nil, in range: ClosedRange<Double> = Spec.finite,
    count: ClosedRange<Int> = 0...1_000_000
  ) -> [Double] {
    let ends = Ends(measures: range, dimension)
    let type = dimension.type(negative: ends.isNegativeAllowed)
    if isDescribing {
      _ = node(key)
      describe(
        KeyDescription(
          key: key, help: help, isRequired: values == nil, shape: .list(type, count: count),
          defaultText: values.map { "[\($0.map(dimension.text).joined(separator: ", "))]" }, lowest: ends.lowest,
          highest: ends.highest))
      return values ?? Array(repeating: placeholder(in: range), count: max(1, count.lowerBound))
    }
    guard let nodes = elements(key, isRequired: values == nil, count: count, example: "[\(type.example)]") else {
      if let values, !has(key) { recordDefault(key, values.map(resolvedMeasure)) }
      return values ?? Array(repeating: placeholder(in: range), count: count.lowerBound)
    }
    let path = SpecPath.join(path, key)
    let measures = nodes.enumerated().map { index, node in
      measure(node, SpecPath.join(path, index), in: range) ?? placeholder(in: range)
    }
    record(key, .list(measures.map(resolvedMeasure)))
    return measures
  }

  private func placeholder(in range: ClosedRange<Double>) -> Double { min(max(1, range.lowerBound), range.upperBound) }

  private func resolvedMeasure(_ value: Double) -> JSONValue {
    let text = dimension.text(value)
    return dimension.type(negative: true).forms.first == .number ? .literal(text) : .text(text)
  }

  private func measure(_ node: SpecNode, _ path: String, in range: ClosedRange<Double>) -> Double? {
    guard let text = scalarText(node, path, dimension.type(negative: true)) else { return nil }
    do throws(SpecMessage) {
      let value = try dimension.measure(text, in: reader.context)
      if !range.contains(value) { throw Self.outOfRange(text, Ends(measures: range, dimension)) }
      return value
    } catch {
      reader.note(node.mark, path, error)
      return nil
    }
  }
}

extension Spec {
  /// A list of scalars.
  public mutating func takeList<V: SpecValue>(
    _ key: String, _ help: String, default values: [V], count: ClosedRange<Int> = 0...1_000_000
  ) -> [V] {
    takeScalars(key, help, default: values, count: count, ends: nil, check: Self.refuseNegative)
  }

  /// A list of scalars, each within a range; required without a default.
  public mutating func takeList<V: SpecValue & Comparable>(
    _ key: String, _ help: String, default values: [V]? = nil, in range: ClosedRange<V>,
    count: ClosedRange<Int> = 0...1_000_000
  ) -> [V] {
    takeScalars(key, help, default: values, count: count, ends: Ends(range)) { Self.refuse($0, outside: range) }
  }

  /// A list of scalars that must be there.
  public mutating func takeRequiredList<V: SpecValue>(
    _ key: String, _ help: String, count: ClosedRange<Int> = 1...1_000_000
  ) -> [V] {
    takeScalars(key, help, default: nil, count: count, ends: nil, check: Self.refuseNegative)
  }

  private mutating func takeScalars<V: SpecValue>(
    _ key: String, _ help: String, default values: [V]?, count: ClosedRange<Int>, ends: Ends?,
    check: (V) -> SpecMessage?
  ) -> [V] {
    if isDescribing {
      _ = node(key)
      describe(
        KeyDescription(
          key: key, help: help, isRequired: values == nil, shape: .list(V.specType, count: count),
          defaultText: values.map { "[\($0.map(\.specText).joined(separator: ", "))]" }, lowest: ends?.lowest,
          highest: ends?.highest))
      return values ?? Array(repeating: V.placeholder, count: max(1, count.lowerBound))
    }
    guard let nodes = elements(key, isRequired: values == nil, count: count, example: "[\(V.specType.example)]") else {
      if let values, !has(key) { recordDefault(key, values.map { JSONValue($0) }) }
      return values ?? Array(repeating: V.placeholder, count: count.lowerBound)
    }
    let path = SpecPath.join(path, key)
    let decoded = nodes.enumerated().map { index, node in
      decode(node, SpecPath.join(path, index), check) ?? V.placeholder
    }
    record(key, .list(decoded.map { JSONValue($0) }))
    return decoded
  }

  /// The elements of a list; `nil` when absent or wrong, which is noted.
  mutating func elements(
    _ key: String, isRequired: Bool, count: ClosedRange<Int>, example: String
  ) -> [SpecNode]? {
    guard let node = node(key) else {
      if isRequired { missing(key, like: example) }
      return nil
    }
    let path = SpecPath.join(path, key)
    guard case .list(let nodes) = node.content else {
      if case .refused = node.content { return nil }
      reader.note(
        node.mark, path,
        SpecMessage("is \(node.kind) where a list is needed", remedy: "write a list, as in `\(key): \(example)`"))
      return nil
    }
    guard count.contains(nodes.count) else {
      let wanted =
        count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      reader.note(node.mark, path, SpecMessage("has \(nodes.count) elements", remedy: "give it \(wanted)"))
      return nil
    }
    return nodes
  }
}
