import Quantities
import Specs

/// The Mooncake traces (Qin et al., "Mooncake: trading more storage for less computation", FAST 2025; Apache-2.0): one
/// object a line with `timestamp` (milliseconds), `input_length`, `output_length` (tokens) and `hash_ids`, one id for
/// each 512-token block of the prompt, equal for equal prefixes. Other keys are passed over.
public struct Mooncake: DatasetReader {
  public static let kind = "mooncake"

  /// Blocks that make up a request's affinity, from the front: 1 … 1,024.
  ///
  /// Two by default: in the conversation trace every request shares the first block (a system prompt), and two blocks
  /// tell 12,031 requests into 7,373 prefixes.
  public let prefixBlocks: Int

  public init() { self.init(prefixBlocks: 2) }

  public init(prefixBlocks: Int) {
    precondition(prefixBlocks >= 1 && prefixBlocks <= 1024, "an affinity is made of 1 to 1,024 blocks")
    self.prefixBlocks = prefixBlocks
  }

  public init(from spec: inout Spec) {
    self.init(
      prefixBlocks: spec.take(
        "prefix_blocks", "Prompt blocks of 512 tokens, from the front, that requests must share to count as related.",
        default: 2, in: 1...1024))
  }

  public static func recognizes(firstLine: String) -> Bool {
    firstLine.first == "{" && firstLine.contains("\"timestamp\"") && firstLine.contains("\"input_length\"")
  }

  public func read(_ bytes: UnsafeRawBufferPointer, named file: String) throws(DatasetError) -> RequestTrace {
    var lines = try JSONLines(NamedBytes(file: file, bytes: bytes))
    var rows = TraceRows()
    while var line = try lines.next() {
      let start = line.position
      var time: Int64?
      var prompt: Int64?
      var output: Int64?
      var prefix: UInt64 = 0
      try line.object { key, _, cursor throws(DatasetError) in
        switch key {
        case "timestamp": time = try cursor.decimal(scale: 6, in: 0...Int64.max, column: key)
        case "input_length": prompt = try cursor.integer(in: TraceRows.tokenLimits, column: key)
        case "output_length": output = try cursor.integer(in: TraceRows.tokenLimits, column: key)
        case "hash_ids": prefix = try affinity(&cursor, key)
        default: try cursor.skip()
        }
      }
      try line.expectEnd()
      rows.append(
        try line.required(time, "timestamp", at: start), prompt: try line.required(prompt, "input_length", at: start),
        output: try line.required(output, "output_length", at: start))
      rows.append(affinity: prefix)
    }
    return try rows.finish(lines.source)
  }

  private func affinity(_ cursor: inout JSONCursor, _ key: String) throws(DatasetError) -> UInt64 {
    var mixer = Mixer()
    var count = 0
    try cursor.array { element throws(DatasetError) in
      let id = try element.integer(in: Int64.min...Int64.max, column: key)
      if count < prefixBlocks { mixer.fold(UInt64(bitPattern: id)) }
      count += 1
    }
    return count == 0 ? 0 : mixer.finalized
  }
}
