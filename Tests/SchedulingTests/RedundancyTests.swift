import Quantities
import Randomness
import Specs
import Testing

@testable import Scheduling

@Suite struct RedundancyTests {
  private func hedge(_ text: String) throws -> any RedundancyRule {
    try SpecReader.read(Array("redundancy: \(text)\n".utf8), named: "test") { spec in
      spec.takeOptionalChoice("redundancy", "", from: redundancyRules)
    }.product!
  }

  /// The window's quantile is that of a sorted copy of the last values, whatever came before them.
  @Test func recentQuantilesAreExact() {
    var stream = RandomSource(seed: 5).stream(StreamName("latencies"))
    for level in [0.01, 0.5, 0.95, 0.9999] {
      var recent = RecentQuantile(level: level, window: 50)
      var all: [TimeSpan] = []
      for _ in 0..<400 {
        // Few different values, so that there are equals to lose.
        let value = TimeSpan(nanoseconds: Int64(stream.below(30)))
        recent.add(value)
        all.append(value)
        let window = all.suffix(50).sorted()
        let rank = window.indices.first { Double($0 + 1) >= level * Double(window.count) }!
        #expect(recent.value == window[rank] && recent.count == window.count)
      }
    }
  }

  @Test func aHedgeWaitsForTheQuantileOfWhatItSaw() throws {
    var rule = try hedge("{kind: hedge, quantile: 0.9}")
    for latency in 1...19 {
      #expect(rule.jobSent() == nil, "nobody is hedged before 20 latencies are known")
      rule.answered(after: .milliseconds(Int64(latency)))
    }
    rule.answered(after: .milliseconds(20))
    #expect(rule.jobSent() == .milliseconds(18))
    #expect(rule.copiesAtOnce == 0)
  }

  /// However often it is asked, the copies stay within their share of the jobs sent so far.
  @Test func aHedgeKeepsToItsBudget() throws {
    var rule = try hedge("{kind: hedge, delay: 5 ms, budget: 0.05}")
    var copies = 0
    for job in 1...2000 {
      #expect(rule.jobSent() == .milliseconds(5))
      if rule.grantsCopy() { copies += 1 }
      #expect(Double(copies) <= 0.05 * Double(job))
    }
    #expect(copies == 100)
  }

  @Test func duplicatesLeaveAtOnce() throws {
    var rule = try hedge("{kind: duplicate, copies: 3}")
    #expect(rule.copiesAtOnce == 2 && rule.jobSent() == nil && !rule.grantsCopy())
  }
}
