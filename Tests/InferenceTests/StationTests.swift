import Quantities
import Testing
import Vocabulary

@testable import Inference

/// Stations against what queueing theory says of every single job.
struct StationTests {
  static let power = PowerCurve(idle: Power(watts: 5), most: Power(watts: 50), places: 1)

  static func arrivals(seed: UInt64, count: UInt32, gap: Int64, work: Int64) -> [Stimulus] {
    var dice = Dice(state: seed)
    var now: Int64 = 0
    return (0..<count).map { tag in
      now += dice.happens(oneIn: 10) ? 0 : dice.within(0...gap)
      let at = Instant(nanoseconds: now)
      return Stimulus(
        at: at,
        kind: .arrive(
          EngineTask(tag: tag, work: TimeSpan(nanoseconds: dice.within(0...work)), jitter16: 1 << 16, arrivedAt: at)))
    }
  }

  static func works(_ stimuli: [Stimulus]) -> [(at: Int64, work: Int64)] {
    stimuli.compactMap {
      guard case .arrive(let task) = $0.kind else { return nil }
      return ($0.at.nanoseconds, task.work.nanoseconds)
    }
  }

  @Test(arguments: 1...20) func singleServerObeysLindley(seed: Int) {
    let stimuli = Self.arrivals(seed: UInt64(seed), count: 2000, gap: 1000, work: 990)
    var engine = ServiceEngine(servers: 1, power: Self.power)
    let transcript = drive(&engine, stimuli) { $0 & 1 == 0 }
    let works = Self.works(stimuli)
    var wait: Int64 = 0
    #expect(transcript.broken == nil && transcript.results.count == works.count)
    for (index, result) in transcript.results.enumerated() {
      if index > 0 {
        wait = max(0, wait + works[index - 1].work - (works[index].at - works[index - 1].at))
      }
      #expect(result.tag == UInt32(index))
      #expect(result.startedAt.nanoseconds == works[index].at + wait)
      #expect(result.finishedAt.nanoseconds == works[index].at + wait + works[index].work)
    }
  }

  @Test(arguments: [2, 5]) func severalServersObeyKieferWolfowitz(servers: Int) {
    let stimuli = Self.arrivals(seed: 77, count: 5000, gap: 1000, work: Int64(servers) * 990)
    var engine = ServiceEngine(servers: servers, power: Self.power)
    let results = drive(&engine, stimuli).results.sorted { $0.tag < $1.tag }
    var free = [Int64](repeating: 0, count: servers)
    for (index, job) in Self.works(stimuli).enumerated() {
      free.sort()
      let start = max(free[0], job.at)
      free[0] = start + job.work
      #expect(results[index].startedAt.nanoseconds == start && results[index].finishedAt.nanoseconds == free[0])
    }
  }

  @Test func latestFirstTakesTheTopOfTheStack() {
    func task(_ tag: UInt32, _ at: Int64) -> Stimulus {
      let at = Instant(nanoseconds: at)
      return Stimulus(at: at, kind: .arrive(EngineTask(tag: tag, work: TimeSpan(nanoseconds: 100), arrivedAt: at)))
    }
    var engine = ServiceEngine(servers: 1, order: .lifo, power: Self.power)
    let results = drive(&engine, [task(0, 0), task(1, 10), task(2, 20), task(3, 150)]).results
    #expect(results.map(\.tag) == [0, 2, 3, 1])
    #expect(results.map(\.finishedAt.nanoseconds) == [100, 200, 300, 400])
  }

  @Test func aFullStationRefuses() {
    let stimuli = Self.arrivals(seed: 3, count: 3000, gap: 500, work: 2000)
    var engine = ServiceEngine(servers: 2, capacity: 5, power: Self.power)
    let transcript = drive(&engine, stimuli)
    #expect(transcript.broken == nil)
    #expect(!transcript.refused.isEmpty && transcript.refused.count + transcript.results.count == 3000)
    #expect(engine.draw == Power(watts: 5) && engine.nextWake == .never)
  }

  @Test func speedAndJitterScaleWork() {
    let task = EngineTask(tag: 1, work: .seconds(1_000_000), jitter16: 3 << 15, arrivedAt: .start)
    #expect(serviceTime(of: task, speed16: 1 << 15) == .seconds(3_000_000))
    #expect(serviceTime(of: task, speed16: 1) == .forever)
  }

  /// A brute-force integrator in doubles: at each change every job has attained (c ÷ n) of the time.
  static func shared(_ works: [(at: Int64, work: Int64)], servers: Int) -> [Double] {
    var ends = [Double](repeating: 0, count: works.count)
    var left: [(job: Int, work: Double)] = []
    var now = 0.0
    var next = 0
    while next < works.count || !left.isEmpty {
      let rate = left.isEmpty ? 1 : min(1, Double(servers) / Double(left.count))
      let soonest = left.map(\.work).min().map { now + $0 / rate } ?? .infinity
      let arrival = next < works.count ? Double(works[next].at) : .infinity
      let until = min(soonest, arrival)
      for place in left.indices { left[place].work -= (until - now) * rate }
      now = until
      if soonest <= arrival {
        for item in left where item.work <= 1e-6 { ends[item.job] = now }
        left.removeAll { $0.work <= 1e-6 }
      } else {
        left.append((next, Double(works[next].work)))
        next += 1
      }
    }
    return ends
  }

  @Test(arguments: [1, 3]) func sharingEqualsBruteForce(servers: Int) {
    for seed in UInt64(1)...20 {
      let stimuli = Self.arrivals(seed: seed, count: 400, gap: 1000, work: Int64(servers) * 980)
      let works = Self.works(stimuli)
      var engine = SharingEngine(servers: servers, power: Self.power)
      let transcript = drive(&engine, stimuli) { $0 & 1 == 0 }
      let expected = Self.shared(works, servers: servers)
      #expect(transcript.results.count == works.count && transcript.broken == nil)
      for result in transcript.results {
        let difference = Double(result.finishedAt.nanoseconds) - expected[Int(result.tag)]
        #expect(difference > -0.001 && difference < 1.001, "seed \(seed), job \(result.tag)")
      }
    }
  }

  @Test func sharingConservesWork() {
    // One server, never idle: the last job ends when the work is done, to the nanosecond.
    var engine = SharingEngine(servers: 1, power: Self.power)
    var stimuli = Self.arrivals(seed: 9, count: 3000, gap: 10, work: 1000)
    stimuli.removeFirst()
    let works = Self.works(stimuli)
    let results = drive(&engine, stimuli).results
    #expect(results.last!.finishedAt.nanoseconds == works[0].at + works.reduce(0) { $0 + $1.work })
  }

  @Test func cancellingAndFailingEmptyTheStation() throws {
    for order in QueueOrder.allCases {
      let fleet = try SpecTests.read("device: generic\nprofile: generic\nengine: {kind: service, order: \(order)}")
      var engine = fleet.engine.makeEngine(device: fleet.device, model: fleet.model, latency: fleet.latency)
      for tag in UInt32(0)..<4 {
        let task = EngineTask(tag: tag, work: .seconds(10), arrivedAt: .start)
        #expect(engine.admit(task, at: .start).isAccepted)
      }
      let later = Instant(nanoseconds: 1_000_000_000)
      #expect(engine.cancel(0, at: later) && !engine.cancel(9, at: later))
      #expect(engine.running + engine.waiting == 3)
      var lost: [UInt32] = []
      engine.failAll(at: later, into: &lost)
      #expect(lost.sorted() == [1, 2, 3] && engine.nextWake == .never && engine.running + engine.waiting == 0)
    }
  }
}
