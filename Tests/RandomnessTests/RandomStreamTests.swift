import Randomness
import Testing

@Suite struct RandomStreamTests {
  /// The published vectors of Random123 (kat_vectors, philox4x32 with 10 rounds).
  @Test(arguments: [
    (
      key: 0 as UInt64, low: 0 as UInt64, high: 0 as UInt64,
      words: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
    ),
    (key: .max, low: .max, high: .max, words: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
    (
      key: 0x299f_31d0_a409_3822, low: 0x85a3_08d3_243f_6a88, high: 0x0370_7344_1319_8a2e,
      words: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    ),
  ])
  func knownAnswers(key: UInt64, low: UInt64, high: UInt64, words: [UInt64]) {
    let (a, b) = Philox.block(key: key, counterLow: low, counterHigh: high)
    #expect(a == words[1] << 32 | words[0])
    #expect(b == words[3] << 32 | words[2])
  }

  @Test func aStreamIsASmallPlainValue() {
    func mustBePlain<T: BitwiseCopyable>(_: T.Type) {}
    mustBePlain(RandomStream.self)
    #expect(MemoryLayout<RandomStream>.stride <= 56)
  }

  @Test func wordsAreTheHalvesOfSuccessiveBlocks() {
    var stream = RandomStream(key: 7, entity: 3)
    for block in 0..<5 as Range<UInt64> {
      let (a, b) = Philox.block(key: 7, counterLow: block, counterHigh: 3)
      #expect(stream.next() == a)
      #expect(stream.next() == b)
    }
    #expect(stream.position == 10)
  }

  @Test func aPositionIsReachedWithoutDrawing() {
    var stream = RandomStream(key: 7, entity: 3)
    for position in 0..<9 as Range<UInt64> {
      var opened = RandomStream(key: 7, entity: 3, position: position)
      #expect(opened.next() == stream.next())
      #expect(opened.next() == RandomStream(key: 7, entity: 3, position: position + 1).first64)
    }
  }

  @Test func streamsDependOnSeedNameAndEntityOnly() {
    let source = RandomSource(seed: 1)
    let name = StreamName("arrivals")
    #expect(source.stream(name).first64 == source.stream(StreamName("arrivals"), 0).first64)
    let words = [
      source.stream(name).first64, source.stream(name, 1).first64, source.stream(name, -1).first64,
      source.stream(StreamName("service")).first64, RandomSource(seed: 2).stream(name).first64,
      source.replication(0).stream(name).first64, source.replication(1).stream(name).first64,
    ]
    #expect(Set(words).count == words.count)
  }

  @Test func equalNamesAreNoCollision() {
    #expect(StreamName.collision(among: ["a", "b", "a", "c"]) == nil)
  }

  @Test func uniformsLieInTheirRange() {
    var stream = RandomStream(key: 1, entity: 2)
    var sum = 0.0
    for _ in 0..<100_000 {
      let u = stream.uniform()
      let v = stream.uniformPositive()
      #expect(u >= 0 && u < 1 && v > 0 && v < 1)
      sum += u + v
    }
    #expect(abs(sum / 200_000 - 0.5) < 0.003)
  }

  @Test func belowIsEven() {
    var stream = RandomStream(key: 1, entity: 2)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[stream.below(6)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 })
    #expect(stream.below(1) == 0)
    for _ in 0..<100 { #expect(stream.below(.max) >= 0) }
  }

  @Test func aCopyContinuesOnItsOwn() {
    var a = RandomStream(key: 1, entity: 2)
    _ = a.next()
    var b = a
    #expect(a.exponential() == b.exponential())
    #expect(a.normal() == b.normal())
  }
}

extension RandomStream {
  fileprivate var first64: UInt64 {
    var copy = self
    return copy.next()
  }
}
