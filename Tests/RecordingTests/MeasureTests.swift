import Quantities
import Testing

@testable import Recording

/// Sketches, accumulators and integrals against sums done the long way.
@Suite struct MeasureTests {
  /// Values over many octaves from a fixed congruential sequence.
  private func values(_ count: Int, mask: UInt64 = 0x7FFF_FFFF_FFFF) -> [Int64] {
    var state: UInt64 = 88_172_645_463_325_252
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int64((state & mask) >> (state >> 58))
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

  @Test func meanAndVarianceDoNotCancel() {
    var accumulator = Accumulator()
    for value in [1, 2, 3, 4] as [Int64] { accumulator.add(4_000_000_000_000_000_000 + value) }
    #expect(accumulator.variance == 5.0 / 3)
    var low = Accumulator()
    var high = Accumulator()
    var whole = Accumulator()
    for (i, value) in values(1000, mask: .max >> 1).enumerated() {
      whole.add(i % 2 == 0 ? value : -value)
      if i < 300 { low.add(i % 2 == 0 ? value : -value) } else { high.add(i % 2 == 0 ? value : -value) }
    }
    high.merge(low)
    #expect(high == whole)
    #expect(Accumulator().variance.isNaN && Accumulator().mean.isNaN)
    var extreme = Accumulator()
    for _ in 0..<5 { extreme.add(.min); extreme.add(.max) }
    #expect(extreme.mean == -0.5)
    #expect(abs(extreme.variance / (0x1p126 * 10 / 9) - 1) < 1e-12)
  }

  @Test func anIntegralIsExact() {
    var level = TimeIntegral(level: 2)
    level.change(by: 3, at: Instant(nanoseconds: 10))
    level.set(0, at: Instant(nanoseconds: 14))
    #expect(level.area(through: Instant(nanoseconds: 100)) == 40)
    #expect(level.greatest == 5)
    #expect(level.mean(through: Instant(nanoseconds: 100), over: TimeSpan(nanoseconds: 100)) == 0.4)
  }

  @Test func littlesLawHoldsAndSeesALostJob() {
    var queue = QueueAccount()
    var present: [Instant] = []
    for (i, value) in values(500).enumerated() {
      let now = Instant(nanoseconds: Int64(i) * 1000 + value % 1000)
      if present.count > 5 && value % 2 == 0 {
        queue.leave(cameAt: present.remove(at: Int(value % 5)), at: now)
      } else {
        queue.enter(at: now)
        present.append(now)
      }
    }
    let now = Instant(nanoseconds: 1_000_000)
    let waiting = present.reduce(Int128(0)) { $0 + Int128((now - $1).nanoseconds) }
    #expect(queue.littlesLaw("queue", waiting: waiting, at: now).holds)
    let lost = waiting - Int128((now - present[2]).nanoseconds)
    let account = queue.littlesLaw("queue", waiting: lost, at: now)
    #expect(!account.holds && account.sentence.contains("off by -"))
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
