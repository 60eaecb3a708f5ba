import Foundation

/// A small CSV file with a header, fields without quotes.
public struct CSV {
  public let columns: [String]
  public let rows: [[String: String]]

  public init(_ file: URL) throws {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    columns = lines.first.map(Self.cells) ?? []
    let header = columns
    rows = lines.dropFirst().map { Dictionary(zip(header, Self.cells($0)), uniquingKeysWith: { first, _ in first }) }
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}

/// A JSON object in a file; keys of inner objects are joined by dots, as in `metrics.latency.value`.
public struct JSONFile {
  public let object: [String: Any]

  public init(_ file: URL) throws {
    let value = try JSONSerialization.jsonObject(with: try Data(contentsOf: file))
    guard let object = value as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
    self.object = object
  }

  public func text(_ key: String) -> String? { value(key) as? String }
  public func number(_ key: String) -> Double? { (value(key) as? NSNumber)?.doubleValue }

  public func value(_ key: String) -> Any? {
    var found: Any? = object
    for part in key.split(separator: ".") { found = (found as? [String: Any])?[String(part)] }
    return found
  }
}
