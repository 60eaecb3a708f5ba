import Quantities
import Scheduling
import Solvers
import Vocabulary

/// What becomes of a job when its batch is closed.
public enum BatchAction: BitwiseCopyable, Hashable, Sendable {
  /// Offer it to the provider: the client pays, the provider receives, in base units; the market keeps the rest, or
  /// adds what lacks.
  case offer(ProviderID, paid: Int64, received: Int64)
  /// Somebody could serve it, but not now, or not at this price: it stays for the next window.
  case wait
  /// Nobody is feasible.
  case refuse
}

/// A broker's desk where jobs of a window are matched at once. No clock and no chance.
public struct BatchDesk: Sendable {
  var rule: BatchRule
  var candidates = BatchCandidates()
  var numbers = ProviderNumbers()
  var solver = AssignmentSolver()
  var market = BatchMarket()
  private var network = MinCostFlow()
  private var columns: [ProviderID] = []
  private var firstColumn: [Int] = []
  private var costs: [Int64] = []
  private var arcs: [(job: Int, provider: ProviderID, number: Int)] = []
  private var actions: [BatchAction] = []

  public init(rule: BatchRule) { self.rule = rule }

  /// One action for each job, in their order.
  public mutating func decide(on jobs: [Job], seeing table: ProviderTable, at now: Instant) -> [BatchAction] {
    actions.removeAll(keepingCapacity: true)
    actions.append(contentsOf: repeatElement(.wait, count: jobs.count))
    switch rule {
    case .assignment(let cost): assign(jobs, table, now, cost)
    case .flow(let depth): send(jobs, table, now, depth)
    case .market(var rule):
      market.clear(jobs, by: &rule, seeing: table, at: now, with: &candidates, &solver, into: &actions)
      self.rule = .market(rule)
    }
    for job in jobs.indices where !candidates.isServable[job] { actions[job] = .refuse }
    return actions
  }

  private mutating func offer(_ job: Int, _ jobs: [Job], to provider: ProviderID, in table: ProviderTable) {
    let price = table.price(of: jobs[job], at: provider)
    actions[job] = .offer(provider, paid: price, received: price)
  }

  // MARK: assignment

  /// Latencies are counted from the job's arrival, so that of two that compete the one that has waited longer wins.
  private mutating func assign(_ jobs: [Job], _ table: ProviderTable, _ now: Instant, _ cost: BatchRule.Cost) {
    candidates.gather(jobs, in: table, at: now, queue: 0) { job, provider in
      switch cost {
      case .latency: (table.predictedLatency(of: job, at: provider) - (now - job.arrivedAt)).nanoseconds
      case .price: table.price(of: job, at: provider)
      }
    }
    layColumns(jobs.count, table)
    costs.removeAll(keepingCapacity: true)
    costs.append(contentsOf: repeatElement(Assignment.forbidden, count: jobs.count * columns.count))
    for job in jobs.indices {
      for pair in candidates.pairs(ofJob: job) {
        let number = numbers.number(of: pair.provider)
        for column in firstColumn[number]..<firstColumn[number + 1] {
          costs[job * columns.count + column] = pair.cost
        }
      }
    }
    BatchMarket.narrow(&costs, rows: jobs.count, columns: columns.count)
    let made = solver.solve(costs, rows: jobs.count, columns: columns.count)
    for job in jobs.indices where made.columnOfRow[job] >= 0 {
      offer(job, jobs, to: columns[Int(made.columnOfRow[job])], in: table)
    }
  }

  /// One column for each free slot of each candidate, as far as the jobs could fill them.
  private mutating func layColumns(_ jobs: Int, _ table: ProviderTable) {
    numbers.reset(table.count)
    for pair in candidates.pairs { _ = numbers.number(of: pair.provider) }
    columns.removeAll(keepingCapacity: true)
    firstColumn.removeAll(keepingCapacity: true)
    for provider in numbers.named {
      firstColumn.append(columns.count)
      let room = BatchCandidates.room(of: provider, in: table, queue: 0)
      columns.append(contentsOf: repeatElement(provider, count: min(room, jobs)))
    }
    firstColumn.append(columns.count)
  }

  // MARK: flow

  /// Jobs → providers → sink, job after job: a job's arc costs its way and its service, a provider's arcs the waits
  /// that one job more has. A job's own arc to the sink costs more than all others can save, so that it stays only
  /// where one must.
  private mutating func send(_ jobs: [Job], _ table: ProviderTable, _ now: Instant, _ depth: Int) {
    candidates.gather(jobs, in: table, at: now, queue: depth) { job, provider in
      table.predictedLatency(of: job, at: provider).nanoseconds
    }
    numbers.reset(table.count)
    for pair in candidates.pairs { _ = numbers.number(of: pair.provider) }
    let sink = jobs.count + numbers.named.count
    network.reset(nodes: sink + 1)
    // Costs beyond this, minutes for hundreds of jobs, count as this.
    let limit = MinCostFlow.costLimit / Int64(sink + 1) / Int64(2 * jobs.count + 2)
    arcs.removeAll(keepingCapacity: true)
    for job in jobs.indices {
      for pair in candidates.pairs(ofJob: job) {
        let way = pair.cost - table.queueing(at: pair.provider).nanoseconds
        let number = network.addArc(
          from: job, to: jobs.count + numbers.number(of: pair.provider), capacity: 1, cost: min(max(way, 0), limit))
        arcs.append((job, pair.provider, number))
      }
      network.addArc(from: job, to: sink, capacity: 1, cost: limit * Int64(2 * jobs.count + 2))
    }
    addQueues(jobs, to: sink, depth: depth, limit: limit, table)
    for job in jobs.indices { _ = network.send(upTo: 1, from: job, to: sink) }
    for arc in arcs where network.flow(along: arc.number) > 0 { offer(arc.job, jobs, to: arc.provider, in: table) }
  }

  private mutating func addQueues(_ jobs: [Job], to sink: Int, depth: Int, limit: Int64, _ table: ProviderTable) {
    for (place, provider) in numbers.named.enumerated() {
      let room = BatchCandidates.room(of: provider, in: table, queue: depth)
      let free = max(0, BatchCandidates.room(of: provider, in: table, queue: 0))
      let service = meanService(of: jobs, at: provider, in: table) / Int64(max(table.facts.slots[provider.index], 1))
      for load in 0..<min(room, jobs.count) {
        let wait = load < free ? 0 : max(0, table.wait(at: provider).nanoseconds) + Int64(load - free) * service
        network.addArc(from: jobs.count + place, to: sink, capacity: 1, cost: min(wait, limit))
      }
    }
  }

  /// Nanoseconds.
  private func meanService(of jobs: [Job], at provider: ProviderID, in table: ProviderTable) -> Int64 {
    var sum: Int128 = 0
    var count: Int128 = 0
    for job in jobs where table.facts.models[provider.index] >> UInt64(job.model.index) & 1 == 1 {
      sum += Int128(table.facts.predictedService(of: job, at: provider).nanoseconds)
      count += 1
    }
    return count == 0 ? 0 : Int64(clamping: sum / count)
  }
}
