import CYAML

/// Parses one YAML document into a tree through libyaml's events.
///
/// Data only: anchors, aliases, tags, merge keys and further documents are problems. None of them is ever expanded, so
/// a text costs no more than its length. With `fixed`, every node has that place (text from a command line).
func parseYAML(
  _ bytes: ArraySlice<UInt8>, at fixed: SpecMark? = nil, for reader: SpecReader
) throws(ParseStop) -> SpecNode {
  let result: Result<SpecNode, ParseStop> = bytes.withUnsafeBufferPointer { buffer in
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) == 1 else {
      return .failure(TreeBuilder(reader: reader).stop(.start, "there is no memory to parse", remedy: "free some"))
    }
    defer { yaml_parser_delete(parser) }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    // An empty array has no address, and libyaml asserts one.
    var nothing: UInt8 = 0
    return withUnsafePointer(to: &nothing) { empty in
      yaml_parser_set_input_string(parser, buffer.baseAddress ?? empty, buffer.count)
      var reading = YAMLReading(parser: parser, text: buffer, fixed: fixed, tree: TreeBuilder(reader: reader))
      do throws(ParseStop) { return .success(try reading.document()) } catch { return .failure(error) }
    }
  }
  return try result.get()
}

private struct YAMLReading {
  let parser: UnsafeMutablePointer<yaml_parser_t>
  let text: UnsafeBufferPointer<UInt8>
  let fixed: SpecMark?
  var tree: TreeBuilder
  private var documents = 0

  init(
    parser: UnsafeMutablePointer<yaml_parser_t>, text: UnsafeBufferPointer<UInt8>, fixed: SpecMark?, tree: TreeBuilder
  ) {
    self.parser = parser
    self.text = text
    self.fixed = fixed
    self.tree = tree
  }

  mutating func document() throws(ParseStop) -> SpecNode {
    var event = yaml_event_t()
    while true {
      guard yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { break }
      try take(event)
    }
    return tree.root ?? SpecNode(content: .scalar("", .plain), mark: fixed ?? .start)
  }

  private func mark(_ mark: yaml_mark_t) -> SpecMark {
    fixed ?? .place(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  private mutating func take(_ event: yaml_event_t) throws(ParseStop) {
    let place = mark(event.start_mark)
    switch event.type {
    case YAML_DOCUMENT_START_EVENT:
      documents += 1
      if documents > 1 {
        throw tree.stop(place, "a second document begins", remedy: "keep one document in a file")
      }
      let tags = event.data.document_start.tag_directives
      if tags.start != tags.end { note(place, "%TAG directives are not taken", remedy: "remove them") }
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      refuseDecoration(scalar.anchor, scalar.tag, place)
      try takeScalar(scalar, place)
    case YAML_SEQUENCE_START_EVENT:
      let list = event.data.sequence_start
      try refuseStructuredKey(place)
      refuseDecoration(list.anchor, list.tag, place)
      try tree.open(mapping: false, at: place)
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      try refuseStructuredKey(place)
      refuseDecoration(mapping.anchor, mapping.tag, place)
      try tree.open(mapping: true, at: place)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      tree.close()
    case YAML_ALIAS_EVENT:
      let message = aliasMessage(event.data.alias.anchor)
      if tree.expectsKey {
        tree.key("*", at: place, problem: message)
      } else {
        tree.reader.note(place, tree.path, message)
        tree.add(SpecNode(content: .refused, mark: place))
      }
    default: break
    }
  }

  private mutating func takeScalar(
    _ scalar: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar, _ place: SpecMark
  ) throws(ParseStop) {
    try tree.countScalar(at: place)
    let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
    let hasNull = text.utf8.contains(0)
    if hasNull { note(place, "has a NUL character", remedy: "remove it") }
    guard tree.expectsKey else {
      tree.add(SpecNode(content: hasNull ? .refused : .scalar(text, isPlain ? .plain : .text), mark: place))
      return
    }
    var problem: SpecMessage?
    if text.isEmpty { problem = SpecMessage("a key is empty", remedy: "name the key") }
    if isPlain, text == "<<" { problem = SpecMessage("merge keys are not taken", remedy: "write the keys out") }
    tree.key(text, at: place, problem: problem)
  }

  private func note(_ place: SpecMark, _ problem: String, remedy: String) {
    tree.reader.note(place, tree.path, SpecMessage(problem, remedy: remedy))
  }

  private func refuseDecoration(
    _ anchor: UnsafeMutablePointer<UInt8>?, _ tag: UnsafeMutablePointer<UInt8>?, _ place: SpecMark
  ) {
    if let anchor {
      note(
        place, "the anchor \(quoted("&" + String(cString: anchor))) is not taken",
        remedy: "write values out where they stand")
    }
    if let tag {
      note(
        place, "the tag \(quoted(String(cString: tag))) is not taken", remedy: "remove it: types follow from the keys")
    }
  }

  private func aliasMessage(_ anchor: UnsafeMutablePointer<UInt8>?) -> SpecMessage {
    let name = anchor.map { String(cString: $0) } ?? ""
    return SpecMessage("the alias \(quoted("*" + name)) is not taken", remedy: "write the value out")
  }

  private func refuseStructuredKey(_ place: SpecMark) throws(ParseStop) {
    if tree.expectsKey {
      throw tree.stop(place, "a key is a list or a mapping", remedy: "write a plain word as the key")
    }
  }

  private func syntaxError() -> ParseStop {
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "is not YAML"
    let place = mark(state.problem_mark)
    let offset = Int(state.problem_mark.index)
    tree.reader.note(place, "", explain(problem, at: offset))
    return ParseStop()
  }

  private func explain(_ problem: String, at offset: Int) -> SpecMessage {
    if fixed == nil, hasTab(near: offset, problem) {
      return SpecMessage("a tab stands where YAML wants spaces", remedy: "indent with spaces")
    }
    let remedy =
      if problem.contains("mapping values are not allowed") {
        "check the indentation, or put text that has a `: ` in quotes"
      } else if problem.contains("cannot start any token") {
        "put the text in quotes"
      } else if problem.contains("end of stream") || problem.contains("expected ',' or") {
        "close the quote or bracket opened above"
      } else {
        "check indentation, quotes and brackets here and on the line above"
      }
    return SpecMessage(problem, remedy: remedy)
  }

  /// A tab is the culprit when it stands at the place itself or in that line's indentation. Places count
  /// characters: the line is found by walking over them.
  private func hasTab(near place: Int, _ problem: String) -> Bool {
    var characters = 0
    var lineStart = 0
    var at = 0
    while at < text.count, characters < place {
      if text[at] == 0x0A { lineStart = at + 1 }
      at += 1
      while at < text.count, text[at] & 0xC0 == 0x80 { at += 1 }
      characters += 1
    }
    if at < text.count, text[at] == 0x09 { return true }
    while lineStart < text.count, text[lineStart] == 0x20 || text[lineStart] == 0x2D { lineStart += 1 }
    return lineStart < text.count && text[lineStart] == 0x09
  }
}
