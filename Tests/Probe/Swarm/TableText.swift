import Recording

/// Rows of one output table as a reader of its file would take them: texts by the names of columns.
struct TableText {
  private let columns: [String]
  let rows: [[Substring]]

  init(_ table: JournalTable, in journal: Journal) {
    columns = table.description.columns.map(\.name)
    rows = journal.pendingText(of: table).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  /// The place of a column in every row.
  subscript(name: String) -> Int {
    guard let place = columns.firstIndex(of: name) else { preconditionFailure("no table has a column \(name)") }
    return place
  }

  func integers(_ name: String) -> [Int64] {
    let place = self[name]
    return rows.map { Int64($0[place]) ?? 0 }
  }

  /// A column of exact decimals, in units of the last place; zero where a cell is empty.
  func fixed(_ name: String, decimals: Int) -> [Int128] {
    let place = self[name]
    return rows.map { fixedPoint($0[place], decimals: decimals) ?? 0 }
  }

  /// A column of seconds in nanoseconds; nil where a cell is empty.
  func instants(_ name: String) -> [Int64?] {
    let place = self[name]
    return rows.map { fixedPoint($0[place], decimals: 9).map(Int64.init) }
  }
}

/// A decimal text times 10^decimals; nil for an empty text.
func fixedPoint(_ text: Substring, decimals: Int) -> Int128? {
  if text.isEmpty { return nil }
  var value: Int128 = 0
  var places = -1
  for byte in text.utf8 where byte != UInt8(ascii: "-") {
    if byte == UInt8(ascii: ".") {
      places = 0
    } else {
      value = value * 10 + Int128(byte - UInt8(ascii: "0"))
      if places >= 0 { places += 1 }
    }
  }
  for _ in 0..<decimals - max(places, 0) { value *= 10 }
  return text.hasPrefix("-") ? -value : value
}
