import Quantities

/// What one column of an output table holds, as `datapackage.json` tells it.
public struct Column: Sendable, Equatable {
  /// The types of Frictionless Table Schema that our tables use.
  public enum Kind: String, Sendable { case integer, number, string, boolean }
  public var name: String
  public var kind: Kind
  /// Unit of the values ("s", "token", "J"); empty where there is none.
  public var unit: String
  /// One sentence: what the value is and when the cell is empty.
  public var help: String
}

/// An output table: its file is `<name>.csv`.
public struct TableDescription: Sendable, Equatable {
  public var name: String
  public var help: String
  public var columns: [Column]

  /// The first line of the file.
  public var header: String { columns.map(\.name).joined(separator: ",") + "\n" }
}

/// Where a record puts its cells, in the order of the columns.
///
/// Each call both describes and gives one cell, so that a column is one line in one place: `RowBuffer` writes the value
/// as CSV, `TableOutline` keeps the description.
public protocol CellSink {
  mutating func integer(_ column: StaticString, _ value: Int64, unit: StaticString, _ help: StaticString)
  /// `value ÷ 10^decimals`, exactly; nil is an empty cell.
  mutating func fixed(
    _ column: StaticString, _ value: Int128?, decimals: Int, unit: StaticString, _ help: StaticString)
  /// Seconds to the nanosecond, exactly; nil is an empty cell.
  mutating func seconds(_ column: StaticString, _ nanoseconds: Int64?, _ help: StaticString)
  /// The shortest text that reads back as the same double; NaN is an empty cell.
  mutating func number(_ column: StaticString, _ value: Double, unit: StaticString, _ help: StaticString)
  /// The row of a table of names; a negative index is an empty cell.
  mutating func name(_ column: StaticString, _ index: Int, in names: NameTable, _ help: StaticString)
  mutating func boolean(_ column: StaticString, _ value: Bool, _ help: StaticString)
  /// 64 hexadecimal digits; nil is an empty cell.
  mutating func digest(_ column: StaticString, _ value: Digest256?, _ help: StaticString)
  /// 32 hexadecimal digits.
  mutating func checksum(_ column: StaticString, _ value: UInt128, _ help: StaticString)
  /// Any text; quoted where CSV asks for it, and made harmless for spreadsheets.
  mutating func text(_ column: StaticString, _ value: String, _ help: StaticString)
}

/// One kind of row of one output table. Adding a column is adding a field and its line in `write`.
public protocol Record: Sendable {
  /// A blank record, for the description of its columns.
  init()
  static var table: JournalTable { get }
  /// What one row of the table is.
  static var help: String { get }
  func write(to row: inout some CellSink, _ names: JournalNames)
}

extension Record {
  /// The columns as `write` gives them.
  public static var description: TableDescription {
    var outline = TableOutline()
    Self().write(to: &outline, .empty)
    return TableDescription(name: table.rawValue, help: help, columns: outline.columns)
  }
}

/// Keeps what a record says of its columns and drops the values.
struct TableOutline: CellSink {
  var columns: [Column] = []

  mutating func integer(_ column: StaticString, _ value: Int64, unit: StaticString, _ help: StaticString) {
    add(column, .integer, unit, help)
  }
  mutating func fixed(
    _ column: StaticString, _ value: Int128?, decimals: Int, unit: StaticString, _ help: StaticString
  ) {
    add(column, .number, unit, help)
  }
  mutating func seconds(_ column: StaticString, _ nanoseconds: Int64?, _ help: StaticString) {
    add(column, .number, "s", help)
  }
  mutating func number(_ column: StaticString, _ value: Double, unit: StaticString, _ help: StaticString) {
    add(column, .number, unit, help)
  }
  mutating func name(_ column: StaticString, _ index: Int, in names: NameTable, _ help: StaticString) {
    add(column, .string, "", help)
  }
  mutating func boolean(_ column: StaticString, _ value: Bool, _ help: StaticString) {
    add(column, .boolean, "", help)
  }
  mutating func checksum(_ column: StaticString, _ value: UInt128, _ help: StaticString) {
    add(column, .string, "", help)
  }
  mutating func digest(_ column: StaticString, _ value: Digest256?, _ help: StaticString) {
    add(column, .string, "", help)
  }
  mutating func text(_ column: StaticString, _ value: String, _ help: StaticString) {
    add(column, .string, "", help)
  }

  private mutating func add(_ name: StaticString, _ kind: Column.Kind, _ unit: StaticString, _ help: StaticString) {
    columns.append(Column(name: "\(name)", kind: kind, unit: "\(unit)", help: "\(help)"))
  }
}
