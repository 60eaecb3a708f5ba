import Quantities
import Randomness
import Testing
import Vocabulary

@testable import Scheduling

/// Policies that keep a session or prefix where it was.
@Suite struct AffinityTests {
  private let source = RandomSource(seed: 88_001)

  private func job(_ affinity: UInt64, prompt: Int32 = 100) -> Job {
    var job = RandomTable.easy
    job.affinity = affinity
    job.promptTokens = prompt
    return job
  }

  /// Places the keys in order; the table's loads grow.
  private func fill(_ keys: [UInt64], _ table: inout ProviderTable, _ policy: inout BoundedRing) -> [Int] {
    var stream = source.stream(StreamName("unused"))
    var note = DecisionNote()
    return keys.map { key in
      let pick = policy.place(job(key), among: table, at: .start, using: &stream, noting: &note)!
      table.assign(1, to: pick)
      return pick.index
    }
  }

  @Test(arguments: [1.05, 1.25, 2], [1, 8]) func nobodyExceedsTheBoundOfARing(bound: Double, points: Int) {
    for round in 0..<15 {
      var stream = source.stream(StreamName("ring"), round)
      let count = 2 + stream.below(40)
      var table = RandomTable.alike(Array(repeating: 0, count: count))
      if round % 2 == 0 { table.keepIndex(by: .census) }
      for i in 0..<count - 1 where stream.below(4) == 0 { table.setUp(ProviderID(i), false) }
      let up = table.isUp.count { $0 }
      var policy = BoundedRing(bound: bound, points: points)
      let keys = (0..<300).map { _ in stream.next() }
      for (m, key) in keys.enumerated() {
        _ = fill([key], &table, &policy)
        let most = Int((bound * Double(m + 1) / Double(up)).rounded(.up))
        #expect(table.outstanding.max()! <= most, "seed \(source.seed), round \(round), job \(m)")
      }
    }
  }

  @Test func aCensusCountsWhoIsUpAndTheirJobs() {
    for round in 0..<20 {
      var stream = source.stream(StreamName("census"), round)
      var table = RandomTable(count: 1 + stream.below(40), using: &stream).table
      #expect(table.census(for: RandomTable.easy) == nil)
      table.keepIndex(by: .census)
      for _ in 0..<60 {
        let provider = ProviderID(stream.below(table.count))
        switch stream.below(4) {
        case 0: table.setUp(provider, stream.below(2) == 0)
        case 1: table.release(5, from: provider)
        default: table.assign(5, to: provider)
        }
        let job = RandomTable.job(using: &stream)
        let counted = (0..<table.count).filter {
          table.isUp[$0] && table.facts.models[$0] >> UInt64(job.model.index) & 1 == 1
            && job.allowedRegions >> UInt64(table.facts.regions[$0].index) & 1 == 1
        }
        let census = table.census(for: job)
        #expect(census?.up == Int64(counted.count), "seed \(source.seed), round \(round)")
        #expect(census?.outstanding == counted.reduce(0) { $0 + Int64(table.outstanding[$1]) })
      }
    }
  }

  @Test func aKeyGoesToTheNextPointRoundTheCircle() {
    func hash(_ a: UInt64, _ b: UInt64) -> UInt64 {
      var mixer = Mixer()
      mixer.fold(a)
      mixer.fold(b)
      return mixer.finalized
    }
    for count in 1...6 {
      let ring = HashRing(of: (0..<count).map { ProviderID($0) }, points: 2)
      let points = (0..<UInt64(count)).flatMap { id in [0, 1].map { (hash: hash(id, $0), owner: Int(id)) } }
        .sorted { $0.hash < $1.hash }
      var wrapped = 0
      for key in 0..<UInt64(300) {
        let next = points.first { $0.hash >= hash(key, .max) }
        wrapped += next == nil ? 1 : 0
        #expect(ring.owner(at: ring.place(of: key)).index == (next ?? points[0]).owner)
      }
      #expect(wrapped > 0)
    }
  }

  @Test func aKeyStaysWhereItIsAndTheCensusChangesNothing() {
    var stream = source.stream(StreamName("stay"))
    let keys = (0..<400).map { _ in stream.next() }
    let empty = RandomTable.alike(Array(repeating: 0, count: 30))
    var (a, b) = (empty, empty)
    b.keepIndex(by: .census)
    var policies = (BoundedRing(), BoundedRing())
    #expect(fill(keys, &a, &policies.0) == fill(keys, &b, &policies.1))
    // Without load every key goes home, again and again.
    let homes = keys.map { key in
      var table = empty
      return fill([key], &table, &policies.0)[0]
    }
    let again = keys.map { key in
      var table = empty
      return fill([key], &table, &policies.1)[0]
    }
    #expect(homes == again && Set(homes).count > 20)
  }

  @Test func aRemovalMovesItsOwnKeysAndOverflowOnly() {
    for round in 0..<20 {
      var stream = source.stream(StreamName("removal"), round)
      let count = 10 + stream.below(30)
      let keys = (0..<count * 10).map { _ in stream.next() }
      var before = RandomTable.alike(Array(repeating: 0, count: count))
      var after = before
      let gone = stream.below(count)
      after.setUp(ProviderID(gone), false)
      // A bound that nobody reaches: consistent hashing proper, where only the keys of the one that went move.
      var wide = (BoundedRing(bound: 1000), BoundedRing(bound: 1000))
      var tables = (before, after)
      let (here, there) = (fill(keys, &tables.0, &wide.0), fill(keys, &tables.1, &wide.1))
      for (from, to) in zip(here, there) where from != to { #expect(from == gone, "round \(round)") }
      #expect(!there.contains(gone))
      // The usual bound: Mirrokni 2018, theorem 2: O(1/ε²) keys move for each of those that must.
      var rings = (BoundedRing(), BoundedRing())
      let (full, fewer) = (fill(keys, &before, &rings.0), fill(keys, &after, &rings.1))
      let moved = zip(full, fewer).count { $0 != $1 }
      let own = full.count { $0 == gone }
      #expect(moved >= own && moved <= own * (1 + 2 * 16), "round \(round): \(moved) moved, \(own) had to")
    }
  }

  @Test func aRecordIsBoundedAndForgetsTheOldestFirst() {
    var stream = source.stream(StreamName("record"))
    var record = AffinityRecord(depth: 5)
    // By definition: a list for each provider, newest last.
    var lists: [[(affinity: UInt64, tokens: Int32)]] = Array(repeating: [], count: 7)
    for step in 0..<5_000 {
      let (affinity, tokens) = (UInt64(stream.below(40)), Int32(stream.below(1000)))
      let provider = stream.below(7)
      record.note(affinity, tokens, at: provider)
      lists[provider].removeAll { $0.affinity == affinity }
      lists[provider].append((affinity, tokens))
      if lists[provider].count > 5 { lists[provider].removeFirst() }
      let wanted = UInt64(stream.below(40))
      var found = Array(repeating: Int32(-1), count: 7)
      record.forEach(holding: wanted) { found[$0] = $1 }
      #expect(found == lists.map { $0.last { $0.affinity == wanted }?.tokens ?? -1 }, "step \(step)")
    }
  }

  @Test(arguments: [false, true]) func thePrefixIsWeighedAgainstTheWait(isIndexed: Bool) {
    for round in 0..<40 {
      var stream = source.stream(StreamName("prefix"), round)
      var fleet = RandomTable(count: 1 + stream.below(30), using: &stream)
      var policy = PrefixAware(patience: .seconds(2))
      if isIndexed { fleet.table.keepIndex(by: policy.preferredIndex) }
      var caches: [[UInt64: Int32]] = Array(repeating: [:], count: fleet.table.count)
      var note = DecisionNote()
      for _ in 0..<40 {
        let job = RandomTable.job(using: &stream)
        let feasible = fleet.feasible(job, at: .start)
        let scores = feasible.map { i in
          let cached = job.promptTokens > 0 ? min(caches[i][job.affinity] ?? 0, job.promptTokens) : 0
          return Double(cached) / Double(max(job.promptTokens, 1)) - Double(fleet.wait(i)) / 2e9
        }
        let pick = policy.place(job, among: fleet.table, at: .start, using: &stream, noting: &note)
        guard let pick else {
          #expect(feasible.isEmpty)
          continue
        }
        let best = zip(feasible, scores).filter { $0.1 >= scores.max()! - 1e-9 }.map(\.0)
        #expect(best.contains(pick.index), "seed \(source.seed), round \(round)")
        caches[pick.index][job.affinity] = job.promptTokens + job.outputTokens
        fleet.table.assign(Int64(stream.below(1_000_000_000)), to: pick)
      }
    }
  }

  @Test func aScoreOfThePrefixBringsASessionBack() {
    var stream = source.stream(StreamName("score"))
    let table = RandomTable.alike(Array(repeating: 0, count: 50))
    var policy = FilterScore(weights: .init(load: 1, prefix: 1))
    var note = DecisionNote()
    var homes: [UInt64: Int] = [:]
    for step in 0..<300 {
      let affinity = UInt64(step % 20)
      let pick = policy.place(job(affinity), among: table, at: .start, using: &stream, noting: &note)!.index
      #expect(homes[affinity, default: pick] == pick)
      homes[affinity] = pick
    }
    #expect(Set(homes.values).count > 5)
  }
}
