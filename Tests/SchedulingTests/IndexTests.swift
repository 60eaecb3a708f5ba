import Quantities
import Randomness
import Specs
import Testing
import Vocabulary

@testable import Scheduling

@Suite struct IndexTests {
  private let source = RandomSource(seed: 5)

  /// Without limits, the index and the scan pick the same provider from the same stream, whatever happened before.
  @Test(arguments: ["shortest-queue", "least-work", "lowest-latency", "carbon-aware", "join-idle-queue"])
  func indexAndScanAgree(name: String) throws {
    let kind = try CatalogTests.policy("policy: \(name)")
    for round in 0..<60 {
      var stream = source.stream(StreamName("index"), round)
      var indexed = RandomTable(count: 1 + stream.below(60), using: &stream).table
      // Few different ways and times, so that there are equals.
      if round % 2 == 0 { indexed = RandomTable(evenOf: indexed).table }
      var plain = indexed
      #expect(kind.preferredIndex != nil)
      indexed.keepIndex(by: kind.preferredIndex)
      var policies = (kind, kind)
      var note = DecisionNote()
      for _ in 0..<60 {
        change(&indexed, &plain, using: &stream)
        var job = RandomTable.job(using: &stream)
        job.budget = .max
        job.deadline = .never
        var streams = (stream, stream)
        let a = policies.0.place(job, among: indexed, at: .start, using: &streams.0, noting: &note)
        let b = policies.1.place(job, among: plain, at: .start, using: &streams.1, noting: &note)
        #expect(a == b && streams.0.position == streams.1.position, "\(name), seed \(source.seed), round \(round)")
        stream = streams.0
      }
    }
  }

  /// One random change of both tables: by the methods that keep the index, or by writing a column.
  private func change(_ a: inout ProviderTable, _ b: inout ProviderTable, using stream: inout RandomStream) {
    let provider = ProviderID(stream.below(a.count))
    let work = Int64(stream.below(3)) * 500_000_000
    switch stream.below(8) {
    case 0:
      let isUp = stream.below(2) == 0
      a.setUp(provider, isUp)
      b.setUp(provider, isUp)
    case 1:
      a.workLeft[provider.index] += work
      b.workLeft[provider.index] += work
    case 2:
      a.isUp[provider.index].toggle()
      b.isUp[provider.index].toggle()
    case 3:
      a.release(work, from: provider)
      b.release(work, from: provider)
    default:
      a.assign(work, to: provider)
      b.assign(work, to: provider)
    }
  }

  @Test func aWrittenColumnPutsTheIndexAsideUntilTheNextChange() {
    var stream = source.stream(StreamName("aside"))
    var table = RandomTable(count: 20, using: &stream).table
    #expect(table.index(by: .outstanding) == nil)
    table.keepIndex(by: .outstanding)
    #expect(table.index(by: .outstanding) != nil && table.index(by: .wait) == nil)
    table.outstanding[3] = 0
    #expect(table.index(by: .outstanding) == nil)
    table.assign(1, to: ProviderID(0))
    #expect(table.index(by: .outstanding) != nil)
  }

  @Test(arguments: Catalog<any SchedulingPolicy>.standard.kinds)
  func theSameSeedMakesTheSameDecisionsWithAndWithoutNotes(kind: String) throws {
    let runs = try (0..<2).map { run -> [ProviderID?] in
      var policy = try CatalogTests.policy("policy: \(kind)")
      var stream = source.stream(StreamName("twice"))
      var table = RandomTable(count: 200, using: &stream).table
      var note = DecisionNote()
      return (0..<300).map { step -> ProviderID? in
        note.isWanted = run == 0 && step % 7 == 0
        note.reset()
        let job = RandomTable.job(using: &stream)
        let pick = policy.place(job, among: table, at: .start, using: &stream, noting: &note)
        guard let pick else { return nil }
        table.assign(1_000_000, to: pick)
        policy.learn(
          ServiceOutcome(
            provider: pick, model: job.model, isAnswered: step % 5 > 0, latency: .milliseconds(Int64(step)), price: 7))
        return pick
      }
    }
    #expect(runs[0] == runs[1])
  }
}

@Suite struct CatalogTests {
  /// What another package would write.
  private struct LastResort: SchedulingPolicy {
    mutating func place(
      _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
      noting note: inout DecisionNote
    ) -> ProviderID? {
      table.facts.hosts[job.model.index].last { FeasibilityFilter(job, at: now).admits($0, in: table) }
    }
  }

  static func policy(
    _ text: String, from catalog: Catalog<any SchedulingPolicy> = .standard
  ) throws -> any SchedulingPolicy {
    try SpecReader.read(Array(text.utf8), named: "test.yaml") { spec in
      spec.takeChoice("policy", "How.", from: catalog, default: "random")
    }.product
  }

  @Test func everyKindIsMadeByItsName() throws {
    for kind in Catalog<any SchedulingPolicy>.standard.kinds {
      _ = try Self.policy("policy: \(kind)", from: .standard)
    }
    #expect(
      try Self.policy("policy: {kind: power-of-choices, choices: 3, load: work}", from: .standard) is PowerOfChoices)
    #expect(try Self.policy("{}", from: .standard) is RandomChoice)
  }

  @Test func anotherPackageAddsAPolicy() throws {
    let catalog = Catalog.standard.adding(.init("last-resort", "The last of the feasible.") { _ in LastResort() })
    #expect(catalog.kinds.count == Catalog<any SchedulingPolicy>.standard.kinds.count + 1)
    #expect(try Self.policy("policy: last-resort", from: catalog) is LastResort)
  }

  @Test func anUnknownPolicyIsRefusedWithTheNearest() {
    #expect { try Self.policy("policy: power-of-choice", from: .standard) } throws: { error in
      "\(error)".contains("power-of-choices")
    }
    #expect { try Self.policy("policy: {kind: power-of-choices, choices: 65}", from: .standard) } throws: { _ in true }
    #expect {
      try Self.policy("policy: {kind: filter-score, weights: {load: 0, price: 0, round_trip: 0}}", from: .standard)
    } throws: { error in "\(error)".contains("weights") }
  }
}
