import Vocabulary

/// The names of one kind of entity as CSV cells, by id; made once, shared by copies.
public struct NameTable: Sendable {
  /// All cells, and room behind them for `put` to read beyond the last.
  private let text: [UInt8]
  /// Where each cell starts; one entry more than cells.
  private let starts: [Int32]

  public init(_ names: [String]) {
    var text: [UInt8] = []
    var starts: [Int32] = [0]
    for name in names {
      text.append(contentsOf: CSVText.cell(name).utf8)
      starts.append(Int32(text.count))
    }
    text.append(contentsOf: repeatElement(0, count: Self.chunk))
    self.text = text
    self.starts = starts
  }

  public static let empty = NameTable([])

  public var count: Int { starts.count - 1 }

  /// Bytes that are copied at once: most names are shorter, and a call to copy a dozen bytes costs more than the bytes.
  private static let chunk = 16

  /// What `put` may write, with the comma behind it.
  @inline(__always) func room(_ index: Int) -> Int { Int(starts[index + 1] - starts[index]) + Self.chunk }

  /// Writes the cell of the name; the bytes it has. May write `room` bytes.
  @inline(__always) func put(_ index: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let start = Int(starts[index])
    let count = Int(starts[index + 1]) - start
    text.withUnsafeBytes { all in
      var done = 0
      while done < count {
        let bytes = all.loadUnaligned(fromByteOffset: start + done, as: SIMD16<UInt8>.self)
        UnsafeMutableRawPointer(target + done).storeBytes(of: bytes, as: SIMD16<UInt8>.self)
        done += Self.chunk
      }
    }
    return count
  }

  /// The cell as text; the index must be in the table.
  public subscript(index: Int) -> String {
    String(decoding: text[Int(starts[index])..<Int(starts[index + 1])], as: UTF8.self)
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
  public let nodes: NameTable
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
    nodes: [String] = [], filters: [String] = [], transferKinds: [String] = [], series: [Series] = []
  ) {
    self.clients = NameTable(clients)
    self.brokers = NameTable(brokers)
    self.providers = NameTable(providers)
    self.fleets = NameTable(fleets)
    self.regions = NameTable(regions)
    self.models = NameTable(models)
    self.devices = NameTable(devices)
    self.accesses = NameTable(accesses)
    self.nodes = NameTable(nodes)
    self.filters = NameTable(filters)
    self.transferKinds = NameTable(transferKinds)
    seriesEntities = NameTable(series.map(\.entity))
    seriesMetrics = NameTable(series.map(\.metric))
    seriesUnits = NameTable(series.map(\.unit))
  }

  public static let empty = JournalNames()
}
