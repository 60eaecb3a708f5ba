import Quantities

/// Names that a column uses, in order of first appearance, and which one each row has.
public struct Labels: Sendable {
  public private(set) var names: [String] = []
  /// Index into `names` per row; empty when the trace has no such column.
  public internal(set) var indices: [Int32] = []
  private var hashes: [UInt64] = []
  /// Open addressing, a power of two of slots, at most half of them full: index into `names`, or −1.
  private var slots: [Int32] = []

  /// The place of a row's name among `names`; −1 when the trace has no such column.
  public func index(ofRow row: Int) -> Int32 { indices.isEmpty ? -1 : indices[row] }

  mutating func append(_ name: String) {
    if let last = indices.last, names[Int(last)] == name { return indices.append(last) }
    var mixer = Mixer()
    mixer.fold(name)
    let hash = mixer.finalized
    if 2 * (names.count + 1) > slots.count { grow() }
    let slot = slot(of: name, hash)
    if slots[slot] < 0 {
      slots[slot] = Int32(truncatingIfNeeded: names.count)
      names.append(name)
      hashes.append(hash)
    }
    indices.append(slots[slot])
  }

  /// The slot that holds the name, or the free one where it belongs.
  private func slot(of name: String, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0, hashes[Int(slots[slot])] != hash || names[Int(slots[slot])] != name {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: max(16, 2 * slots.count))
    for (index, name) in names.enumerated() { slots[slot(of: name, hashes[index])] = Int32(truncatingIfNeeded: index) }
  }
}

/// Requests as they were recorded: when each came and how large it was. Columns of equal length, in order of time.
public struct RequestTrace: Sendable {
  /// Ascending; from the first request, unless the reader was told to keep the file's own origin.
  public internal(set) var arrivals: [Instant] = []
  public internal(set) var promptTokens: [Int32] = []
  public internal(set) var outputTokens: [Int32] = []
  /// What a cache would go by: session or prefix hash. Empty when the trace tells neither.
  public internal(set) var affinities: [UInt64] = []
  /// Empty when the trace does not tell.
  public internal(set) var models = Labels()
  public internal(set) var clients = Labels()
  public internal(set) var regions = Labels()
  /// Rows that were earlier than the row before them in the file, and were sorted into their place.
  public internal(set) var rowsOutOfOrder = 0
  /// What the reader decided on the way: rows sorted, rows left out, columns not read.
  public internal(set) var notes: [String] = []

  public var count: Int { arrivals.count }

  /// From the first to the last request.
  public var span: TimeSpan { arrivals.isEmpty ? .zero : arrivals[count - 1] - arrivals[0] }

  /// Length of one pass when the trace is repeated: its span and one mean gap, so that the seam is no burst.
  ///
  /// One second for a trace without extent.
  public var period: TimeSpan {
    guard count > 1, span > .zero else { return .seconds(1) }
    let (sum, overflow) = span.nanoseconds.addingReportingOverflow(max(1, span.nanoseconds / Int64(count - 1)))
    return overflow ? .forever : TimeSpan(nanoseconds: sum)
  }

  /// Requests per second over one period.
  public var meanRate: Double { Double(count) / period.seconds }
}

/// Collects rows and puts them in order.
struct TraceRows {
  /// Where time zero lies.
  enum Origin: String, CaseIterable, Sendable {
    /// At the first request.
    case firstRow = "first_row"
    /// Where the file puts it.
    case file
  }

  /// More tokens than any model's window; a larger number is a mistake in the file.
  static let tokenLimits: ClosedRange<Int64> = 0...100_000_000

  private(set) var trace = RequestTrace()
  private var times: [Int64] = []
  private var disorder = 0

  mutating func append(_ nanoseconds: Int64, prompt: Int64, output: Int64) {
    if let last = times.last, nanoseconds < last { disorder += 1 }
    times.append(nanoseconds)
    trace.promptTokens.append(Int32(truncatingIfNeeded: prompt))
    trace.outputTokens.append(Int32(truncatingIfNeeded: output))
  }

  mutating func append(affinity: UInt64) { trace.affinities.append(affinity) }
  mutating func append(model: String) { trace.models.append(model) }
  mutating func append(client: String) { trace.clients.append(client) }
  mutating func append(region: String) { trace.regions.append(region) }
  mutating func note(_ text: String) { trace.notes.append(text) }

  /// The trace, its rows sorted by time (those of equal time as in the file) and shifted to the origin.
  ///
  /// Rows out of order are sorted with a note, not refused: real traces are written by many machines at once.
  mutating func finish(_ source: NamedBytes, origin: Origin = .firstRow) throws(DatasetError) -> RequestTrace {
    if times.isEmpty {
      throw source.error(
        row: nil, at: source.bytes.count, "the file holds no rows", remedy: "give at least one request")
    }
    if disorder > 0 { sort() }
    let zero = origin == .firstRow ? times[0] : 0
    if times[times.count - 1].subtractingReportingOverflow(zero).overflow {
      throw source.error(
        row: nil, at: 0, "the times span more than 292 years", remedy: "check the first and the last time")
    }
    trace.arrivals = times.map { Instant(nanoseconds: $0 - zero) }
    return trace
  }

  private mutating func sort() {
    trace.rowsOutOfOrder = disorder
    note("\(disorder) of \(times.count) rows were earlier than the row before; rows were sorted by time")
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    func permute<T>(_ column: inout [T]) { if !column.isEmpty { column = order.map { [column] in column[$0] } } }
    permute(&trace.promptTokens)
    permute(&trace.outputTokens)
    permute(&trace.affinities)
    permute(&trace.models.indices)
    permute(&trace.clients.indices)
    permute(&trace.regions.indices)
    permute(&times)
  }
}
