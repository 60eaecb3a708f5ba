import Quantities
import Specs
import Vocabulary

/// Step times as measured on one device with one model, which it stands for whatever the scenario names.
///
/// CSV with the header `phase,batch,context,step_us`. A `decode` row: that many sequences with that much context each. A
/// `prefill` row: a step of that many prompt tokens (`batch`) after that many in the cache (`context`). For each measured
/// batch, decoding is the least-squares line over the whole context; batches between are interpolated linearly, in
/// integer picoseconds; below the smallest and above the largest the nearest holds. Prompts are fitted as
/// a·tokens + b·(tokens × context); a step with both takes the longer of the two.
public struct MeasuredProfile: LatencyModel {
  /// Why a table cannot be used.
  public struct Problem: Error, Equatable, Sendable {
    /// Counted from 1; 0 for the table as a whole.
    public var line: Int
    public var reason: String
  }

  struct Row: Equatable, Sendable {
    var isDecode: Bool
    var batch: Int64
    var context: Int64
    /// Picoseconds.
    var step: Int64
  }

  public var file: FilePath?
  private var law: StepLaw?

  public init(csv bytes: [UInt8]) throws(Problem) {
    law = try Self.compile(try Self.rows(bytes))
  }

  public init(from spec: inout Spec) {
    let table = spec.takeOptional("table", "Lines of phase,batch,context,step_us, in place of a file.") as String?
    file = spec.takeOptional("file", "CSV file with the columns phase,batch,context,step_us.")
    guard !spec.isDescribing else { return }
    if (table == nil) == (file == nil) {
      spec.problem(nil, "needs either a table or a file", remedy: "give the measured rows in table: or name a CSV in file:")
    }
    guard let table else { return }
    do throws(Problem) {
      law = try Self.compile(try Self.rows(Array(table.utf8)))
    } catch {
      let place = error.line > 0 ? "line \(error.line): " : ""
      spec.problem("table", place + error.reason, remedy: "write lines as `decode,8,1024,9250.5` below the header")
    }
  }

  public func loaded(from bytes: [UInt8]) throws(Problem) -> any LatencyModel { try MeasuredProfile(csv: bytes) }

  /// Requires that a table was given, or the file's bytes by `loaded`.
  public func stepLaw(of model: ModelProfile, on device: DeviceProfile) -> StepLaw {
    guard let law else { preconditionFailure("a measured profile is asked before its file was read") }
    return law
  }

  static func rows(_ bytes: [UInt8]) throws(Problem) -> [Row] {
    var rows: [Row] = []
    var isHeaderDue = true
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let text = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      if text.isEmpty || text.hasPrefix("#") { continue }
      let fields = text.split(separator: ",", omittingEmptySubsequences: false).map { trimmed($0) }
      if isHeaderDue {
        guard fields == ["phase", "batch", "context", "step_us"] else {
          throw Problem(line: number + 1, reason: "the header is not phase,batch,context,step_us")
        }
        isHeaderDue = false
        continue
      }
      rows.append(try row(fields, number + 1))
    }
    return rows
  }

  private static func row(_ fields: [String], _ line: Int) throws(Problem) -> Row {
    guard fields.count == 4 else { throw Problem(line: line, reason: "has \(fields.count) fields instead of 4") }
    guard fields[0] == "decode" || fields[0] == "prefill" else {
      throw Problem(line: line, reason: "the phase is neither decode nor prefill")
    }
    guard let batch = Int64(fields[1]), (1...65_536).contains(batch) else {
      throw Problem(line: line, reason: "the batch is not a whole number from 1 to 65536")
    }
    guard let context = Int64(fields[2]), (0...10_000_000).contains(context) else {
      throw Problem(line: line, reason: "the context is not a whole number from 0 to 10000000")
    }
    guard let step = Double(fields[3]), step > 0, step < 1e9 else {
      throw Problem(line: line, reason: "the step time is not a positive number of microseconds below 10^9")
    }
    return Row(isDecode: fields[0] == "decode", batch: batch, context: context, step: Int64((step * 1e6).rounded()))
  }

  private static func trimmed(_ field: Substring) -> String {
    var field = field
    while field.first == " " || field.first == "\t" { field.removeFirst() }
    while field.last == " " || field.last == "\t" { field.removeLast() }
    return String(field)
  }
}

extension MeasuredProfile {
  static func compile(_ rows: [Row]) throws(Problem) -> StepLaw {
    let decode = rows.filter(\.isDecode).sorted { ($0.batch, $0.context) < ($1.batch, $1.context) }
    let prefill = rows.filter { !$0.isDecode }
    guard !decode.isEmpty else { throw Problem(line: 0, reason: "has no decode rows") }
    guard !prefill.isEmpty else { throw Problem(line: 0, reason: "has no prefill rows") }
    var knots: [(batch: Int64, line: (base: Int64, slope: Int64))] = []
    for row in decode where knots.last?.batch != row.batch {
      knots.append((row.batch, line(decode.filter { $0.batch == row.batch })))
    }
    let last = knots[knots.count - 1].batch
    let table = (0...last).map { interpolated(knots, at: $0) }
    let prompt = promptCost(prefill)
    return StepLaw(
      computePerToken: prompt.perToken, computePerPair: prompt.perPair, memoryBase: table.map(\.base),
      memoryPerContext: table.map(\.slope), fixed: 0, perSequence: 0)
  }

  /// Least squares of the step over the batch's whole context, in integers; neither part below zero.
  private static func line(_ rows: [Row]) -> (base: Int64, slope: Int64) {
    var (n, sumX, sumY, sumXX, sumXY) = (Int128(0), Int128(0), Int128(0), Int128(0), Int128(0))
    for row in rows {
      let (x, y) = (Int128(row.batch * row.context), Int128(row.step))
      (n, sumX, sumY, sumXX, sumXY) = (n + 1, sumX + x, sumY + y, sumXX + x * x, sumXY + x * y)
    }
    let spread = n * sumXX - sumX * sumX
    let slope = spread == 0 ? 0 : max(0, (n * sumXY - sumX * sumY + spread / 2) / spread)
    return (Int64(max(0, (sumY - slope * sumX) / n)), Int64(slope))
  }

  private static func interpolated(
    _ knots: [(batch: Int64, line: (base: Int64, slope: Int64))], at batch: Int64
  ) -> (base: Int64, slope: Int64) {
    guard let above = knots.firstIndex(where: { $0.batch >= batch }) else { return knots[knots.count - 1].line }
    guard above > 0, knots[above].batch > batch else { return knots[above].line }
    let (low, high) = (knots[above - 1], knots[above])
    func between(_ a: Int64, _ b: Int64) -> Int64 {
      a + Int64(Int128(b - a) * Int128(batch - low.batch) / Int128(high.batch - low.batch))
    }
    return (between(low.line.base, high.line.base), between(low.line.slope, high.line.slope))
  }

  /// Least squares of a·tokens + b·pairs without a constant; b, then a, is held at zero where it came out negative.
  private static func promptCost(_ rows: [Row]) -> (perToken: Int64, perPair: Int64) {
    var (nn, np, pp, nt, pt) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for row in rows {
      let n = Double(row.batch)
      let p = n * Double(row.context) + n * (n + 1) / 2
      let t = Double(row.step)
      (nn, np, pp, nt, pt) = (nn + n * n, np + n * p, pp + p * p, nt + n * t, pt + p * t)
    }
    let determinant = nn * pp - np * np
    let perPair = determinant > 1e-9 * nn * pp ? (nn * pt - np * nt) / determinant : 0
    if perPair <= 0 { return (Int64((nt / nn).rounded()), 0) }
    let perToken = (nt - perPair * np) / nn
    if perToken <= 0 { return (0, Int64((pt / pp).rounded())) }
    return (Int64(perToken.rounded()), Int64(perPair.rounded()))
  }
}
