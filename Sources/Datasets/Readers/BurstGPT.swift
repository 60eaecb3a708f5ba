import Quantities
import Specs

/// The BurstGPT traces (Wang et al., "BurstGPT: a real-world workload dataset to optimize LLM serving systems", KDD
/// 2025; CC-BY): columns Timestamp (seconds), Model, Request tokens, Response tokens, Total tokens, Log Type; from
/// version 3 also Session ID and Elapsed time. Session ids become affinities; total, elapsed time and log type are not
/// read.
public struct BurstGPT: DatasetReader {
  public static let kind = "burstgpt"

  /// What to do with rows whose response has no tokens: the trace's mark of a failed request.
  public enum Failures: String, CaseIterable, Sendable {
    case drop, keep
  }

  public let failures: Failures

  public init() { self.init(failures: .drop) }

  public init(failures: Failures) { self.failures = failures }

  public init(from spec: inout Spec) {
    failures = spec.take(
      "failures", "What becomes of rows without response tokens, the trace's failed requests.", default: .drop)
  }

  public static func recognizes(firstLine: String) -> Bool {
    header(firstLine, has: "Timestamp", "Model", "Request tokens", "Response tokens")
  }

  public func read(_ bytes: UnsafeRawBufferPointer, named file: String) throws(DatasetError) -> RequestTrace {
    var table = try CSVScanner(NamedBytes(file: file, bytes: bytes))
    let time = try table.requiredColumn("Timestamp")
    let model = try table.requiredColumn("Model")
    let prompt = try table.requiredColumn("Request tokens")
    let output = try table.requiredColumn("Response tokens")
    let session = table.column("Session ID")
    var rows = TraceRows()
    var failed = 0
    while try table.next() {
      let outputTokens = try table.integer(output, in: TraceRows.tokenLimits)
      guard let nanoseconds = table.source.decimal(table.cells[time].range, scale: 9), nanoseconds >= 0 else {
        throw table.complaint(time, "is not a time in seconds", "write a number of seconds, 0 … 9.2e9")
      }
      let promptTokens = try table.integer(prompt, in: TraceRows.tokenLimits)
      if outputTokens == 0 {
        failed += 1
        if failures == .drop { continue }
      }
      rows.append(nanoseconds, prompt: promptTokens, output: outputTokens)
      rows.append(model: table.text(table.cells[model]))
      if let session { rows.append(affinity: affinity(of: table.text(table.cells[session]))) }
    }
    if failed > 0 {
      rows.note(
        "\(failed) rows without response tokens (failed requests) were \(failures == .drop ? "left out" : "kept")")
    }
    return try rows.finish(table.source)
  }
}

/// The affinity that a session's name stands for; the empty name has none (0).
func affinity(of session: String) -> UInt64 {
  if session.isEmpty { return 0 }
  var mixer = Mixer()
  mixer.fold(session)
  return mixer.finalized
}
