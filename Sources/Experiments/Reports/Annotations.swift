/// A report as workflow commands of GitHub Actions: annotations of the run and of the scenario's file.
public enum Annotations {
  public static func lines(_ report: GateReport, isStrict: Bool) -> [String] {
    report.cells.flatMap { cell -> [String] in
      var lines: [String] = []
      if let violation = cell.violation {
        lines.append(command("error", cell, "invariant broken", "\(cell.name): \(violation)"))
      }
      for finding in cell.findings where finding.verdict == .worse {
        lines.append(command("error", cell, "\(finding.metric) is worse", Wording.sentence(finding, in: cell)))
      }
      if case .changed(let change) = cell.course {
        let text = "\(cell.name): " + change.sentences.joined(separator: "\n")
        lines.append(command(isStrict ? "error" : "notice", cell, "the course of events changed", text))
      }
      return lines
    }
  }

  private static func command(_ level: String, _ cell: GateReport.Cell, _ title: String, _ text: String) -> String {
    "::\(level) file=\(property(cell.file)),title=\(property(title))::\(data(text))"
  }

  private static func data(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.append(character)
      }
    }
  }

  private static func property(_ text: String) -> String {
    data(text).reduce(into: "") { result, character in
      switch character {
      case ":": result += "%3A"
      case ",": result += "%2C"
      default: result.append(character)
      }
    }
  }
}
