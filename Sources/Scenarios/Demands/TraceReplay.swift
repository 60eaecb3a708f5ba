import Datasets
import Quantities
import Randomness
import Specs

/// Replays a recorded trace: its times stretched, once or over and over, alone or as several superposed copies.
///
/// Copy 0 keeps the trace's clock. Every further copy is turned by an offset drawn once from the stream, uniform over
/// the trace's period, with what falls off the end put at the front: copies keep the trace's bursts but not its
/// coincidences.
struct TraceArrivals: ArrivalProcess {
  let source: TraceSource?
  /// Factor on the times between requests: 2 halves the rate. Positive.
  let stretch: Double
  let loops: Bool
  let copies: Int
  private var trace: RequestTrace?
  /// Stretched length of one pass.
  private var period: Int64 = 0
  private var origin: Instant?
  /// The next row of each copy: a binary heap by (time, copy).
  private var cursors: [Cursor] = []
  private(set) var currentRow: ArrivedRow?

  private struct Cursor: Sendable {
    var time: Int64
    var copy: Int32
    /// Rows played in this pass.
    var played: Int32 = 0
    /// The row a pass begins with.
    var firstRow: Int32 = 0
    /// What the copy is late against the trace, within a period.
    var offset: Int64 = 0
    /// When this pass began.
    var passStart: Int64 = 0

    static func < (a: Cursor, b: Cursor) -> Bool { (a.time, a.copy) < (b.time, b.copy) }
  }

  init(trace: RequestTrace, stretch: Double = 1, loops: Bool = false, copies: Int = 1) {
    precondition(stretch > 0 && stretch.isFinite && copies >= 1, "a trace is stretched by a positive factor")
    source = nil
    self.stretch = stretch
    self.loops = loops
    self.copies = copies
    attach(trace)
  }

  init(from spec: inout Spec) {
    let file: FilePath = spec.takeRequired(
      "file", "File of recorded requests, in the scenario's folder or the data folder.")
    let reader = spec.takeChoice("format", "Format of the file.", from: datasetReaders, default: "auto")
    source = TraceSource(file: file, reader: reader)
    stretch = spec.take(
      "stretch", "Factor on the times between requests: 2 halves the rate.", default: 1, in: 1e-6...1e6)
    loops = spec.take("loop", "Start over when the trace ends; else no more jobs arrive then.", default: true)
    copies = spec.take(
      "copies", "Copies of the trace played at once, each turned by an offset of its own.", default: 1, in: 1...100_000)
    guard let bytes = spec.bytes(of: file, for: "file") else { return }
    do throws(DatasetError) {
      attach(try reader.read(bytes, named: file.text))
    } catch {
      spec.problem("file", error.place, remedy: error.remedy)
    }
  }

  var meanRate: Double { (trace?.meanRate ?? 0) / stretch * Double(copies) }

  var traceSource: TraceSource? { source }

  mutating func attach(_ trace: RequestTrace) {
    precondition(trace.count > 0, "a trace has requests")
    self.trace = trace
    let last = stretched(trace.arrivals[trace.count - 1])
    let whole = (Double(trace.period.nanoseconds) * stretch).rounded(.toNearestOrEven)
    // Far beyond any run; and sums of two periods still fit.
    period = max(whole < 0x1p61 ? Int64(whole) : 1 << 61, last + 1)
  }

  mutating func next(after last: Instant, using stream: inout RandomStream) -> Instant? {
    guard let trace else { preconditionFailure("a trace is attached before it is replayed") }
    if origin == nil { start(trace, at: last, using: &stream) }
    guard let first = cursors.first, let origin else {
      currentRow = nil
      return nil
    }
    let row = Int(row(of: first, in: trace))
    let affinity = trace.affinities.isEmpty ? 0 : trace.affinities[row]
    currentRow = ArrivedRow(
      index: row, copy: Int(first.copy), promptTokens: trace.promptTokens[row], outputTokens: trace.outputTokens[row],
      affinity: affinity == 0 ? 0 : affinity &+ UInt64(first.copy) &* 0x9E37_79B9_7F4A_7C15)
    advanceFirst(trace)
    return origin.adding(saturating: TimeSpan(nanoseconds: first.time))
  }

  private func stretched(_ instant: Instant) -> Int64 {
    if stretch == 1 { return min(instant.nanoseconds, 1 << 61) }
    let time = (Double(instant.nanoseconds) * stretch).rounded(.toNearestOrEven)
    return time < 0x1p61 ? Int64(time) : 1 << 61
  }

  private func row(of cursor: Cursor, in trace: RequestTrace) -> Int32 {
    let row = cursor.firstRow + cursor.played
    return row < trace.count ? row : row - Int32(trace.count)
  }

  private mutating func start(_ trace: RequestTrace, at now: Instant, using stream: inout RandomStream) {
    origin = now
    cursors.reserveCapacity(copies)
    for copy in 0..<copies {
      var cursor = Cursor(time: 0, copy: Int32(copy))
      cursor.offset = copy == 0 ? 0 : Int64(stream.below(Int(period)))
      cursor.firstRow = firstRow(turnedBy: cursor.offset, trace)
      cursor.time = time(of: cursor, trace)
      cursors.append(cursor)
    }
    for place in stride(from: cursors.count / 2 - 1, through: 0, by: -1) { siftDown(place) }
  }

  /// The first row that an offset pushes over the end of the period, by bisection; row 0 when it pushes none.
  private func firstRow(turnedBy offset: Int64, _ trace: RequestTrace) -> Int32 {
    var low = 0
    var high = trace.count
    while low < high {
      let middle = (low + high) / 2
      if stretched(trace.arrivals[middle]) + offset >= period { high = middle } else { low = middle + 1 }
    }
    return low < trace.count ? Int32(low) : 0
  }

  /// When the cursor's row comes, from the origin.
  private func time(of cursor: Cursor, _ trace: RequestTrace) -> Int64 {
    let time = stretched(trace.arrivals[Int(row(of: cursor, in: trace))]) + cursor.offset
    return cursor.passStart + (time >= period ? time - period : time)
  }

  private mutating func advanceFirst(_ trace: RequestTrace) {
    cursors[0].played += 1
    if Int(cursors[0].played) == trace.count {
      let (passStart, overflow) = cursors[0].passStart.addingReportingOverflow(period)
      guard loops, !overflow, passStart < 1 << 61 else {
        let last = cursors.removeLast()
        if !cursors.isEmpty {
          cursors[0] = last
          siftDown(0)
        }
        return
      }
      cursors[0].passStart = passStart
      cursors[0].played = 0
    }
    cursors[0].time = time(of: cursors[0], trace)
    siftDown(0)
  }

  private mutating func siftDown(_ start: Int) {
    var place = start
    while true {
      var child = 2 * place + 1
      if child >= cursors.count { return }
      if child + 1 < cursors.count, cursors[child + 1] < cursors[child] { child += 1 }
      if !(cursors[child] < cursors[place]) { return }
      cursors.swapAt(child, place)
      place = child
    }
  }
}
