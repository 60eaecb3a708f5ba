import Datasets
import Quantities
import Randomness
import Testing

@testable import Scenarios

private let stream = RandomSource(seed: 5).stream(StreamName("replay"))

private func trace(_ microseconds: [Int]) throws -> RequestTrace {
  var text = "arrival_us,model,prompt_tokens,output_tokens,session\n"
  for (row, time) in microseconds.enumerated() { text += "\(time),m,\(100 + row),\(row),s\(row % 2)\n" }
  return try RequestCSV().read(Array(text.utf8), named: "t.csv")
}

private struct Seen: Equatable {
  var time: Int64
  var row: Int
  var copy: Int
}

private func play(_ process: TraceArrivals, limit: Int) -> [Seen] {
  var process = process
  var stream = stream
  var seen: [Seen] = []
  var now = Instant.start
  while seen.count < limit, let next = process.next(after: now, using: &stream) {
    #expect(next >= now)
    now = next
    let row = process.currentRow!
    seen.append(Seen(time: next.nanoseconds, row: row.index, copy: row.copy))
  }
  return seen
}

@Test func oneCopyOnceIsTheTraceItself() throws {
  let trace = try trace([0, 10, 10, 40])
  let seen = play(TraceArrivals(trace: trace), limit: 100)
  #expect(seen.map(\.time) == [0, 10_000, 10_000, 40_000] && seen.map(\.row) == [0, 1, 2, 3])
  var process = TraceArrivals(trace: trace)
  var stream = stream
  _ = process.next(after: .start, using: &stream)
  _ = process.next(after: .start, using: &stream)
  let row = try #require(process.currentRow)
  #expect(row.promptTokens == 101 && row.outputTokens == 1 && row.affinity == trace.affinities[1])
  #expect(row.model == 0 && row.region == -1 && process.trace?.models.names == ["m"])
  _ = process.next(after: .start, using: &stream)
  _ = process.next(after: .start, using: &stream)
  #expect(process.next(after: .start, using: &stream) == nil && process.currentRow == nil)
}

@Test func loopsStretchesAndStartsLater() throws {
  let trace = try trace([0, 10, 30])
  // A period is the span and one mean gap: 45 µs.
  #expect(trace.period.nanoseconds == 45_000)
  let looped = play(TraceArrivals(trace: trace, loops: true), limit: 7)
  #expect(looped.map(\.time) == [0, 10_000, 30_000, 45_000, 55_000, 75_000, 90_000])
  #expect(looped.map(\.row) == [0, 1, 2, 0, 1, 2, 0])
  let slow = play(TraceArrivals(trace: trace, stretch: 2.5, loops: true), limit: 4)
  #expect(slow.map(\.time) == [0, 25_000, 75_000, 112_500])
  #expect(abs(TraceArrivals(trace: trace, stretch: 2).meanRate - 3 / 90e-6) < 1e-6)
  var process = TraceArrivals(trace: trace)
  var stream = stream
  #expect(process.next(after: Instant(nanoseconds: 7), using: &stream)?.nanoseconds == 7)
}

/// Against the plain way: every copy's rows turned, all sorted.
@Test(arguments: [1, 2, 3, 17, 200], [false, true])
func copiesAreTheTraceTurned(copies: Int, loops: Bool) throws {
  let trace = try trace([0, 3, 3, 7, 20, 21, 22, 50, 90, 90, 101])
  let period = trace.period.nanoseconds
  let passes = loops ? 3 : 1
  let seen = play(TraceArrivals(trace: trace, loops: loops, copies: copies), limit: passes * copies * trace.count)
  var offsets = stream
  var expected: [(time: Int64, copy: Int, row: Int)] = []
  for copy in 0..<copies {
    let offset = copy == 0 ? 0 : Int64(offsets.below(Int(period)))
    for pass in 0..<passes {
      for (row, arrival) in trace.arrivals.enumerated() {
        expected.append(((arrival.nanoseconds + offset) % period + Int64(pass) * period, copy, row))
      }
    }
  }
  // Within a copy, rows of equal time come in the trace's order: row is the last key of the order.
  expected.sort { ($0.time, $0.copy, $0.row) < ($1.time, $1.copy, $1.row) }
  #expect(seen == expected.map { Seen(time: $0.time, row: $0.row, copy: $0.copy) })
}

@Test func copiesKeepTheRateAndSpread() throws {
  let trace = try trace((0..<500).map { $0 * $0 })
  let copies = 40
  let seen = play(TraceArrivals(trace: trace, loops: true, copies: copies), limit: 500 * copies * 4)
  let span = Double(seen.last!.time) / 1e9
  let rate = TraceArrivals(trace: trace, loops: true, copies: copies).meanRate
  #expect(abs(Double(seen.count) / span / rate - 1) < 0.01)
  // Alone the trace's first tenth of time holds a third of its rows; superposed, a tenth of the period holds about a
  // tenth.
  let period = trace.period.nanoseconds
  let early = seen.count { $0.time % period < period / 10 }
  #expect(abs(Double(early) / Double(seen.count) - 0.1) < 0.04)
}

@Test func aTraceOfOneRequestRepeatsEverySecond() throws {
  let seen = play(TraceArrivals(trace: try trace([5]), loops: true), limit: 3)
  #expect(seen.map(\.time) == [0, 1_000_000_000, 2_000_000_000])
}

@Test func hugeStretchEndsQuietly() throws {
  let seen = play(TraceArrivals(trace: try trace([0, 9_000_000_000_000_000]), stretch: 1e6, loops: true), limit: 50)
  #expect(seen.count < 50 && seen.allSatisfy { $0.time >= 0 })
}
