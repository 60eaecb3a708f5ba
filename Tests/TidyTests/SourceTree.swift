import Foundation

/// The Swift files of the checkout, read once.
struct SourceFile: Sendable {
  var path: String
  var lines: [String]

  /// Floor of the house, or nil outside Sources.
  var floor: Int? {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" else { return nil }
    return SourceTree.floors.first { $0.targets.contains(String(parts[1])) }?.floor
  }

  /// Functions and initialisers with their first line and length, by counting braces.
  var functions: [(line: Int, length: Int)] {
    var found: [(line: Int, length: Int)] = []
    let head = #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)*(?:func\s|init[?<(])/#
    for (number, line) in lines.enumerated() where line.firstMatch(of: head) != nil {
      var depth = 0
      var isOpen = false
      scan: for end in number..<lines.count {
        for character in SourceTree.codeOnly(lines[end]) {
          if character == "{" { depth += 1; isOpen = true }
          if character == "}" { depth -= 1 }
          if isOpen && depth == 0 {
            found.append((number + 1, end - number + 1))
            break scan
          }
        }
        // A protocol's requirement has no body.
        if !isOpen && end - number > 12 { break }
      }
    }
    return found
  }
}

enum SourceTree {
  static let floors: [(floor: Int, targets: [String])] = [
    (0, ["Quantities", "Specs", "Vocabulary", "Randomness"]),
    (1, ["SimulationKernel"]),
    (2, ["Network", "Inference", "Scheduling", "Economy", "Datasets", "Recording", "Solvers"]),
    (3, ["Scenarios", "Roles"]),
    (4, ["Marketplace"]),
    (5, ["Reporting", "Experiments"]),
    (6, ["AssayCLI", "assay"]),
  ]

  /// The folder of Package.swift.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func files(below folders: [String]) -> [SourceFile] {
    var found: [SourceFile] = []
    for folder in folders {
      let start = root.appendingPathComponent(folder)
      guard let walker = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil) else { continue }
      for case let url as URL in walker where url.pathExtension == "swift" && !url.path.contains("/.build") {
        guard let text = try? String(contentsOf: url, encoding: .utf8) else { continue }
        let path = url.path.replacingOccurrences(of: root.path + "/", with: "")
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        found.append(SourceFile(path: path, lines: lines))
      }
    }
    return found.sorted { $0.path < $1.path }
  }

  /// The line without its comment and without what stands in quotes.
  static func codeOnly(_ line: String) -> String {
    var code = ""
    var isQuoted = false
    var previous: Character = " "
    for character in line {
      if character == "\"" && previous != "\\" { isQuoted.toggle() }
      if !isQuoted {
        if character == "/" && previous == "/" {
          code.removeLast()
          return code
        }
        code.append(character)
      }
      previous = character
    }
    return code
  }
}
