import Quantities
import Randomness
import Testing
import Vocabulary

@testable import Scheduling

/// The index of asks against the scan: the same provider from the same stream, with and without limits.
@Suite struct AskIndexTests {
  private let source = RandomSource(seed: 71_903)

  /// How asks are dealt: what makes equals, ratios and prices of all kinds.
  enum Dealing: CaseIterable { case distinct, fleets, alike, small }

  private func deal(_ dealing: Dealing, _ table: inout ProviderTable, using stream: inout RandomStream) {
    for i in 0..<table.count {
      let asks: (Int64, Int64, Int64)
      switch dealing {
      case .distinct:
        let factor = 1 + Int64(stream.below(1_000_000))
        asks = (3 * factor, 10 * factor, 50 * factor)
      case .fleets:
        let fleet = Int64(1 + stream.below(3))
        asks = (fleet * fleet * 100, fleet * 500, fleet * 7)
      case .alike: asks = (5, 9, 1000)
      case .small: asks = (Int64(stream.below(3)), Int64(stream.below(3)), Int64(stream.below(3)))
      }
      (table.askPrompt[i], table.askOutput[i], table.askSecond[i]) = asks
    }
  }

  @Test(arguments: Dealing.allCases) func indexAndScanAgree(dealing: Dealing) {
    for round in 0..<40 {
      var stream = source.stream(StreamName("asks"), round)
      var plain = RandomTable(count: 1 + stream.below(300), using: &stream).table
      deal(dealing, &plain, using: &stream)
      var indexed = plain
      indexed.keepIndex(by: Cheapest().preferredIndex)
      var policies = (Cheapest(), Cheapest())
      var note = DecisionNote()
      for step in 0..<60 {
        change(&indexed, &plain, using: &stream)
        var job = RandomTable.job(using: &stream)
        // A step of work makes many prices round up to the same.
        if stream.below(8) == 0 { job.work = TimeSpan(nanoseconds: 1 + Int64(stream.below(5))) }
        if stream.below(2) == 0 { (job.budget, job.deadline) = (.max, .never) }
        var streams = (stream, stream)
        let a = policies.0.place(job, among: indexed, at: .start, using: &streams.0, noting: &note)
        let b = policies.1.place(job, among: plain, at: .start, using: &streams.1, noting: &note)
        #expect(
          a == b && streams.0.position == streams.1.position,
          "\(dealing), seed \(source.seed), round \(round), step \(step)")
        stream = streams.0
        if let a {
          indexed.assign(1_000_000, to: a)
          plain.assign(1_000_000, to: a)
        }
      }
    }
  }

  private func change(_ a: inout ProviderTable, _ b: inout ProviderTable, using stream: inout RandomStream) {
    let provider = ProviderID(stream.below(a.count))
    switch stream.below(6) {
    case 0:
      let isUp = stream.below(2) == 0
      a.setUp(provider, isUp)
      b.setUp(provider, isUp)
    case 1:
      let ask = Int64(stream.below(20))
      a.askOutput[provider.index] = ask
      b.askOutput[provider.index] = ask
    case 2 where a.outstanding[provider.index] > 0:
      a.release(1000, from: provider)
      b.release(1000, from: provider)
    default:
      a.assign(1000, to: provider)
      b.assign(1000, to: provider)
    }
  }

  @Test func anAskThatChangedPutsTheIndexAsideUntilTheNextChange() {
    var stream = source.stream(StreamName("aside"))
    var table = RandomTable(count: 20, using: &stream).table
    var search = AskSearch()
    #expect(search.run(RandomTable.easy, within: .max, among: table) == nil)
    table.keepIndex(by: .ask)
    #expect(search.run(RandomTable.easy, within: .max, among: table) != nil)
    table.askPrompt[3] = 1
    #expect(search.run(RandomTable.easy, within: .max, among: table) == nil)
    table.setUp(ProviderID(0), true)
    #expect(search.run(RandomTable.easy, within: .max, among: table) != nil)
  }
}
