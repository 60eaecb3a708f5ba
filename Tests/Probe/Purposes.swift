import Marketplace
import Quantities
import Recording
import Scenarios
import Scheduling
import SimulationKernel
import Specs

/// Everything that chance decides about a job shows in a column of its own: when it comes, who asks, how long it is,
/// how the request travels, who serves it. Links are alike, providers are free, so nothing else ties the columns.
private let plainMarket = """
  name: purposes
  duration: 30000 s
  network:
    retransmissions: 3
    access:
      lab: {delay_min: 5 ms, delay_max: 5 ms, loss: 0.2, jitter: 5 ms, up: 10 Gb/s, down: 10 Gb/s}
    map: {regions: [here]}
  models:
    chat: {profile: llama-3.2-1b}
  providers:
    host: {count: 64, device: h100, models: {chat: 1}, access: {lab: 1}, jitter: 0.3, ask: {spread: 0.0}}
  clients:
    people: {count: 997, access: {lab: 1}}
  demand:
    chat:
      arrivals: {kind: poisson, rate: 1 /s}
      prompt_tokens: {kind: lognormal, median: 500, sigma: 1}
      output_tokens: {kind: lognormal, median: 100, sigma: 1}
  """

/// `purposes`: draws for different purposes are independent, job by job and from one job to the next.
///
/// Ranks of each pair of columns go into a grid of 8 × 8; chi-square with 49 degrees of freedom exceeds 130 with a
/// chance of 4e-9, and a shared stream makes thousands of it, whatever the laws.
func checkPurposes() -> Bool {
  let columns: [(name: String, ranks: [Int])]
  do throws(SpecError) {
    columns = try drawnColumns()
  } catch {
    print(error)
    return false
  }
  var isSound = true
  for (place, a) in columns.enumerated() {
    for b in columns[place...] {
      for lag in -1...1 where a.name != b.name || lag == 1 {
        let statistic = gridStatistic(a.ranks, b.ranks, lag: lag)
        let isFine = statistic < 130
        isSound = isSound && isFine
        print("\(isFine ? "ok" : "FAILED"),\(a.name),\(b.name),\(lag),\(Int(statistic))")
      }
    }
  }
  return isSound
}

/// The columns as ranks 0 … 7 of equal shares, in order of arrival.
private func drawnColumns() throws(SpecError) -> [(name: String, ranks: [Int])] {
  let scenario = try SpecReader.read(Array(plainMarket.utf8), named: "purposes.yaml") {
    Scenario(from: &$0, policies: .standard)
  }.product
  var simulation = World.simulation(of: scenario, seed: 5, recording: [.jobs])
  simulation.run(through: simulation.model.horizon)
  let jobs = TableText(.jobs, in: simulation.model.journal)
  let order = jobs.integers("job").enumerated().sorted { $0.element < $1.element }.map(\.offset)
  func number(_ row: Int, _ name: String) -> Int64 {
    let cell = jobs.rows[row][jobs[name]]
    return Int64(cell.split(separator: "-").last.flatMap { Int($0) } ?? 0)
  }
  let arrivals = jobs.instants("arrival_s")
  let dispatched = jobs.instants("dispatched_s")
  let times = order.map { arrivals[$0]! }
  var columns: [(name: String, values: [Int64])] = []
  columns.append(("gap", zip(times, [0] + times).map { $0 - $1 }))
  columns.append(("request", order.map { (dispatched[$0] ?? arrivals[$0]!) - arrivals[$0]! }))
  for name in ["client", "prompt_tokens", "output_tokens", "provider"] {
    columns.append((name, order.map { number($0, name) }))
  }
  return columns.map { ($0.name, ranks(of: $0.values)) }
}

/// Which eighth of the sorted values each value lies in; equal values go by their order, which is as good as chance.
private func ranks(of values: [Int64]) -> [Int] {
  var ranks = [Int](repeating: 0, count: values.count)
  let sorted = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  for (place, index) in sorted.enumerated() { ranks[index] = place * 8 / values.count }
  return ranks
}

private func gridStatistic(_ a: [Int], _ b: [Int], lag: Int) -> Double {
  var cells = [Double](repeating: 0, count: 64)
  var pairs = 0.0
  for index in a.indices where b.indices.contains(index + lag) {
    cells[a[index] * 8 + b[index + lag]] += 1
    pairs += 1
  }
  return cells.reduce(0) { $0 + ($1 - pairs / 64) * ($1 - pairs / 64) } / (pairs / 64)
}
