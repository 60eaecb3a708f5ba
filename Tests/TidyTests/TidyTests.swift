import Foundation
import Testing

/// The house rules of CONTRIBUTING.md, as far as a machine can see them.
@Suite struct TidyTests {
  static let sources = SourceTree.files(below: ["Sources", "Benchmarks", "Tests"])

  @Test func thereIsSomethingToRead() {
    #expect(Self.sources.count > 50)
  }

  @Test func filesStayBelow400Lines() {
    for file in Self.sources where file.lines.count > 400 { Issue.record("\(file.path): \(file.lines.count) lines") }
  }

  @Test func linesStayBelow120Characters() {
    for file in Self.sources {
      for (number, line) in file.lines.enumerated() where line.count > 120 {
        Issue.record("\(file.path):\(number + 1): \(line.count) characters")
      }
    }
  }

  @Test func functionsStayBelow60Lines() {
    for file in Self.sources {
      for function in file.functions where function.length > 60 {
        Issue.record("\(file.path):\(function.line): \(function.length) lines")
      }
    }
  }

  /// Each ban with what to use in its place.
  static let bans: [(pattern: String, floors: ClosedRange<Int>, instead: String)] = [
    (#"\bDate\("#, 0...4, "an `Instant` parameter"),
    (#"\bTask\.sleep|\bclock_gettime|\bDispatchTime|\bContinuousClock"#, 0...4, "an `Instant` parameter"),
    (
      #"SystemRandomNumberGenerator|\.random\(in:|\.shuffled\(\)|\.randomElement\(\)"#, 0...6,
      "a `RandomStream` parameter"
    ),
    (#"^\s*(public |internal )?import Foundation"#, 0...6, "Glibc, or code of our own"),
    (#"(?<![\w.`])(Glibc\.)?(log|log2|log10|log1p|exp|exp2|expm1|pow|sin|cos|tan|atan|atan2|tgamma|lgamma)\("#, 0...4,
      "portableLog and its siblings"),
    (#"\bfopen\(|\bopen\(\s*\"|\bfread\("#, 0...4, "bytes handed in by floor 5"),
    (#"\b(class|struct|enum|protocol|actor)\s+\w*(Manager|Helper|Utils|Base|Impl)\b"#, 0...6, "a noun of the field"),
    (#"\b(TODO|FIXME|XXX)\b"#, 0...6, "an issue, or nothing"),
    (#"\bfatalError\("#, 0...6, "`preconditionFailure` with a sentence"),
    (#"\btry!"#, 0...6, "a typed error or a precondition"),
    (#"\bprint\("#, 0...4, "a record in the journal"),
    (#"@unchecked Sendable|nonisolated\(unsafe\)"#, 1...6, "a value, or a `let`"),
    (#"\bunsafeFlags|-Ounchecked|-ffast-math"#, 0...6, "portable, checked code"),
    (#"for\s.*\bin\s.*\.(keys|values)\b"#, 0...4, "an array by id: the order of a dictionary is seeded per process"),
    (#"(var|let)\s+\w+\s*:\s*(\[\w+\s*:\s*[^\]]+\]|Dictionary<|Set<)"#, 1...4, "arrays indexed by ids"),
  ]

  @Test(arguments: bans.indices)
  func bannedWordsHaveReplacements(index: Int) throws {
    let ban = Self.bans[index]
    let pattern = try NSRegularExpression(pattern: ban.pattern)
    for file in Self.sources {
      guard let floor = file.floor, ban.floors.contains(floor) else { continue }
      for (number, line) in file.lines.enumerated() {
        let code = SourceTree.codeOnly(line)
        if pattern.firstMatch(in: code, range: NSRange(code.startIndex..., in: code)) != nil {
          Issue.record("\(file.path):\(number + 1): \(line.trimmingCharacters(in: .whitespaces)); use \(ban.instead)")
        }
      }
    }
  }

  @Test func everyPublicTypeSaysWhatItIs() throws {
    let pattern = try NSRegularExpression(pattern: #"^public (final class|struct|enum|protocol|indirect enum) \w+"#)
    for file in Self.sources where file.floor != nil {
      for (number, line) in file.lines.enumerated() {
        let isType = pattern.firstMatch(in: line, range: NSRange(line.startIndex..., in: line)) != nil
        guard isType, number > 0 else { continue }
        let above = file.lines[..<number].last { !$0.hasPrefix("@") } ?? ""
        // An empty enum that only tags identifiers explains itself.
        if !above.hasPrefix("///") && !line.hasSuffix("Kind {}") && !above.hasPrefix("public enum") {
          Issue.record("\(file.path):\(number + 1): no doc comment above `\(line)`")
        }
      }
    }
  }
}
