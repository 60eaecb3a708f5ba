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
    let rules = Rule.allCases.map { rule in
      JSONValue.object([
        .init("id", .text(rule.rawValue)), .init("shortDescription", .object([.init("text", .text(rule.help))])),
      ])
    }
    let driver = JSONValue.object([
      .init("name", .text("assay")), .init("semanticVersion", .text(version)), .init("rules", .list(rules)),
    ])
    let run = JSONValue.object([
      .init("tool", .object([.init("driver", driver)])), .init("columnKind", .text("unicodeCodePoints")),
      .init("results", .list(report.cells.flatMap { results(of: $0, isStrict: isStrict) })),
    ])
    let log = JSONValue.object([
      .init("$schema", .text("https://json.schemastore.org/sarif-2.1.0.json")), .init("version", .text("2.1.0")),
      .init("runs", .list([run])),
    ])
    return Array(log.rendered.utf8)
  }

  private static func results(of cell: GateReport.Cell, isStrict: Bool) -> [JSONValue] {
    var results: [JSONValue] = []
    if let violation = cell.violation {
      results.append(result(.broken, "error", "\(cell.name): \(violation)", key: cell.name, cell))
    }
    for finding in cell.findings where finding.verdict == .worse {
      let sentence = Wording.sentence(finding, in: cell)
      results.append(result(.worse, "error", sentence, key: "\(cell.name) \(finding.metric)", cell))
    }
    if case .changed(let change) = cell.course {
      let text = "\(cell.name): " + change.sentences.joined(separator: "; ")
      results.append(result(.course, isStrict ? "error" : "note", text, key: cell.name, cell))
    }
    return results
  }

  private static func result(
    _ rule: Rule, _ level: String, _ text: String, key: String, _ cell: GateReport.Cell
  ) -> JSONValue {
    let place = JSONValue.object([
      .init("artifactLocation", .object([.init("uri", .text(uri(cell.file)))])),
      .init("region", .object([.init("startLine", .integer(1))])),
    ])
    return .object([
      .init("ruleId", .text(rule.rawValue)),
      .init("ruleIndex", .integer(Rule.allCases.firstIndex(of: rule) ?? 0)),
      .init("level", .text(level)),
      .init("message", .object([.init("text", .text(text))])),
      .init("locations", .list([.object([.init("physicalLocation", place)])])),
      .init("partialFingerprints", .object([.init("assay/v1", .text("\(rule.rawValue) \(key)"))])),
    ])
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
