import Quantities
import Specs
import Vocabulary

/// Step times as measured on one device with one model, which it stands for whatever the scenario names.
///
/// Rows of `decoding,prompt_tokens,context,step_us`: a step of so many sequences that decode with so much context each, or
/// of so many prompt tokens after so much context in the cache; one of the first two is 0. For each measured number of
/// sequences, decoding is the least-squares line over their whole context; numbers between are interpolated linearly, in
/// integer picoseconds; below the smallest and above the largest the nearest holds. Prompts are fitted as
/// a·tokens + b·(tokens × context); a step with both takes the longer of the two.
public struct MeasuredProfile: LatencyModel, Equatable {
  /// Why a table cannot be used.
  public struct Problem: Error, Equatable, Sendable {
    /// Row of the table, the first below the header being 1; 0 for the table as a whole.
    public var row: Int
    public var reason: String
  }

  struct Row: Equatable, Sendable {
    var decoding: Int64
    var promptTokens: Int64
    var context: Int64
    /// Picoseconds.
    var step: Int64
  }

  static let columns = ["decoding", "prompt_tokens", "context", "step_us"]
  private var law: StepLaw

  /// From the bytes of a CSV file with a header line.
  public init(csv bytes: [UInt8]) throws(Problem) {
    law = try Self.compile(try Self.rows(bytes))
  }

  /// Takes either `table`, the CSV itself, or `file`, the name of one.
  public init(from spec: inout Spec) {
    law = StepLaw(
      computePerToken: 1, computePerPair: 0, memoryBase: [1], memoryPerContext: [0], fixed: 0, perSequence: 0)
    let table = spec.takeOptional("table", "Lines of decoding,prompt_tokens,context,step_us, header first.") as String?
    let file = spec.takeOptional("file", "CSV file with these columns, in place of a table.") as FilePath?
    guard !spec.isDescribing else { return }
    do throws(Problem) {
      switch (table, file) {
      case (let table?, nil):
        law = try Self.compile(try Self.rows(Array(table.utf8)))
      case (nil, let file?):
        var numbers: [[Double]] = []
        for name in Self.columns {
          guard let column = spec.column(name, of: file, for: "file") else { return }
          numbers.append(column)
        }
        law = try Self.compile(try Self.rows(numbers))
      default:
        spec.problem(nil, "needs either a table or a file", remedy: "give the rows in table: or name a CSV in file:")
      }
    } catch {
      let place = error.row > 0 ? "row \(error.row): " : ""
      spec.problem(
        table == nil ? "file" : "table", place + error.reason, remedy: "write rows as `8,0,1024,9250.5` or `0,512,0,40000`")
    }
  }

  public func stepLaw(of model: ModelProfile, on device: DeviceProfile) -> StepLaw { law }

  static func rows(_ bytes: [UInt8]) throws(Problem) -> [Row] {
    var lines = bytes.split(separator: 0x0A).map { String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self) }
    guard !lines.isEmpty, lines.removeFirst() == columns.joined(separator: ",") else {
      throw Problem(row: 0, reason: "the first line is not decoding,prompt_tokens,context,step_us")
    }
    var numbers = [[Double]](repeating: [], count: columns.count)
    for (index, line) in lines.enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == columns.count else {
        throw Problem(row: index + 1, reason: "has \(fields.count) fields instead of \(columns.count)")
      }
      for (column, field) in fields.enumerated() {
        guard let number = Double(field) else { throw Problem(row: index + 1, reason: "holds something not a number") }
        numbers[column].append(number)
      }
    }
    return try rows(numbers)
  }

  private static func rows(_ numbers: [[Double]]) throws(Problem) -> [Row] {
    var rows: [Row] = []
    for index in numbers[0].indices {
      let counts = (0..<3).map { Int64(exactly: numbers[$0][index]) ?? -1 }
      let step = numbers[3][index]
      guard (0...65_536).contains(counts[0]), (0...65_536).contains(counts[1]), (0...10_000_000).contains(counts[2]) else {
        throw Problem(row: index + 1, reason: "a count is not a whole number within 65536 (context: 10000000)")
      }
      guard (counts[0] == 0) != (counts[1] == 0) else {
        throw Problem(row: index + 1, reason: "one of decoding and prompt_tokens must be 0, the other not")
      }
      guard step > 0, step < 1e9 else {
        throw Problem(row: index + 1, reason: "the step time is not a positive number of microseconds below 10^9")
      }
      rows.append(
        Row(decoding: counts[0], promptTokens: counts[1], context: counts[2], step: Int64((step * 1e6).rounded())))
    }
    return rows
  }
}

extension MeasuredProfile {
  static func compile(_ rows: [Row]) throws(Problem) -> StepLaw {
    let decode = rows.filter { $0.decoding > 0 }.sorted { $0.decoding < $1.decoding }
    let prefill = rows.filter { $0.promptTokens > 0 }
    guard !decode.isEmpty else { throw Problem(row: 0, reason: "has no row of decoding sequences") }
    guard !prefill.isEmpty else { throw Problem(row: 0, reason: "has no row of prompt tokens") }
    var knots: [(batch: Int64, line: (base: Int64, slope: Int64))] = []
    for row in decode where knots.last?.batch != row.decoding {
      knots.append((row.decoding, line(decode.filter { $0.decoding == row.decoding })))
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
      let (x, y) = (Int128(row.decoding * row.context), Int128(row.step))
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
      let n = Double(row.promptTokens)
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
