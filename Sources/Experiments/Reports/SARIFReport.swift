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
    let rules: [JSONValue] = Rule.allCases.map { rule in
      ["id": .text(rule.rawValue), "shortDescription": ["text": .text(rule.help)]]
    }
    let run: JSONValue = [
      "tool": ["driver": ["name": .text("assay"), "semanticVersion": .text(version), "rules": .list(rules)]],
      "columnKind": .text("unicodeCodePoints"),
      "results": .list(report.cells.flatMap { results(of: $0, isStrict: isStrict) }),
    ]
    let log: JSONValue = [
      "$schema": .text("https://json.schemastore.org/sarif-2.1.0.json"), "version": .text("2.1.0"),
      "runs": .list([run]),
    ]
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
    let place: JSONValue = ["artifactLocation": ["uri": .text(uri(cell.file))], "region": ["startLine": .integer(1)]]
    return [
      "ruleId": .text(rule.rawValue), "ruleIndex": .integer(Rule.allCases.firstIndex(of: rule) ?? 0),
      "level": .text(level), "message": ["text": .text(text)],
      "locations": .list([["physicalLocation": place]]),
      "partialFingerprints": ["assay/v1": .text("\(rule.rawValue) \(key)")],
    ]
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
