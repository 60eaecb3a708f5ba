import Specs

/// A report as SARIF 2.1.0 (OASIS, 2020), which code-scanning services show beside the lines of a pull request.
public enum SARIFReport {
  private enum Rule: String, CaseIterable {
    case worse = "metric-worse"
    case broken = "invariant-broken"
    case course = "course-changed"

    var help: String {
      switch self {
      case .worse: "A metric became worse beyond its tolerance."
      case .broken: "An invariant of the simulation does not hold."
      case .course: "The same scenario and seed gave other events than its baseline."
      }
    }
  }

  /// `version` is the program's.
  public static func json(_ report: GateReport, version: String, isStrict: Bool) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
    writer.member("version", "2.1.0")
    writer.key("runs")
    writer.beginArray()
    writer.beginObject()
    writeTool(version, to: &writer)
    writer.member("columnKind", "unicodeCodePoints")
    writer.key("results")
    writer.beginArray()
    for cell in report.cells { write(cell, isStrict: isStrict, to: &writer) }
    writer.endArray()
    writer.endObject()
    writer.endArray()
    writer.endObject()
    return writer.bytes
  }

  private static func writeTool(_ version: String, to writer: inout JSONWriter) {
    writer.key("tool")
    writer.beginObject()
    writer.key("driver")
    writer.beginObject()
    writer.member("name", "assay")
    writer.member("semanticVersion", version)
    writer.key("rules")
    writer.beginArray()
    for rule in Rule.allCases {
      writer.beginObject()
      writer.member("id", rule.rawValue)
      writer.key("shortDescription")
      writer.beginObject()
      writer.member("text", rule.help)
      writer.endObject()
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    writer.endObject()
  }

  private static func write(_ cell: GateReport.Cell, isStrict: Bool, to writer: inout JSONWriter) {
    if let violation = cell.violation {
      result(.broken, "error", "\(cell.name): \(violation)", key: cell.name, cell, to: &writer)
    }
    for finding in cell.findings where finding.verdict == .worse {
      let sentence = Wording.sentence(finding, in: cell)
      result(.worse, "error", sentence, key: "\(cell.name) \(finding.metric)", cell, to: &writer)
    }
    if case .changed(let change) = cell.course {
      let text = "\(cell.name): " + change.sentences.joined(separator: "; ")
      result(.course, isStrict ? "error" : "note", text, key: cell.name, cell, to: &writer)
    }
  }

  private static func result(
    _ rule: Rule, _ level: String, _ text: String, key: String, _ cell: GateReport.Cell, to writer: inout JSONWriter
  ) {
    writer.beginObject()
    writer.member("ruleId", rule.rawValue)
    writer.member("ruleIndex", Rule.allCases.firstIndex(of: rule) ?? 0)
    writer.member("level", level)
    writer.key("message")
    writer.beginObject()
    writer.member("text", text)
    writer.endObject()
    writer.key("locations")
    writer.beginArray()
    writer.beginObject()
    writer.key("physicalLocation")
    writer.beginObject()
    writer.key("artifactLocation")
    writer.beginObject()
    writer.member("uri", uri(cell.file))
    writer.endObject()
    writer.key("region")
    writer.beginObject()
    writer.member("startLine", 1)
    writer.endObject()
    writer.endObject()
    writer.endObject()
    writer.endArray()
    writer.key("partialFingerprints")
    writer.beginObject()
    writer.member("assay/v1", "\(rule.rawValue) \(key)")
    writer.endObject()
    writer.endObject()
  }

  /// A path as a URI reference (RFC 3986): what is not plain is percent-encoded.
  private static func uri(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF")
    var result = path.hasPrefix("/") ? "file://" : ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"):
        result.unicodeScalars.append(UnicodeScalar(byte))
      default: result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
    return result
  }
}
