/// A report as JUnit XML, which GitLab, Jenkins and others show as tests: a suite for each scenario, a case for each
/// metric and one for the course of events.
public enum JUnitReport {
  public static func xml(_ report: GateReport, isStrict: Bool) -> String {
    var body = ""
    var sums = (tests: 0, failures: 0, errors: 0, skipped: 0)
    for cell in report.cells {
      let (text, counts) = suite(cell, isStrict: isStrict)
      body += text
      sums.tests += counts.tests
      sums.failures += counts.failures
      sums.errors += counts.errors
      sums.skipped += counts.skipped
    }
    for (name, reason) in report.skipped {
      sums.tests += 1
      sums.skipped += 1
      body += "  <testsuite name=\(quoted(name)) tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\">\n"
      body +=
        "    <testcase classname=\(quoted(name)) name=\"scenario\"><skipped message=\(quoted(reason))/></testcase>\n"
      body += "  </testsuite>\n"
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + "<testsuites name=\"assay check\" \(attributes(sums))>\n\(body)</testsuites>\n"
  }

  private typealias Counts = (tests: Int, failures: Int, errors: Int, skipped: Int)

  private static func attributes(_ counts: Counts) -> String {
    "tests=\"\(counts.tests)\" failures=\"\(counts.failures)\" errors=\"\(counts.errors)\" "
      + "skipped=\"\(counts.skipped)\""
  }

  private static func suite(_ cell: GateReport.Cell, isStrict: Bool) -> (String, Counts) {
    var counts: Counts = (1, 0, 0, 0)
    var cases = ""
    let course = Wording.course(cell.course).joined(separator: "\n")
    var inside = "<system-out>\(escaped(course))</system-out>"
    if let violation = cell.violation {
      counts.errors += 1
      inside = "<error message=\(quoted("invariant broken: \(violation)"))/>"
    } else if isStrict, case .changed = cell.course {
      counts.failures += 1
      inside = "<failure message=\"the course of events changed\">\(escaped(course))</failure>"
    }
    cases += "    <testcase classname=\(quoted(cell.name)) name=\"trajectory\">\(inside)</testcase>\n"
    for finding in cell.findings {
      counts.tests += 1
      let sentence = Wording.sentence(finding, in: cell)
      var outcome = "<system-out>\(escaped(sentence))</system-out>"
      if finding.verdict == .worse {
        counts.failures += 1
        outcome = "<failure message=\(quoted(sentence)) type=\"worse\"/>"
      } else if finding.verdict == .inconclusive {
        counts.skipped += 1
        outcome = "<skipped message=\(quoted(sentence))/>"
      }
      cases += "    <testcase classname=\(quoted(cell.name)) name=\(quoted(finding.metric))>\(outcome)</testcase>\n"
    }
    let head = "  <testsuite name=\(quoted(cell.name)) \(attributes(counts))>\n"
    return (head + cases + "  </testsuite>\n", counts)
  }

  private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      // XML 1.0 has no way to write other control characters.
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "?"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
