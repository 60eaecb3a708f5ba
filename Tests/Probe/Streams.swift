import CGSL
import Randomness

/// A block of streams drawn side by side: `values[s]` holds draws of stream s, centred to mean 0 and variance 1.
private struct StreamTable {
  let words: [[UInt64]]
  let values: [[Float]]

  init(_ streams: [RandomStream], draws: Int) {
    var words: [[UInt64]] = []
    for stream in streams {
      var stream = stream
      words.append((0..<draws).map { _ in stream.next() })
    }
    self.words = words
    let scale = Float(12).squareRoot()
    values = words.map { row in row.map { (Float($0 &>> 40) * 0x1p-24 - 0.5) * scale } }
  }

  var draws: Int { values[0].count }
}

/// A thousand streams: no shared words, no correlation between any two nor with themselves later on, each one even.
/// Then the same checks on planted faults, which they must see.
func checkStreams() -> Bool {
  let source = RandomSource(seed: 7)
  // 32 names by 32 entities, neighbours in both.
  let streams = (0..<1024).map { source.stream(StreamName("stream \($0 / 32)"), $0 % 32) }
  let table = StreamTable(streams, draws: 20_000)
  var passes = true
  func expect(_ condition: Bool, _ name: String, _ findings: String) {
    report(condition, name, findings)
    passes = passes && condition
  }
  let level = 1e-4
  let shared = sharedWords(table)
  expect(shared == 0, "words of 1,024 streams", "\(shared) of 20,480,000 occur twice")
  let pairs = worstCorrelation(table)
  expect(pairs > level, "correlation of 523,776 pairs", "least p by Bonferroni \(short(pairs))")
  let lags = worstLag(table, lags: 1...10)
  expect(lags > level, "lags 1 … 10 of each stream", "least p by Bonferroni \(short(lags))")
  let even = worstUniformity(table)
  expect(even > level, "uniformity of each stream", "least p by Bonferroni \(short(even))")

  let few = Array(streams.prefix(16))
  var late = few[3]
  for _ in 0..<7 { _ = late.next() }
  expect(sharedWords(StreamTable(few + [late], draws: 2000)) > 0, "planted overlap by 7 words", "seen by shared words")
  let twin = StreamTable(few + [few[5]], draws: 2000)
  expect(worstCorrelation(twin) < level, "planted twin", "seen by correlation")
  let periodic = StreamTable(few, draws: 2000).repeated(every: 4)
  expect(worstLag(periodic, lags: 1...10) < level, "planted period", "seen by lags")
  expect(worstUniformity(StreamTable(few, draws: 20_000).squeezed) < level, "planted gap", "seen by uniformity")
  return passes
}

/// How many 64-bit words occur more than once in the whole table; 10^-5 are expected by chance.
private func sharedWords(_ table: StreamTable) -> Int {
  let sorted = table.words.flatMap { $0 }.sorted()
  return zip(sorted, sorted.dropFirst()).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
}

/// Two-sided p of the largest correlation of two streams, times the number of pairs.
private func worstCorrelation(_ table: StreamTable) -> Double {
  let count = table.values.count
  var sums = [Double](repeating: 0, count: count * count)
  // Stretches of draws that stay in the cache while all pairs are formed.
  for start in stride(from: 0, to: table.draws, by: 500) {
    let end = min(start + 500, table.draws)
    for i in 0..<count {
      for j in (i + 1)..<max(count, i + 1) {
        sums[i * count + j] += Double(dot(table.values[i], table.values[j], start, end))
      }
    }
  }
  let largest = sums.lazy.map(abs).max() ?? 0
  return min(1, normalTail(largest / Double(table.draws).squareRoot()) * Double(count * (count - 1) / 2))
}

private func worstLag(_ table: StreamTable, lags: ClosedRange<Int>) -> Double {
  var largest = 0.0
  for row in table.values {
    for lag in lags {
      var sum = 0.0
      for i in lag..<row.count { sum += Double(row[i] * row[i - lag]) }
      largest = max(largest, abs(sum) / Double(row.count - lag).squareRoot())
    }
  }
  return min(1, normalTail(largest) * Double(table.values.count * lags.count))
}

/// Chi-square of 64 cells of each stream, on the top bits of the words.
private func worstUniformity(_ table: StreamTable) -> Double {
  var least = 1.0
  for row in table.words {
    var cells = [Int](repeating: 0, count: 64)
    for word in row { cells[Int(word &>> 58)] += 1 }
    let expected = Double(row.count) / 64
    let statistic = cells.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    least = min(least, gsl_cdf_chisq_Q(statistic, 63), gsl_cdf_chisq_P(statistic, 63))
  }
  return min(1, least * 2 * Double(table.words.count))
}

private func normalTail(_ z: Double) -> Double { 2 * gsl_cdf_ugaussian_Q(z) }

private func dot(_ a: [Float], _ b: [Float], _ start: Int, _ end: Int) -> Float {
  var sums = SIMD16<Float>.zero
  var i = start
  return a.withUnsafeBytes { a in
    b.withUnsafeBytes { b in
      while i + 16 <= end {
        sums += a.loadUnaligned(fromByteOffset: i * 4, as: SIMD16<Float>.self)
          * b.loadUnaligned(fromByteOffset: i * 4, as: SIMD16<Float>.self)
        i += 16
      }
      var rest: Float = 0
      while i < end {
        rest += a.load(fromByteOffset: i * 4, as: Float.self) * b.load(fromByteOffset: i * 4, as: Float.self)
        i += 1
      }
      return sums.sum() + rest
    }
  }
}

extension StreamTable {
  private init(words: [[UInt64]], values: [[Float]]) {
    self.words = words
    self.values = values
  }

  /// Every fourth draw shows again two draws later.
  fileprivate func repeated(every n: Int) -> StreamTable {
    StreamTable(
      words: words,
      values: values.map { row in row.indices.map { $0 % n == n - 1 ? row[$0 - 2] : row[$0] } })
  }

  /// One value of 64 in the top bits turned into its neighbour.
  fileprivate var squeezed: StreamTable {
    StreamTable(words: words.map { row in row.map { $0 &>> 58 == 17 ? $0 + 1 << 58 : $0 } }, values: values)
  }
}
