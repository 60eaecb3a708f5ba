import Vocabulary

/// The names of one kind of entity as CSV cells, by id; made once, shared by copies.
public struct NameTable: Sendable {
  /// A cell of up to 15 bytes and its length in the last byte; `isLong` there sends to `longer`. One row is one look at
  /// memory, where a text and the places in it are two, and both at random.
  private let rows: [SIMD16<UInt8>]
  private let longer: [[UInt8]]
  private static let isLong: UInt8 = 255
  /// Bytes that `put` may write beyond a short cell.
  private static let rowBytes = 16

  public init(_ names: [String]) {
    var rows: [SIMD16<UInt8>] = []
    var longer: [[UInt8]] = []
    for name in names {
      let cell = Array(CSVText.cell(name).utf8)
      var row = SIMD16<UInt8>(repeating: 0)
      if cell.count < Self.rowBytes {
        for (place, byte) in cell.enumerated() { row[place] = byte }
        row[15] = UInt8(cell.count)
      } else {
        for place in 0..<8 { row[place] = UInt8(truncatingIfNeeded: longer.count >> (8 * place)) }
        row[15] = Self.isLong
        longer.append(cell)
      }
      rows.append(row)
    }
    self.rows = rows
    self.longer = longer
  }

  public static let empty = NameTable([])

  public var count: Int { rows.count }

  /// What `put` may write, with the comma behind it.
  @inline(__always) func room(_ index: Int) -> Int {
    let row = rows[index]
    return row[15] == Self.isLong ? longer[Self.place(row)].count + 1 : Self.rowBytes
  }

  /// Writes the cell of the name, at most `room` bytes; the bytes it has.
  @inline(__always) func put(_ index: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let row = rows[index]
    guard row[15] != Self.isLong else {
      let cell = longer[Self.place(row)]
      for (place, byte) in cell.enumerated() { target[place] = byte }
      return cell.count
    }
    UnsafeMutableRawPointer(target).storeBytes(of: row, as: SIMD16<UInt8>.self)
    return Int(row[15])
  }

  /// Where the row lies, for who will write the name soon and wants it fetched; not to be read there.
  public func address(of index: Int) -> UnsafeRawPointer? {
    rows.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { UnsafeRawPointer($0 + index) } }
  }

  /// The cell as text; the index must be in the table.
  public subscript(index: Int) -> String {
    let row = rows[index]
    if row[15] == Self.isLong { return String(decoding: longer[Self.place(row)], as: UTF8.self) }
    return String(decoding: (0..<Int(row[15])).map { row[$0] }, as: UTF8.self)
  }

  private static func place(_ row: SIMD16<UInt8>) -> Int {
    (0..<8).reduce(0) { $0 | Int(row[$1]) << (8 * $1) }
  }
}

/// One line of values over time: whose, of what, in which unit.
public struct Series: Sendable, Equatable {
  public var entity: String
  public var metric: String
  public var unit: String

  public init(entity: String, metric: String, unit: String) {
    self.entity = entity
    self.metric = metric
    self.unit = unit
  }
}

/// The names that ids stand for in the output, given once when the journal is made. Immutable.
public final class JournalNames: Sendable {
  public let clients: NameTable
  public let brokers: NameTable
  public let providers: NameTable
  /// Entries of the scenario's fleet.
  public let fleets: NameTable
  public let regions: NameTable
  public let models: NameTable
  public let devices: NameTable
  /// Classes of access link.
  public let accesses: NameTable
  /// Filters of the scheduling policies, in the order of a decision's counts.
  public let filters: NameTable
  /// Kinds of bulk transfer.
  public let transferKinds: NameTable
  let outcomes = NameTable(JobOutcome.allCases.map(\.name))
  let seriesEntities: NameTable
  let seriesMetrics: NameTable
  let seriesUnits: NameTable

  public init(
    clients: [String] = [], brokers: [String] = [], providers: [String] = [], fleets: [String] = [],
    regions: [String] = [], models: [String] = [], devices: [String] = [], accesses: [String] = [],
    filters: [String] = [], transferKinds: [String] = [], series: [Series] = []
  ) {
    self.clients = NameTable(clients)
    self.brokers = NameTable(brokers)
    self.providers = NameTable(providers)
    self.fleets = NameTable(fleets)
    self.regions = NameTable(regions)
    self.models = NameTable(models)
    self.devices = NameTable(devices)
    self.accesses = NameTable(accesses)
    self.filters = NameTable(filters)
    self.transferKinds = NameTable(transferKinds)
    seriesEntities = NameTable(series.map(\.entity))
    seriesMetrics = NameTable(series.map(\.metric))
    seriesUnits = NameTable(series.map(\.unit))
  }

  public static let empty = JournalNames()
}
