import Quantities
import Recording
import Roles
import Scenarios
import SimulationKernel
import Vocabulary

/// The series of timeseries.csv: those of the network, then the same few of each fleet.
enum WorldSeries {
  static let network: [(metric: String, unit: String)] = [
    ("jobs_arrived", ""), ("jobs_completed", ""), ("jobs_in_system", ""), ("jobs_at_providers", ""),
    ("providers_up", ""), ("providers_busy", ""), ("draw", "W"), ("energy", "J"), ("token_supply", "token"),
    ("token_escrowed", "token"),
  ]
  static let fleet: [(metric: String, unit: String)] = [("up", ""), ("busy", ""), ("load", ""), ("draw", "W")]

  static func all(fleets: [String]) -> [Series] {
    network.map { Series(entity: "network", metric: $0.metric, unit: $0.unit) }
      + fleets.flatMap { name in fleet.map { Series(entity: name, metric: $0.metric, unit: $0.unit) } }
  }
}

extension World {
  mutating func sampleTaken(at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    measures.count(to: now)
    if journal.keeps(.timeseries) {
      let values: [MetricValue] = [
        .count(counts.arrived), .count(counts.count(of: .completed)), .count(jobs.count), .count(measures.load),
        .count(measures.up), .count(measures.busy), .fixed(Int128(measures.draw.microwatts), decimals: 6),
        .joules(measures.energy), .tokens(ledger.minted - ledger.burned), .tokens(ledger.escrowed),
      ]
      for (series, value) in values.enumerated() {
        journal.append(SampleRecord(time: now, series: series, value: value))
      }
      sampleFleets(at: now)
    }
    let next = now.adding(saturating: scenario.sampling)
    if next <= horizon { queue.schedule(.sampleTaken, at: next) }
  }

  private mutating func sampleFleets(at now: Instant) {
    var sums = [(up: Int, busy: Int, load: Int, draw: Int64)](
      repeating: (0, 0, 0, 0), count: scenario.fleets.count)
    for index in books.indices {
      let fleet = Int(roster.fleet[index])
      sums[fleet].up += books[index].state == .away ? 0 : 1
      sums[fleet].busy += books[index].state == .busy ? 1 : 0
      sums[fleet].load += Int(books[index].load)
      sums[fleet].draw += books[index].draw.microwatts
    }
    for (fleet, sum) in sums.enumerated() {
      let first = WorldSeries.network.count + fleet * WorldSeries.fleet.count
      journal.append(SampleRecord(time: now, series: first, value: .count(sum.up)))
      journal.append(SampleRecord(time: now, series: first + 1, value: .count(sum.busy)))
      journal.append(SampleRecord(time: now, series: first + 2, value: .count(sum.load)))
      journal.append(SampleRecord(time: now, series: first + 3, value: .fixed(Int128(sum.draw), decimals: 6)))
    }
  }

  mutating func warmupEnded(at now: Instant) {
    measures.restart(at: now)
  }

  mutating func record(decision action: BrokerAction, of slot: Int32, by broker: Int, at now: Instant) {
    var record = DecisionRecord()
    record.time = now
    record.job = jobs[slot].job.serial
    record.attempt = Int32(jobs[slot].state.attempts)
    record.broker = BrokerID(broker)
    if case .offer(let provider, _) = action { record.chosen = provider }
    let note = brokers[broker].note
    for (filter, dropped) in note.dropped.enumerated() where filter < 8 { record.dropped[filter] = Int32(dropped) }
    for (provider, score) in note.scores { record.addScore(provider, score) }
    record.candidates = Int64(truth.count)
    journal.append(record)
  }
}
