import Foundation
import Scenarios
import Scheduling
import Specs
import TestSupport
import Testing

/// Shipped scenarios, damaged at random: whatever they then say is read, or refused with places; nothing traps.
@Test func damagedScenariosNeverTrap() throws {
  let seed = UInt64.random(in: 0...UInt64.max)
  print("damagedScenariosNeverTrap: seed \(seed)")
  var state = seed
  func below(_ n: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % n
  }
  let words = [
    "0", "-1", "1e9", "1e-300", "9223372036854775807", "0.5", "nan", "true", "x", "\"\"", "[]", "{}", "~", "0 s",
    "1 ns",
    "100000 d", "-5 s", "0 USD", "1 EUR", "0 B", "1 PiB", "{kind: x}", "constant", "[1, 2]", "0 /s", "1000000 /s",
    "100 %",
  ]
  for path in try Checkout.scenarios() {
    let file = Checkout.root.appending(path: path)
    let good = try String(contentsOf: file, encoding: .utf8)
    for _ in 0..<150 {
      var lines = good.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      for _ in 0...below(4) {
        let place = below(lines.count)
        switch below(6) {
        case 0: lines.remove(at: place)
        case 1: lines.insert(lines[below(lines.count)], at: place)
        case 2: lines[place] = replaceValue(lines[place], by: words[below(words.count)], below)
        case 3: lines[place] = replaceValue(lines[place], by: words[below(words.count)], below)
        case 4: lines[place] = String(repeating: " ", count: below(6)) + lines[place]
        default:
          guard !lines[place].isEmpty else { continue }
          let index = lines[place].index(lines[place].startIndex, offsetBy: below(lines[place].count))
          lines[place].remove(at: index)
        }
        if lines.isEmpty { lines = ["{}"] }
      }
      do throws(SpecError) {
        _ = try SpecReader.read(Array(lines.joined(separator: "\n").utf8), named: "s.yaml") {
          Scenario(from: &$0, policies: .standard)
        }
      } catch {
        for problem in error.problems where problem.line == 0 { Issue.record("no place in: \(problem)") }
      }
    }
  }
}

/// Replaces what stands between some `: ` and the next `,`, `}` or end.
private func replaceValue(_ line: String, by word: String, _ below: (Int) -> Int) -> String {
  let starts = line.ranges(of: ": ")
  guard !starts.isEmpty else { return line }
  let start = starts[below(starts.count)].upperBound
  let end = line[start...].firstIndex { $0 == "," || $0 == "}" } ?? line.endIndex
  return line[..<start] + word + line[end...]
}
