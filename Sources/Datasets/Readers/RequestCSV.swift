import Quantities
import Specs

/// Assay's own table of requests. Columns in any order: `arrival_us` (whole microseconds), `model`, `prompt_tokens`,
/// `output_tokens`, and as wanted `client`, `region`, `session`. Further columns are passed over with a note.
public struct RequestCSV: DatasetReader {
  public static let kind = "csv"

  let origin: TraceRows.Origin

  public init() { origin = .firstRow }

  public init(from spec: inout Spec) { origin = spec.takeOrigin() }

  public static func recognizes(firstLine: String) -> Bool { header(firstLine, has: "arrival_us", "prompt_tokens") }

  public func read(_ bytes: UnsafeRawBufferPointer, named file: String) throws(DatasetError) -> RequestTrace {
    var table = try CSVScanner(NamedBytes(file: file, bytes: bytes))
    let arrival = try table.requiredColumn("arrival_us")
    let model = try table.requiredColumn("model")
    let prompt = try table.requiredColumn("prompt_tokens")
    let output = try table.requiredColumn("output_tokens")
    let client = table.column("client")
    let region = table.column("region")
    let session = table.column("session")
    var rows = TraceRows()
    let known = [arrival, model, prompt, output, client, region, session]
    for (index, name) in table.columns.enumerated() where !known.contains(index) {
      rows.note("column '\(name)' is not read")
    }
    while try table.next() {
      rows.append(
        try table.integer(arrival, in: microsecondLimits) * 1_000,
        prompt: try table.integer(prompt, in: TraceRows.tokenLimits),
        output: try table.integer(output, in: TraceRows.tokenLimits))
      rows.append(model: table.text(table.cells[model]))
      if let client { rows.append(client: table.text(table.cells[client])) }
      if let region { rows.append(region: table.text(table.cells[region])) }
      if let session { rows.append(affinity: affinity(of: table.text(table.cells[session]))) }
    }
    return try rows.finish(table.source, origin: origin)
  }
}

/// Microseconds that a virtual clock of nanoseconds holds: about 292 years.
let microsecondLimits: ClosedRange<Int64> = 0...Int64.max / 1_000

extension TraceRows.Origin: SpecValue {}

extension Spec {
  mutating func takeOrigin() -> TraceRows.Origin {
    take(
      "origin", "Where the scenario's start lies: at the first request, or where the file has its zero.",
      default: .firstRow)
  }
}

extension BurstGPT.Failures: SpecValue {}
