import Quantities
import Randomness
import Specs
import Testing
import Vocabulary

@testable import Scheduling

/// Size interval assignment: who gets which sizes, and how much load.
@Suite struct SizeIntervalTests {
  private var stream = RandomSource(seed: 606).stream(StreamName("sizes"))

  /// A bounded Pareto size by inversion, as in the paper: B(k, p, α), with k = 1.
  private mutating func size(most p: Double, alpha: Double) -> Double {
    let u = stream.uniform()
    return portablePow(1 - u * (1 - portablePow(p, -alpha)), -1 / alpha)
  }

  /// The size below which `part` of the load is, in closed form for α ≠ 1.
  private func cut(_ part: Double, most p: Double, alpha: Double) -> Double {
    let power = 1 - alpha
    return portablePow(1 + part * (portablePow(p, power) - 1), 1 / power)
  }

  private func job(of seconds: Double) -> Job {
    var job = RandomTable.easy
    job.work = TimeSpan(seconds: seconds)
    return job
  }

  @Test(arguments: [2, 4]) mutating func learnedBandsHoldEqualLoad(bands: Int) throws {
    var policy = try CatalogTests.policy("policy: {kind: sita, bands: \(bands)}")
    let table = RandomTable.alike(Array(repeating: 0, count: bands))
    var note = DecisionNote()
    var loads = Array(repeating: 0.0, count: bands)
    var wrong = 0
    let cuts = (1..<bands).map { cut(Double($0) / Double(bands), most: 1000, alpha: 1.5) }
    for step in 0..<120_000 {
      let size = size(most: 1000, alpha: 1.5)
      let pick = policy.place(job(of: size), among: table, at: .start, using: &stream, noting: &note)!.index
      guard step >= 40_000 else { continue }
      loads[pick] += size
      wrong += cuts.filter { size >= $0 }.count == pick ? 0 : 1
    }
    // The load of 80,000 such sizes has a relative standard deviation of 2 %.
    let mean = loads.reduce(0, +) / Double(bands)
    for load in loads { #expect(abs(load - mean) < 0.1 * mean) }
    // Bands by the closed form but for sizes next to a cut.
    #expect(Double(wrong) < 0.01 * 80_000)
  }

  @Test mutating func bandsOfALawAreThoseOfItsClosedForm() throws {
    let law = "{kind: exponential, mean: 2}"
    let reader = try CatalogTests.policy("policy: {kind: sita, bands: 2, law: \(law)}")
    var policy = reader
    let table = RandomTable.alike([0, 0])
    var note = DecisionNote()
    // Half of an exponential's load lies below x with (1 + x) e^-x = 1/2: x = 1.678347 means.
    for size in stride(from: 0.05, to: 12, by: 0.05) where abs(size - 2 * 1.678347) > 0.05 {
      let pick = policy.place(job(of: size), among: table, at: .start, using: &stream, noting: &note)!.index
      #expect(pick == (size > 2 * 1.678347 ? 1 : 0), "size \(size)")
    }
  }

  @Test mutating func givenCutsAreKeptAndTheNextGroupHelpsOut() throws {
    var policy = try CatalogTests.policy("policy: {kind: sita, cuts: [10, 100]}")
    var table = RandomTable.alike([0, 0, 0])
    var note = DecisionNote()
    func pick(_ size: Double) -> Int? {
      policy.place(job(of: size), among: table, at: .start, using: &stream, noting: &note)?.index
    }
    #expect([pick(1), pick(9.99), pick(10), pick(99), pick(100), pick(5000)] == [0, 0, 1, 1, 2, 2])
    var tokens = RandomTable.easy
    (tokens.promptTokens, tokens.outputTokens) = (60, 40)
    #expect(policy.place(tokens, among: table, at: .start, using: &stream, noting: &note)?.index == 2)
    table.isUp[1] = false
    #expect(pick(50) == 2)
    table.isUp[2] = false
    #expect([pick(50), pick(1000)] == [0, 0])
  }

  @Test mutating func theSlowestGroupOfEqualCapacityServesTheSmallest() throws {
    // Speeds 4, 1, 1, 2 and one slot each: the two halves of the capacity are {1, 1, 2} and {4}.
    let facts = ProviderFacts(
      regions: Array(repeating: RegionID(0), count: 4), models: [1, 1, 1, 1], speedRow: [0, 1, 1, 2],
      promptPicoseconds: [0, 0, 0], outputPicoseconds: [1000, 4000, 2000], speed16: [65_536, 65_536, 65_536],
      slots: [1, 1, 1, 1], regionRoundTrip: [0], accessDelay: [0, 0, 0, 0], modelCount: 1, regionCount: 1)
    let table = ProviderTable(facts: facts)
    var policy = try CatalogTests.policy("policy: {kind: sita, cuts: [150]}")
    var note = DecisionNote()
    var small = RandomTable.easy
    small.promptTokens = 10
    var counts = [0, 0, 0, 0]
    for _ in 0..<300 {
      counts[policy.place(small, among: table, at: .start, using: &stream, noting: &note)!.index] += 1
      #expect(policy.place(RandomTable.easy, among: table, at: .start, using: &stream, noting: &note)!.index == 0)
    }
    #expect(counts[0] == 0 && fits([counts[1], counts[2], counts[3]], [1.0 / 3, 1.0 / 3, 1.0 / 3]))
  }

  @Test func wrongCutsAreRefused() {
    for text in ["cuts: [5, 5]", "cuts: [1, 2], bands: 5", "cuts: [1], law: {kind: exponential, mean: 1}"] {
      #expect(throws: (any Error).self) { try CatalogTests.policy("policy: {kind: sita, \(text)}") }
    }
  }
}
