import Quantities
import Testing

@testable import Recording

/// Sketches against sums done the long way.
@Suite struct MeasureTests {
  /// Values over many octaves from a fixed congruential sequence.
  private func values(_ count: Int) -> [Int64] {
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int64((state & 0x7FFF_FFFF_FFFF) >> (state >> 58))
    }
  }

  @Test func quantilesAreWithinTheirError() throws {
    let values = values(20_001)
    var sketch = QuantileSketch()
    for value in values { sketch.add(nanoseconds: value) }
    let sorted = values.sorted()
    for permille in stride(from: 0, through: 1000, by: 5) {
      let rank = max(1, (sorted.count * permille + 999) / 1000)
      let exact = sorted[rank - 1]
      let found = try #require(sketch.quantile(permille: permille)).nanoseconds
      #expect(abs(found - exact) * 256 <= exact, "permille \(permille)")
    }
    #expect(sketch.minimum?.nanoseconds == sorted.first && sketch.maximum?.nanoseconds == sorted.last)
    #expect(sketch.sum == sorted.reduce(Int128(0)) { $0 + Int128($1) } && sketch.count == 20_001)
  }

  @Test func smallValuesAreExactAndEdgesFit() {
    for value in Array(0...1023) + [Int64.max, .max - 1, 1 << 62, (1 << 62) - 1] as [Int64] {
      var sketch = QuantileSketch()
      sketch.add(nanoseconds: value)
      #expect(sketch.quantile(permille: 500)?.nanoseconds == value)
    }
    var sketch = QuantileSketch()
    for value in 0..<256 as Range<Int64> { sketch.add(nanoseconds: value) }
    #expect(sketch.quantile(permille: 500)?.nanoseconds == 127)
    #expect(sketch.count(above: TimeSpan(nanoseconds: 200)) == 55)
    #expect(QuantileSketch().quantile(permille: 500) == nil)
  }

  @Test func mergingInAnyOrderIsTheSame() {
    let values = values(3000)
    var whole = QuantileSketch()
    var parts = [QuantileSketch(), QuantileSketch(), QuantileSketch()]
    for (i, value) in values.enumerated() {
      whole.add(nanoseconds: value)
      parts[i % 3].add(nanoseconds: value)
    }
    var forward = parts[0]
    forward.merge(parts[1])
    forward.merge(parts[2])
    var backward = parts[2]
    backward.merge(parts[0])
    backward.merge(parts[1])
    backward.merge(QuantileSketch())
    #expect(forward == whole && backward == whole)
  }

  @Test func aMetricTableKeepsItsOrder() {
    var table = MetricTable()
    table.startGroup("Jobs")
    table.add("jobs_arrived", .count(10))
    var sketch = QuantileSketch()
    sketch.add(.milliseconds(5))
    table.add("ttft", sketch, label: "time to first token")
    table.add("empty", QuantileSketch(), label: "never")
    table.add(ExactAccount("jobs", unit: "jobs", left: [.init("arrived", 10)], right: [.init("completed", 9)]))
    #expect(table.metrics.map(\.name).prefix(3) == ["jobs_arrived", "ttft_mean_s", "ttft_p50_s"])
    #expect(table.metrics[0].label == "jobs arrived" && table["ttft_p99_s"] == .seconds(.milliseconds(5)))
    #expect(table.metrics.count == 7)
    #expect(table.brokenAccount?.sentence == "jobs: arrived 10 = completed 9, off by 1 jobs")
  }
}
