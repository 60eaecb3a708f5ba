import Quantities

/// A growing block of CSV text, written cell by cell; no allocation per row once it has its size.
///
/// Cells end with commas, rows with a line feed. A plain value: a copy goes its own way. Emptying keeps the room.
public struct RowBuffer: Sendable {
  /// Room; the first `count` bytes are written.
  private var storage: [UInt8]
  public private(set) var count = 0
  public private(set) var rows: Int64 = 0

  /// Longest cell of a number: an `Int128` with sign, point and leading zeros is below this.
  private static let numberRoom = 64

  public init(room: Int = 1 << 12) {
    storage = Array(repeating: 0, count: max(room, Self.numberRoom))
  }

  /// The written bytes; valid during the call.
  public func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    let count = count
    return try storage.withUnsafeBufferPointer { (all) throws(E) -> R in
      try body(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(all)[..<count]))
    }
  }

  /// Forgets the bytes and keeps the room; the count of rows goes on.
  public mutating func empty() { count = 0 }

  /// The written bytes as text, for tests and small tables.
  public var string: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// Ends the row: the comma after the last cell becomes a line feed.
  public mutating func endRow() {
    precondition(count > 0 && storage[count - 1] == 0x2C, "a row has at least one cell")
    storage[count - 1] = 0x0A
    rows += 1
  }

  // MARK: cells

  @inline(__always) public mutating func integer(_ value: Int64) {
    put(atMost: Self.numberRoom) { Digits.put(value, to: $0) }
  }

  /// `value ÷ 10^decimals` without trailing zeros.
  public mutating func fixed(_ value: Int128, decimals: Int) {
    put(atMost: Self.numberRoom) { Digits.put(value, decimals: decimals, to: $0) }
  }

  @inline(__always) public mutating func seconds(nanoseconds: Int64) {
    put(atMost: Self.numberRoom) { Digits.put(nanoseconds: nanoseconds, to: $0) }
  }

  /// Shortest text that reads back as the same double; infinities as Frictionless has them, NaN as an empty cell.
  public mutating func number(_ value: Double) {
    if value.isFinite {
      bytes(of: value.description)
    } else if value.isNaN {
      blank()
    } else {
      bytes(of: value > 0 ? "INF" : "-INF")
    }
  }

  @inline(__always) public mutating func blank() { put(atMost: 1) { _ in 0 } }

  /// The cell of a table of names.
  public mutating func name(_ index: Int, of names: NameTable) {
    put(atMost: names.room(index)) { names.put(index, to: $0) }
  }

  public mutating func digest(_ value: Digest256) {
    put(atMost: 65) { Digits.put(hexadecimal: value, to: $0) }
  }

  private mutating func bytes(of text: String) {
    var copy = text
    copy.withUTF8 { source in
      put(atMost: source.count + 1) { target in
        if let start = source.baseAddress { target.update(from: start, count: source.count) }
        return source.count
      }
    }
  }

  /// Text from outside: quoted where CSV asks for it. A first `=`, `+`, `-`, `@`, tab or carriage return, which a
  /// spreadsheet would run as a formula, gets an apostrophe before it.
  public mutating func text(_ value: String) {
    bytes(of: CSVText.cell(value))
  }

  @inline(__always) private mutating func put(atMost room: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
    if storage.count - count <= room { grow(by: room) }
    let start = count
    count = storage.withUnsafeMutableBufferPointer { buffer in
      let end = start + body(buffer.baseAddress.unsafelyUnwrapped + start)
      buffer[end] = 0x2C
      return end + 1
    }
  }

  @inline(never) private mutating func grow(by room: Int) {
    let size = max(2 * storage.count, storage.count + room + Self.numberRoom)
    storage.reserveCapacity(size)
    storage.append(contentsOf: repeatElement(0, count: size - storage.count))
  }
}

extension RowBuffer: CellSink {
  @inline(__always)
  public mutating func integer(_ column: StaticString, _ value: Int64, unit: StaticString, _ help: StaticString) {
    integer(value)
  }
  @inline(__always) public mutating func fixed(
    _ column: StaticString, _ value: Int128?, decimals: Int, unit: StaticString, _ help: StaticString
  ) {
    if let value { fixed(value, decimals: decimals) } else { blank() }
  }
  @inline(__always)
  public mutating func seconds(_ column: StaticString, _ nanoseconds: Int64?, _ help: StaticString) {
    if let nanoseconds { seconds(nanoseconds: nanoseconds) } else { blank() }
  }
  @inline(__always)
  public mutating func number(_ column: StaticString, _ value: Double, unit: StaticString, _ help: StaticString) {
    number(value)
  }
  @inline(__always)
  public mutating func name(_ column: StaticString, _ index: Int, in names: NameTable, _ help: StaticString) {
    if index >= 0 { name(index, of: names) } else { blank() }
  }
  @inline(__always)
  public mutating func checksum(_ column: StaticString, _ value: UInt128, _ help: StaticString) {
    put(atMost: 33) { Digits.put(hexadecimal: value, to: $0) }
  }
  @inline(__always)
  public mutating func digest(_ column: StaticString, _ value: Digest256?, _ help: StaticString) {
    if let value { digest(value) } else { blank() }
  }
  @inline(__always)
  public mutating func boolean(_ column: StaticString, _ value: Bool, _ help: StaticString) {
    bytes(of: value ? "true" : "false")
  }
  @inline(__always)
  public mutating func text(_ column: StaticString, _ value: String, _ help: StaticString) { text(value) }
}

/// How a text stands in a CSV file (RFC 4180), safe to open in a spreadsheet.
enum CSVText {
  static func cell(_ text: String) -> String {
    guard let first = text.utf8.first else { return "" }
    let isFormula = first == 0x3D || first == 0x2B || first == 0x2D || first == 0x40 || first == 0x09 || first == 0x0D
    let needsQuotes = isFormula || text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else { return text }
    var quoted = isFormula ? "\"'" : "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted += "\"\"" } else { quoted.unicodeScalars.append(scalar) }
    }
    return quoted + "\""
  }
}
