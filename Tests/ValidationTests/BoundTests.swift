import Foundation
import TestSupport
import Testing

/// What theory only bounds or puts in order.
struct BoundTests {
  @Test func waitsStayBelowKingmansBound() throws {
    let table = try CSV(Checkout.root.appending(path: "scenarios/validation/bounds.csv"))
    #expect(table.rows.count >= 2)
    for row in table.rows {
      let (scenario, metric) = (row["scenario"]!, row["metric"]!)
      let bound = try #require(Double(row["bound"]!))
      let sample = try TheoryTests.replicate(scenario, [metric])[metric] ?? []
      try #require(sample.count == TheoryTests.replications)
      let (mean, half) = TheoryTests.interval(of: sample)
      #expect(mean + half <= bound, "\(scenario): \(mean) ± \(half) exceeds \(bound)")
      // Far below the bound would mean that the queue is not the one that the bound is for.
      #expect(mean - half >= 0.4 * bound, "\(scenario): \(mean) ± \(half) against \(bound)")
      print("\(scenario) \(metric): \(mean) ± \(half) (99.99 %), bound \(bound)")
    }
  }

  /// One queue for all servers is best, then the shortest queue, the shorter of two, in turn, at random: no interval of
  /// the two that are only simulated touches another or a closed form (which hold by `TheoryTests`).
  @Test func knowledgeShortensQueues() throws {
    let metric = "e2e_mean_s"
    let known = try TheoryTests.rows().filter { $0.metric == metric }
    func closedForm(_ scenario: String) throws -> Double {
      try #require(known.first { $0.scenario == scenario }).expected
    }
    func simulated(_ scenario: String) throws -> (low: Double, high: Double) {
      let sample = try TheoryTests.replicate(scenario, [metric])[metric] ?? []
      try #require(sample.count == TheoryTests.replications)
      let (mean, half) = TheoryTests.interval(of: sample)
      print("\(scenario) \(metric): \(mean) ± \(half) (99.99 %)")
      return (mean - half, mean + half)
    }
    let (shortest, ofTwo) = (try simulated("ten-shortest-queue"), try simulated("ten-two-choices"))
    let (inTurn, atRandom) = (try closedForm("ten-round-robin"), try closedForm("ten-random"))
    #expect(try closedForm("mmc") < shortest.low && shortest.high < ofTwo.low)
    #expect(ofTwo.high < inTurn && inTurn < atRandom)
  }
}
