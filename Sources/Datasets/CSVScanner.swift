/// A table of comma-separated values (RFC 4180) read record by record, in place.
///
/// Accepts LF and CRLF, a byte order mark, quoted cells with doubled quotes, commas and line breaks inside, blank lines
/// (skipped), spaces round bare cells (trimmed). Refuses ragged records, a quote in or behind a cell, a quote that is
/// never closed, a lone carriage return, records over 1 MB. Holds nothing but the cells of one record.
struct CSVScanner {
  struct Cell {
    var start: Int
    var end: Int
    var isQuoted: Bool
    var range: Range<Int> { start..<end }
  }

  let source: NamedBytes
  private(set) var columns: [String] = []
  private(set) var cells: [Cell] = []
  /// The line on which the newest record began, from 1.
  private(set) var row = 0
  private(set) var recordStart: Int
  private var position: Int
  private var line = 1

  /// Checks the encoding of the whole file and reads the header.
  init(_ source: NamedBytes) throws(DatasetError) {
    self.source = source
    position = try source.checkedStart()
    recordStart = position
    guard try readRecord() else {
      throw source.error(row: nil, at: 0, "the file holds no header", remedy: "name the columns in its first line")
    }
    for (index, cell) in cells.enumerated() {
      let name = text(cell)
      if columns.contains(name) {
        throw source.error(
          row: row, at: cell.start, column: name, "the column is there twice", remedy: "rename or remove one of them")
      }
      if index >= 4096 {
        throw source.error(row: row, at: cell.start, "more than 4096 columns", remedy: "keep those that are needed")
      }
      columns.append(name)
    }
  }

  /// Reads the next record into `cells`; false at the end of the file.
  mutating func next() throws(DatasetError) -> Bool {
    guard try readRecord() else { return false }
    if cells.count != columns.count {
      throw source.error(
        row: row, at: recordStart, "\(cells.count) cells where the header has \(columns.count) columns",
        remedy: "give each row one cell per column")
    }
    return true
  }

  /// The text of a cell, doubled quotes undone.
  func text(_ cell: Cell) -> String {
    let raw = String(decoding: source.bytes[cell.range], as: UTF8.self)
    guard cell.isQuoted, raw.utf8.contains(UInt8(ascii: "\"")) else { return raw }
    var text: [UInt8] = []
    var isSecond = false
    for byte in raw.utf8 {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      if !isSecond { text.append(byte) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The index of a column by name; nil where there is none.
  func column(_ name: String) -> Int? { columns.firstIndex(of: name) }

  /// The index of a column that must be there.
  func requiredColumn(_ name: String) throws(DatasetError) -> Int {
    if let index = column(name) { return index }
    throw source.error(
      row: 1, at: 0, column: name, "the column is missing",
      remedy: "the header has " + columns.prefix(12).map { "'\($0)'" }.joined(separator: ", "))
  }

  /// A whole number in `limits`.
  func integer(_ column: Int, in limits: ClosedRange<Int64>) throws(DatasetError) -> Int64 {
    let cell = cells[column]
    if let value = source.integer(cell.range), limits.contains(value) { return value }
    throw complaint(column, "is not a whole number", "write digits, \(limits.lowerBound) … \(limits.upperBound)")
  }

  /// A cell that could not be read, as an error at its place.
  func complaint(_ column: Int, _ problem: String, _ remedy: String) -> DatasetError {
    let cell = cells[column]
    return source.error(
      row: row, at: cell.start, column: columns[column], "'\(source.excerpt(cell.range))' \(problem)", remedy: remedy)
  }

  private mutating func readRecord() throws(DatasetError) -> Bool {
    skipBlankLines()
    cells.removeAll(keepingCapacity: true)
    let bytes = source.bytes
    if position >= bytes.count { return false }
    row = line
    recordStart = position
    let limit = min(bytes.count, position + NamedBytes.lineCap)
    repeat {
      if position < limit, bytes[position] == UInt8(ascii: "\"") {
        try readQuoted(limit)
      } else {
        readBare(limit)
      }
    } while takeComma(limit)
    try endRecord(limit)
    return true
  }

  private mutating func takeComma(_ limit: Int) -> Bool {
    guard position < limit, source.bytes[position] == UInt8(ascii: ",") else { return false }
    position += 1
    return true
  }

  private mutating func endRecord(_ limit: Int) throws(DatasetError) {
    let bytes = source.bytes
    if position >= limit {
      if limit == bytes.count { return }
      throw source.error(
        row: row, at: recordStart, "the record is longer than 1 MB",
        remedy: "is a quote never closed, or is this no table?")
    }
    switch bytes[position] {
    case UInt8(ascii: "\n"):
      position += 1
    case UInt8(ascii: "\r"):
      if position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: "\n") {
        throw source.error(
          row: line, at: position, "a carriage return without a line feed", remedy: "end lines with LF or CRLF")
      }
      position = min(position + 2, bytes.count)
    default:
      throw source.error(
        row: line, at: position, column: columnName, "a quote inside a cell, or text behind a quoted one",
        remedy: "quote the whole cell and double the quotes inside")
    }
    line += 1
  }

  private var columnName: String? { cells.count <= columns.count && !cells.isEmpty ? columns[cells.count - 1] : nil }

  private mutating func skipBlankLines() {
    let bytes = source.bytes
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "\n") {
        position += 1
      } else if bytes[position] == UInt8(ascii: "\r"), position + 1 < bytes.count,
        bytes[position + 1] == UInt8(ascii: "\n")
      {
        position += 2
      } else {
        return
      }
      line += 1
    }
  }

  /// Up to the next comma, line end or quote, spaces at both ends left out.
  private mutating func readBare(_ limit: Int) {
    let bytes = source.bytes
    var start = position
    var at = position
    while at < limit {
      let byte = bytes[at]
      if byte <= UInt8(ascii: ","),
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
          || byte == UInt8(ascii: "\"")
      {
        break
      }
      at += 1
    }
    position = at
    while start < at, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") { start += 1 }
    while at > start, bytes[at - 1] == UInt8(ascii: " ") || bytes[at - 1] == UInt8(ascii: "\t") { at -= 1 }
    cells.append(Cell(start: start, end: at, isQuoted: false))
  }

  private mutating func readQuoted(_ limit: Int) throws(DatasetError) {
    let bytes = source.bytes
    let opening = position
    let openingLine = line
    position += 1
    while position < limit {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\n") { line += 1 }
      if byte == UInt8(ascii: "\"") {
        guard position + 1 < limit, bytes[position + 1] == UInt8(ascii: "\"") else { break }
        position += 1
      }
      position += 1
    }
    if position >= limit {
      throw source.error(
        row: openingLine, at: opening, "the quote is not closed",
        remedy: limit < bytes.count ? "close it within 1 MB" : "close it")
    }
    cells.append(Cell(start: opening + 1, end: position, isQuoted: true))
    position += 1
  }
}
