import Quantities
import Scheduling
import Solvers
import Vocabulary

/// A market in each model's service for the jobs of a window.
///
/// The good is a second of service at the model's first host, which measures jobs by one rod that no ask can bend. A
/// job bids its budget for a second of its own; without a budget, the highest ask. A provider asks, for each free slot,
/// what the whole window would cost at its asks, for a second: jobs of another mix than the window's it serves at the
/// window's price. Where all pay one price, winners are paired for the least latency; else as the rule paired them.
struct BatchMarket: Sendable {
  /// Slots of each provider that a market before has sold: one that serves several models sells its slots once.
  private var sold: [Int32] = []
  private var sellers = ProviderNumbers()
  private var sizes: [Int64] = []
  private var bids: [Order] = []
  private var asks: [Order] = []
  private var trades: [Trade] = []
  private var costs: [Int64] = []

  mutating func clear(
    _ jobs: [Job], by rule: inout any MarketRule, seeing table: ProviderTable, at now: Instant,
    with candidates: inout BatchCandidates, _ solver: inout AssignmentSolver, into actions: inout [BatchAction]
  ) {
    sold.removeAll(keepingCapacity: true)
    sold.append(contentsOf: repeatElement(0, count: table.count))
    for model in 0..<table.facts.modelCount {
      let group = jobs.indices.filter { jobs[$0].model.index == model }
      if group.isEmpty { continue }
      let goods = group.map { jobs[$0] }
      candidates.gather(goods, in: table, at: now, queue: 0, isPriced: false) { table.price(of: $0, at: $1) }
      writeOrders(goods, candidates, table)
      trades.removeAll(keepingCapacity: true)
      rule.clear(bids: bids, asks: asks, into: &trades)
      if isOnePrice { pairAnew(goods, table, at: now, &solver) }
      for trade in trades where trade.seller >= 0 {
        let (buyer, provider) = (Int(trade.buyer), ProviderID(Int(trade.seller)))
        guard Self.canServe(goods[buyer], provider, table, now) else { continue }
        sold[provider.index] += 1
        let paid = Ask.price(perSecond: trade.paid, nanoseconds: sizes[buyer])
        let received = Ask.price(perSecond: trade.received, nanoseconds: sizes[buyer])
        actions[group[buyer]] = .offer(provider, paid: paid, received: received)
      }
    }
    candidates.lookForServers(of: jobs, in: table, at: now)
  }

  private mutating func writeOrders(_ jobs: [Job], _ candidates: BatchCandidates, _ table: ProviderTable) {
    sellers.reset(table.count)
    for pair in candidates.pairs { _ = sellers.number(of: pair.provider) }
    let host = table.facts.hosts[jobs[0].model.index].first
    sizes.removeAll(keepingCapacity: true)
    for job in jobs {
      sizes.append(max(1, host.map { table.facts.predictedService(of: job, at: $0).nanoseconds } ?? 1))
    }
    let whole = sizes.reduce(Int128(0)) { $0 + Int128($1) }
    asks.removeAll(keepingCapacity: true)
    var highest: Int64 = 0
    for provider in sellers.named {
      let sum = jobs.reduce(Int128(0)) { $0 + Int128(table.price(of: $1, at: provider)) }
      let ask = Int64(clamping: (sum * 1_000_000_000 + whole - 1) / whole)
      highest = max(highest, ask)
      let room = BatchCandidates.room(of: provider, in: table, queue: 0) - Int(sold[provider.index])
      asks.append(Order(party: provider.raw, price: ask, units: Int32(min(max(room, 0), jobs.count))))
    }
    bids.removeAll(keepingCapacity: true)
    for (place, job) in jobs.enumerated() {
      let bid = Int64(clamping: Int128(job.budget) * 1_000_000_000 / Int128(sizes[place]))
      bids.append(Order(party: Int32(place), price: job.budget == .max ? highest : bid))
    }
  }

  /// By all that the market does not decide itself.
  private static func canServe(_ job: Job, _ provider: ProviderID, _ table: ProviderTable, _ now: Instant) -> Bool {
    var wish = job
    wish.budget = .max
    return FeasibilityFilter(wish, at: now).admits(provider, in: table)
  }

  private var isOnePrice: Bool {
    trades.allSatisfy { $0.paid == trades[0].paid && $0.received == trades[0].received }
  }

  /// Pairs the winners for the most pairs that are feasible and the least latency; a winner left over gets no seller.
  private mutating func pairAnew(
    _ jobs: [Job], _ table: ProviderTable, at now: Instant, _ solver: inout AssignmentSolver
  ) {
    let count = trades.count
    costs.removeAll(keepingCapacity: true)
    for trade in trades {
      let job = jobs[Int(trade.buyer)]
      for other in trades {
        let provider = ProviderID(Int(other.seller))
        let latency = table.predictedLatency(of: job, at: provider).nanoseconds
        costs.append(Self.canServe(job, provider, table, now) ? latency : Assignment.forbidden)
      }
    }
    Self.narrow(&costs, rows: count, columns: count)
    let made = solver.solve(costs, rows: count, columns: count)
    let places = trades.map(\.seller)
    for place in trades.indices {
      let column = made.columnOfRow[place]
      trades[place].seller = column < 0 ? -1 : places[Int(column)]
    }
  }

  /// Drops so many of the costs' lowest bits that the solver's sums fit: none for a hundred jobs whose latencies differ
  /// by less than eight hours.
  static func narrow(_ costs: inout [Int64], rows: Int, columns: Int) {
    let span = Assignment.costSpan(rows: rows, columns: columns)
    var (low, high) = (Int64.max, Int64.min)
    for cost in costs where cost != Assignment.forbidden { (low, high) = (min(low, cost), max(high, cost)) }
    guard low <= high else { return }
    var shift = 0
    while (Int128(high) - Int128(low)) >> Int128(shift) > Int128(span) { shift += 1 }
    guard shift > 0 || low < -span || high > span else { return }
    for place in costs.indices where costs[place] != Assignment.forbidden {
      costs[place] = Int64((Int128(costs[place]) - Int128(low)) >> Int128(shift))
    }
  }
}
