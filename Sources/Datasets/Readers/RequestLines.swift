import Quantities
import Specs

/// Assay's own requests, one JSON object a line: the keys are the columns of `RequestCSV`. A line may lack the optional
/// ones; other keys are refused, because a misspelt key would be silently missed.
public struct RequestLines: DatasetReader {
  public static let kind = "jsonl"

  let origin: TraceRows.Origin

  public init() { origin = .firstRow }

  public init(from spec: inout Spec) { origin = spec.takeOrigin() }

  public static func recognizes(firstLine: String) -> Bool {
    firstLine.first == "{" && firstLine.contains("\"arrival_us\"")
  }

  public func read(_ bytes: UnsafeRawBufferPointer, named file: String) throws(DatasetError) -> RequestTrace {
    var lines = try JSONLines(NamedBytes(file: file, bytes: bytes))
    var rows = TraceRows()
    while var line = try lines.next() {
      let start = line.position
      var request = Request()
      try line.object { key, place, cursor throws(DatasetError) in try request.take(key, at: place, from: &cursor) }
      try line.expectEnd()
      rows.append(
        try line.required(request.arrival, "arrival_us", at: start) * 1_000,
        prompt: try line.required(request.prompt, "prompt_tokens", at: start),
        output: try line.required(request.output, "output_tokens", at: start))
      rows.append(model: try line.required(request.model, "model", at: start))
      rows.append(client: request.client)
      rows.append(region: request.region)
      rows.append(affinity: affinity(of: request.session))
    }
    return try rows.finish(lines.source, origin: origin)
  }

  private struct Request {
    var arrival: Int64?
    var prompt: Int64?
    var output: Int64?
    var model: String?
    var client = ""
    var region = ""
    var session = ""

    mutating func take(_ key: String, at place: Int, from cursor: inout JSONCursor) throws(DatasetError) {
      switch key {
      case "arrival_us": arrival = try cursor.integer(in: microsecondLimits, column: key)
      case "prompt_tokens": prompt = try cursor.integer(in: TraceRows.tokenLimits, column: key)
      case "output_tokens": output = try cursor.integer(in: TraceRows.tokenLimits, column: key)
      case "model": model = try cursor.string()
      case "client": client = try cursor.string()
      case "region": region = try cursor.string()
      case "session": session = try cursor.string()
      default:
        throw cursor.error(
          at: place, column: key, "the key is not known",
          "known are arrival_us, model, prompt_tokens, output_tokens, client, region, session")
      }
    }
  }
}

extension JSONCursor {
  /// The value of a key that every line must have.
  func required<Value>(_ value: Value?, _ key: String, at start: Int) throws(DatasetError) -> Value {
    if let value { return value }
    throw error(at: start, column: key, "the key is missing", "give every line one")
  }
}
