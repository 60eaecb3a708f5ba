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

  /// One queue for all servers is best, then the shortest queue, the shorter of two, in turn, at random; and none of the
  /// intervals touch.
  @Test func knowledgeShortensQueues() throws {
    let metric = "e2e_mean_s"
    var last = (name: "", high: 0.0)
    for scenario in ["mmc", "ten-shortest-queue", "ten-two-choices", "ten-round-robin", "ten-random"] {
      let sample = try TheoryTests.replicate(scenario, [metric])[metric] ?? []
      try #require(sample.count == TheoryTests.replications)
      let (mean, half) = TheoryTests.interval(of: sample)
      #expect(mean - half > last.high, "\(scenario) is not above \(last.name)")
      print("\(scenario) \(metric): \(mean) ± \(half) (99.99 %)")
      last = (scenario, mean + half)
    }
  }
}
