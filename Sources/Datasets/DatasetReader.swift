import Specs

/// Reads one published or own format of request traces. Bytes in, a trace or an error with its place out; never a trap.
///
/// A new format is a new file in `Readers` and a line in each of the two lists at the foot of this file.
public protocol DatasetReader: Sendable {
  /// The kind in scenario files, as in the catalog below.
  static var kind: String { get }
  /// Whether a file's first line that is not blank (at most 4,096 bytes of it) is this format's.
  static func recognizes(firstLine: String) -> Bool
  /// The format with its default options.
  init()
  /// The format with options from a scenario.
  init(from spec: inout Spec)
  func read(_ bytes: UnsafeRawBufferPointer, named file: String) throws(DatasetError) -> RequestTrace
}

extension DatasetReader {
  public init(from spec: inout Spec) { self.init() }

  public func read(_ bytes: [UInt8], named file: String) throws(DatasetError) -> RequestTrace {
    try bytes.withUnsafeBufferPointer { buffer throws(DatasetError) in
      try read(UnsafeRawBufferPointer(buffer), named: file)
    }
  }
}

/// Finds the format by the first line.
public struct AnyFormat: DatasetReader {
  public static let kind = "auto"

  public init() {}

  public static func recognizes(firstLine: String) -> Bool { formats.contains { $0.recognizes(firstLine: firstLine) } }

  public func read(_ bytes: UnsafeRawBufferPointer, named file: String) throws(DatasetError) -> RequestTrace {
    let source = NamedBytes(file: file, bytes: bytes)
    let start = try source.checkedStart()
    let text = bytes[start...].drop { $0 <= 0x20 }
    let line = text.prefix(4096).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let firstLine = String(decoding: line, as: UTF8.self)
    for format in formats where format.recognizes(firstLine: firstLine) {
      return try format.init().read(bytes, named: file)
    }
    throw source.error(
      row: 1, at: start, "the first line '\(source.excerpt(line.indices))' is of no known format",
      remedy: "known are " + formats.map { $0.kind }.joined(separator: ", ")
        + "; rename the columns as one of them has them")
  }
}

/// Whether a header line holds all of these column names.
func header(_ line: String, has names: String...) -> Bool {
  let columns = line.split(separator: ",").map { $0.filter { $0 != "\"" && $0 != " " } }
  return names.allSatisfy { name in columns.contains(name.filter { $0 != " " }) }
}

/// The formats that `auto` tries, in this order.
private let formats: [any DatasetReader.Type] = [
  AzureLLM.self, BurstGPT.self, Mooncake.self, RequestCSV.self, RequestLines.self,
]

/// The formats a scenario may name.
public let datasetReaders = Catalog<any DatasetReader>(
  "trace format",
  [
    .init(AnyFormat.kind, "Finds the format by the first line of the file.") { AnyFormat(from: &$0) },
    .init(AzureLLM.kind, "Azure LLM inference traces of 2023 and 2024 (CSV).") { AzureLLM(from: &$0) },
    .init(BurstGPT.kind, "BurstGPT traces, with or without session columns (CSV).") { BurstGPT(from: &$0) },
    .init(Mooncake.kind, "Mooncake traces with hashes of prompt blocks (JSON lines).") { Mooncake(from: &$0) },
    .init(RequestCSV.kind, "Assay's own CSV: arrival_us, model, prompt_tokens, output_tokens and optional columns.") {
      RequestCSV(from: &$0)
    },
    .init(RequestLines.kind, "Assay's own JSON lines: the keys of the own CSV, one object a line.") {
      RequestLines(from: &$0)
    },
  ])
