/// A file of one JSON object a line, read line by line. Blank lines are skipped; lines are at most 1 MB.
struct JSONLines {
  let source: NamedBytes
  private var position: Int
  private var row = 0

  /// Checks the encoding of the whole file.
  init(_ source: NamedBytes) throws(DatasetError) {
    self.source = source
    position = try source.checkedStart()
  }

  /// A cursor over the next line that holds anything; nil at the end of the file.
  mutating func next() throws(DatasetError) -> JSONCursor? {
    let bytes = source.bytes
    while position < bytes.count {
      let start = position
      let limit = min(bytes.count, start + NamedBytes.lineCap)
      while position < limit, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      row += 1
      if position == limit, limit < bytes.count {
        throw source.error(
          row: row, at: start, "the line is longer than 1 MB", remedy: "write one JSON object a line")
      }
      let line = start..<position
      position = min(position + 1, bytes.count)
      var cursor = JSONCursor(source, line, row: row)
      if cursor.peek() != nil { return cursor }
    }
    return nil
  }
}
