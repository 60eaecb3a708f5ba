/// The tables of a run's output; the raw value is the name of the file without `.csv`.
public enum JournalTable: String, CaseIterable, Sendable {
  case jobs, providers, timeseries, ledger, decisions, transfers

  /// What one row is, and the columns.
  public var description: TableDescription {
    switch self {
    case .jobs: JobRecord.description
    case .providers: ProviderRecord.description
    case .timeseries: SampleRecord.description
    case .ledger: LedgerRecord.description
    case .decisions: DecisionRecord.description
    case .transfers: TransferRecord.description
    }
  }

  /// Its place in the order of the cases.
  var index: Int {
    switch self {
    case .jobs: 0
    case .providers: 1
    case .timeseries: 2
    case .ledger: 3
    case .decisions: 4
    case .transfers: 5
    }
  }
}

/// Facts recorded by the model, row by row, until someone takes the bytes away.
///
/// A plain value: a fork of the world has a journal of its own. Rows of a table that is off are dropped.
public struct Journal: Sendable {
  public let names: JournalNames
  /// Tables that are written, in the order of `JournalTable.allCases`.
  public let tables: [JournalTable]
  private var buffers: [RowBuffer]
  private let isOn: [Bool]

  public init(names: JournalNames, tables: [JournalTable]) {
    self.names = names
    self.tables = JournalTable.allCases.filter(tables.contains)
    buffers = JournalTable.allCases.map { _ in RowBuffer() }
    isOn = JournalTable.allCases.map(tables.contains)
  }

  /// A journal that keeps nothing, for replications of which only the metrics count.
  public static let off = Journal(names: .empty, tables: [])

  /// Whether rows of the table are kept: lets the model skip the making of costly records.
  public func keeps(_ table: JournalTable) -> Bool { isOn[table.index] }

  /// Bytes that wait to be taken away.
  public var pendingBytes: Int { buffers.reduce(0) { $0 + $1.count } }

  /// Rows of the table since the start, taken away or not.
  public func rows(of table: JournalTable) -> Int64 { buffers[table.index].rows }

  /// Rows of the table that have not been taken away, as text; for tests.
  public func pendingText(of table: JournalTable) -> String { buffers[table.index].string }

  /// Gives the pending bytes of each table, whole rows only, and forgets them. Room is kept.
  ///
  /// An error of `body` is passed on and leaves the bytes of that table and the later ones in place.
  public mutating func drain<E: Error>(_ body: (JournalTable, UnsafeRawBufferPointer) throws(E) -> Void) throws(E) {
    for table in tables where buffers[table.index].count > 0 {
      try buffers[table.index].withBytes { (bytes) throws(E) -> Void in try body(table, bytes) }
      buffers[table.index].empty()
    }
  }

  // One method per record, so that each `write` is compiled for `RowBuffer` here and not called through a witness.
  public mutating func append(_ record: JobRecord) { write(record) }
  public mutating func append(_ record: ProviderRecord) { write(record) }
  public mutating func append(_ record: SampleRecord) { write(record) }
  public mutating func append(_ record: LedgerRecord) { write(record) }
  public mutating func append(_ record: DecisionRecord) { write(record) }
  public mutating func append(_ record: TransferRecord) { write(record) }

  @inline(__always) private mutating func write<R: Record>(_ record: R) {
    let index = R.table.index
    guard isOn[index] else { return }
    record.write(to: &buffers[index], names)
    buffers[index].endRow()
  }
}
