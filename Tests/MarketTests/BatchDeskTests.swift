import Quantities
import Randomness
import Roles
import Scheduling
import Specs
import Testing
import Vocabulary

/// The broker's desk on random tables, against all that could have been done.
@Suite struct BatchDeskTests {
  private let source = RandomSource(seed: 808)
  private let now = Instant(nanoseconds: 5_000_000_000)

  /// Up to four providers of two models in two regions, with one or two slots, some taken, some down.
  private func table(_ stream: inout RandomStream, slots: Int = 2) -> ProviderTable {
    let count = 1 + stream.below(4)
    let facts = ProviderFacts(
      regions: (0..<count).map { _ in RegionID(stream.below(2)) },
      models: (0..<count).map { _ in UInt64(1 + stream.below(3)) },
      speedRow: (0..<count).map { Int32($0) },
      promptPicoseconds: (0..<2 * count).map { _ in Int64(stream.below(1000)) },
      outputPicoseconds: (0..<2 * count).map { _ in Int64(stream.below(1000)) },
      speed16: (0..<count).map { _ in Int64(1 << 15 + stream.below(1 << 16)) },
      slots: (0..<count).map { _ in Int32(1 + stream.below(slots)) },
      regionRoundTrip: [0, 80_000_000, 80_000_000, 5_000_000],
      accessDelay: (0..<count).map { _ in Int64(stream.below(9_000_000)) },
      modelCount: 2, regionCount: 2)
    var table = ProviderTable(facts: facts)
    for provider in 0..<count {
      table.outstanding[provider] = Int32(stream.below(3) / 2)
      table.workLeft[provider] = Int64(table.outstanding[provider]) * 300_000_000
      table.isUp[provider] = stream.below(5) > 0
      table.askSecond[provider] = Int64(1 + stream.below(50_000))
    }
    return table
  }

  private func jobs(_ stream: inout RandomStream) -> [Job] {
    (0..<1 + stream.below(4)).map { serial in
      Job(
        serial: Int64(serial), arrivedAt: Instant(nanoseconds: now.nanoseconds - Int64(stream.below(100_000_000))),
        work: TimeSpan(nanoseconds: Int64(1 + stream.below(2_000_000_000))),
        budget: stream.below(3) == 0 ? .max : Int64(stream.below(80_000)), client: ClientID(0),
        region: RegionID(stream.below(2)), model: ModelID(stream.below(2)),
        allowedRegions: stream.below(4) == 0 ? 1 : .max)
    }
  }

  /// Tries every way to give jobs to feasible providers with room; calls `visit` with the provider of each job.
  private func each(_ jobs: [Job], _ table: ProviderTable, queue: Int, _ visit: ([Int?]) -> Void) {
    var chosen = [Int?](repeating: nil, count: jobs.count)
    var room = (0..<table.count).map { Int(table.facts.slots[$0]) + queue - Int(table.outstanding[$0]) }
    func choose(_ place: Int) {
      if place == jobs.count { return visit(chosen) }
      choose(place + 1)
      for provider in 0..<table.count where room[provider] > 0 {
        guard FeasibilityFilter(jobs[place], at: now).admits(ProviderID(provider), in: table) else { continue }
        room[provider] -= 1
        chosen[place] = provider
        choose(place + 1)
        chosen[place] = nil
        room[provider] += 1
      }
    }
    choose(0)
  }

  private func best(
    _ jobs: [Job], _ table: ProviderTable, queue: Int, cost: ([Int?]) -> Int64
  ) -> (pairs: Int, cost: Int64) {
    var best: (pairs: Int, cost: Int64) = (-1, 0)
    each(jobs, table, queue: queue) { chosen in
      let pairs = chosen.count { $0 != nil }
      if pairs < best.pairs { return }
      let cost = cost(chosen)
      if pairs > best.pairs || cost < best.cost { best = (pairs, cost) }
    }
    return best
  }

  private func chosen(_ actions: [BatchAction]) -> [Int?] {
    actions.map { if case .offer(let provider, _, _) = $0 { provider.index } else { nil } }
  }

  /// Refused is who has nobody feasible even with room for all; what is offered is feasible and at the ask.
  private func check(_ actions: [BatchAction], _ jobs: [Job], _ table: ProviderTable, _ place: Comment) {
    for (action, job) in zip(actions, jobs) {
      let filter = FeasibilityFilter(job, at: now)
      let hosts = (0..<table.count).filter { filter.admits(ProviderID($0), in: table) }
      switch action {
      case .refuse: #expect(hosts.isEmpty, place)
      case .wait: #expect(!hosts.isEmpty, place)
      case .offer(let provider, let paid, let received):
        let price = table.price(of: job, at: provider)
        #expect(hosts.contains(provider.index) && paid == price && received == price, place)
      }
    }
  }

  @Test(arguments: BatchRule.Cost.allCases) func assignmentIsTheCheapest(cost: BatchRule.Cost) {
    var partial = 0
    for round in 0..<2500 {
      var stream = source.stream(StreamName("assign"), round)
      let (table, jobs) = (table(&stream), jobs(&stream))
      func sum(_ chosen: [Int?]) -> Int64 {
        zip(chosen, jobs).reduce(0) { sum, pair in
          guard let provider = pair.0 else { return sum }
          let latency = table.predictedLatency(of: pair.1, at: ProviderID(provider)) - (now - pair.1.arrivedAt)
          return sum + (cost == .latency ? latency.nanoseconds : table.price(of: pair.1, at: ProviderID(provider)))
        }
      }
      var desk = BatchDesk(rule: .assignment(cost))
      let actions = desk.decide(on: jobs, seeing: table, at: now)
      check(actions, jobs, table, "round \(round)")
      let right = best(jobs, table, queue: 0, cost: sum)
      let made = chosen(actions)
      #expect(made.count { $0 != nil } == right.pairs && sum(made) == right.cost, "round \(round)")
      if right.pairs < jobs.count { partial += 1 }
    }
    #expect(partial > 300)
  }

  /// Waits as the desk prices them: a provider's k-th job beyond its slots waits for the work there and for k − 1 mean
  /// services, shared by its slots.
  @Test func flowIsTheCheapest() {
    for round in 0..<1500 {
      var stream = source.stream(StreamName("flow"), round)
      let (table, jobs) = (table(&stream), jobs(&stream))
      func sum(_ chosen: [Int?]) -> Int64 {
        var total: Int64 = 0
        for provider in 0..<table.count {
          let id = ProviderID(provider)
          let here = jobs.indices.filter { chosen[$0] == provider }
          let own = jobs.filter { table.facts.models[provider] >> UInt64($0.model.index) & 1 == 1 }
          let services = own.map { table.facts.predictedService(of: $0, at: id).nanoseconds }
          let mean =
            services.isEmpty ? 0 : services.reduce(0, +) / Int64(services.count) / Int64(table.facts.slots[provider])
          let free = max(0, Int(table.facts.slots[provider]) - Int(table.outstanding[provider]))
          for (load, job) in here.enumerated() {
            total +=
              (table.facts.roundTrip(of: jobs[job], to: id) + table.facts.predictedService(of: jobs[job], at: id))
              .nanoseconds
            if load >= free { total += table.wait(at: id).nanoseconds + Int64(load - free) * mean }
          }
        }
        return total
      }
      var desk = BatchDesk(rule: .flow(depth: 2))
      let actions = desk.decide(on: jobs, seeing: table, at: now)
      check(actions, jobs, table, "round \(round)")
      let right = best(jobs, table, queue: 2, cost: sum)
      let made = chosen(actions)
      #expect(made.count { $0 != nil } == right.pairs && sum(made) == right.cost, "round \(round)")
    }
  }

  /// Any market: no provider beyond its slots, nobody below its ask or above its budget, and what is kept not negative.
  @Test func marketsHarmNobody() {
    var offers = 0
    var kept = 0
    for round in 0..<3000 {
      var stream = source.stream(StreamName("market"), round)
      var table = table(&stream, slots: 3)
      table.askPrompt = table.askSecond
      let jobs = jobs(&stream)
      let entries = Catalog<any MarketRule>.standard.kinds
      let kind = entries[round % entries.count]
      var desk = BatchDesk(rule: rule(kind))
      let actions = desk.decide(on: jobs, seeing: table, at: now)
      var load = table.outstanding
      for (action, job) in zip(actions, jobs) {
        guard case .offer(let provider, let paid, let received) = action else { continue }
        offers += 1
        load[provider.index] += 1
        var wish = job
        wish.budget = .max
        #expect(FeasibilityFilter(wish, at: now).admits(provider, in: table), "\(kind), round \(round)")
        // Measured by the rod, a job's work may be a nanosecond short.
        let ask = table.price(of: job, at: provider)
        #expect(
          received >= ask - 1 && (paid >= received || kind == "vcg"), "\(kind), round \(round): \(received) for \(ask)")
        #expect(paid <= job.budget, "\(kind), round \(round)")
        if paid > received { kept += 1 }
      }
      for provider in 0..<table.count {
        #expect(load[provider] <= max(table.facts.slots[provider], table.outstanding[provider]))
      }
    }
    #expect(offers > 1000 && kept > 20)
  }

  private func rule(_ kind: String) -> BatchRule {
    switch try? MarketRun.rule(kind) {
    case let rule?: rule
    case nil: preconditionFailure("the catalog knows its own kinds")
    }
  }
}
