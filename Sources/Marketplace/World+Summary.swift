import Network
import Quantities
import Recording
import Scenarios
import Vocabulary

extension World {
  /// Appends the rows that stand at the end of a run: the last block, and one row per provider. Call it once.
  public mutating func appendFinalRows(at now: Instant) {
    for index in books.indices { books[index].count(to: now) }
    sealBlock(at: now)
    recordProviders()
  }

  /// What the run found by `now`, its last instant, and the accounts that must balance.
  public mutating func summarize(at now: Instant) -> MetricTable {
    measures.count(to: now)
    for index in books.indices { books[index].count(to: now) }
    var table = MetricTable()
    if now < measures.from { table.remark("nothing was measured: the run ended within the warm-up") }
    addJobs(to: &table)
    addLatencies(to: &table)
    addProviders(to: &table, at: now)
    addMoney(to: &table)
    addEnergy(to: &table)
    addAccounts(to: &table, at: now)
    return table
  }

  private func addJobs(to table: inout MetricTable) {
    let measured = measures.outcomes
    let ended = measured.reduce(0, +)
    table.startGroup("Jobs")
    table.add("jobs_arrived", .count(counts.arrived), unit: "", better: .none, label: "arrived")
    for outcome in JobOutcome.allCases {
      let better: Better = outcome == .completed ? .higher : .lower
      table.add(
        "jobs_\(outcome.name)", .count(counts.count(of: outcome)), unit: "", better: better, label: outcome.name)
    }
    table.add("jobs_in_system", .count(jobs.count), unit: "", better: .none, label: "in the system at the end")
    table.add(
      "completed_share", Double(measured[0]), over: Double(ended), unit: "", better: .higher,
      label: "completed, of those that ended")
    table.add("retries", .count(counts.retries), unit: "", better: .lower, label: "attempts after the first")
    if scenario.scheduling.redundancy != nil {
      table.add("copies", .count(counts.copies), unit: "", better: .lower, label: "copies sent beside jobs")
      table.add(
        "copies_won", .count(counts.copiesWon), unit: "", better: .none, label: "copies that were answered first")
      table.add(
        "copies_per_job", Double(counts.copies), over: Double(counts.arrived), unit: "", better: .lower,
        label: "copies for a job")
    }
    table.add(
      "arrival_ties", .count(counts.ties), unit: "", better: .none,
      label: "arrivals at the instant of another in its class")
    if counts.pricedOut > 0 {
      table.add(
        "arrivals_priced_out", .count(counts.pricedOut), unit: "", better: .none, label: "stayed away for the price")
    }
  }

  private func addLatencies(to table: inout MetricTable) {
    table.startGroup("Latency of completed jobs")
    table.add("ttft", measures.timeToFirstToken, label: "time to first token")
    table.add("tpot", measures.timePerOutputToken, label: "time per output token")
    table.add("e2e", measures.endToEnd, label: "end to end")
    table.add("wait", measures.wait, label: "wait at the provider")
    for (kind, times) in zip(scenario.demand, measures.byClass) {
      table.add("e2e_\(kind.name.text)", times.endToEnd, label: "end to end of \(kind.name.text)")
      table.add("wait_\(kind.name.text)", times.wait, label: "wait at the provider of \(kind.name.text)")
    }
    table.add("sojourn", measures.sojourn, label: "time at the provider")
    if scenario.demand.contains(where: { $0.value.next.contains { $0 > 0 } }) {
      table.add("chain", measures.chain, label: "whole chain of jobs")
    }
    let completed = Double(measures.outcomes[0])
    if measures.objectives.ttft != nil {
      table.add(
        "ttft_missed_share", Double(measures.missedTimeToFirstToken), over: completed, unit: "",
        better: .lower, label: "beyond the promised time to first token")
    }
    if measures.objectives.endToEnd != nil {
      table.add(
        "e2e_missed_share", Double(measures.missedEndToEnd), over: completed, unit: "", better: .lower,
        label: "beyond the promised end-to-end time")
    }
  }

  private func addProviders(to table: inout MetricTable, at now: Instant) {
    let span = Double((now - measures.countedFrom).nanoseconds)
    let up = Double(measures.upIntegral)
    table.startGroup("Providers")
    table.add("providers", .count(books.count), unit: "", better: .none, label: "providers")
    table.add("providers_up_mean", up, over: span, unit: "", better: .none, label: "up, on average")
    table.add(
      "utilisation", Double(measures.busyIntegral), over: up, unit: "", better: .none,
      label: "busy, of the time up")
    table.add(
      "occupancy", Double(measures.runningIntegral), over: Double(measures.slotIntegral), unit: "",
      better: .none, label: "slots taken, of the slots up")
    table.add(
      "jobs_at_providers_mean", Double(measures.loadIntegral), over: span, unit: "", better: .none,
      label: "jobs at providers, on average")
    table.add(
      "output_rate", Double(measures.outputTokens), over: span / 1e9, unit: "token/s", better: .higher,
      label: "output tokens a second")
    for (name, kind) in scenario.demand {
      guard let trace = kind.arrivals.trace else { continue }
      table.add(
        "trace_copies_\(name.text)", .count(kind.arrivals.copies), unit: "", better: .none,
        label: "copies of the trace played as \(name.text)")
      if trace.rowsOutOfOrder > 0 {
        table.add(
          "trace_rows_sorted_\(name.text)", .count(trace.rowsOutOfOrder), unit: "", better: .none,
          label: "rows out of order in the trace of \(name.text)")
      }
      for note in trace.notes { table.remark("trace of \(name.text): \(note)") }
    }
    addReputation(to: &table)
    table.add(
      "income_gini", .number(incomeGini()), unit: "", better: .lower, label: "Gini coefficient of providers' income")
  }

  private func addMoney(to table: inout MetricTable) {
    let price = Double(scenario.token.price.nano) / 1e9
    let paid = Double(measures.paid.base) / 1e12
    table.startGroup("Money")
    table.add("paid", .tokens(measures.paid), unit: "token", better: .none, label: "paid to the network")
    table.add(
      "price_per_million_output", paid * price * 1e6, over: Double(measures.outputTokens), unit: "USD",
      better: .lower, label: "paid for a million output tokens")
    table.add("fees", .tokens(token.allFees), unit: "token", better: .none, label: "protocol fees")
    table.add(
      "emitted", .tokens(token.emitted), unit: "token", better: .none, label: "emitted, to providers and treasury")
    table.add(
      "emission_withheld", .tokens(token.withheld), unit: "token", better: .none,
      label: "emission beyond the ledger's limit")
    table.add(
      "supply", .tokens(ledger.minted - ledger.burned), unit: "token", better: .none,
      label: "supply at the end, clients' funds included")
    table.add("burned", .tokens(ledger.burned), unit: "token", better: .none, label: "burned")
    table.add("cloud_spend", .dollars(measures.cloudSpend), unit: "USD", better: .lower, label: "paid to clouds")
    table.add(
      "unaffordable", .count(counts.unaffordable), unit: "", better: .lower, label: "offers a client could not pay")
  }

  private func addEnergy(to table: inout MetricTable) {
    let joules = measures.energy.joules
    let tokens = books.reduce(Int64(0)) { $0 + $1.outputTokens }
    let income = books.reduce(Amount.zero) { $0 + $1.income }
    let emission = books.reduce(Amount.zero) { $0 + $1.emission }
    let cost = books.indices.reduce(Int64(0)) { $0 + energyCost(of: $1).nano }
    func margin(_ earned: Amount) -> MetricValue {
      .dollars(Dollars(nano: scenario.token.dollars(of: earned).nano - cost))
    }
    table.add(
      "provider_margin", margin(income + emission), unit: "USD", better: .higher,
      label: "left after electricity, emission at token price")
    table.add(
      "provider_margin_without_emission", margin(income), unit: "USD", better: .higher,
      label: "left after electricity, without emission")
    table.startGroup("Energy")
    table.add("energy", .number(joules / 3.6e6), unit: "kWh", better: .lower, label: "energy of all providers")
    table.add(
      "energy_per_output_token", joules, over: Double(tokens), unit: "J", better: .lower,
      label: "energy for an output token, idle power included")
    table.add("energy_cost", .dollars(Dollars(nano: cost)), unit: "USD", better: .lower, label: "what it cost")
  }

  private mutating func addAccounts(to table: inout MetricTable, at now: Instant) {
    typealias Term = ExactAccount.Term
    let inSystem = Int128(jobs.liveCount)
    table.add(
      ExactAccount(
        "jobs", unit: "", left: [Term("arrived", Int128(counts.arrived))],
        right: JobOutcome.allCases.map { Term($0.name, Int128(counts.count(of: $0))) } + [Term("in_system", inSystem)]))
    let present = jobs.bodies.reduce(Int128(0)) { sum, body in
      body.isLive && body.isAtProvider ? sum + Int128((now - body.enqueuedAt).nanoseconds) : sum
    }
    table.add(
      ExactAccount(
        "littles_law", unit: "job ns", left: [Term("load_integral", books.reduce(0) { $0 + $1.loadIntegral })],
        right: [Term("sojourns", books.reduce(0) { $0 + $1.sojourn }), Term("still_there", present)]))
    let bytes = topology.accounts
    table.add(
      ExactAccount(
        "bytes", unit: "B", left: [Term("sent", Int128(bytes.sent))],
        right: [
          Term("delivered", Int128(bytes.delivered)), Term("dropped", Int128(bytes.dropped)),
          Term("in_flight", messages.bytesInFlight),
        ]))
    if bulk.isUsed {
      let bulkBytes = bulk.transfers.accounts
      table.add(
        ExactAccount(
          "bulk_bytes", unit: "B", left: [Term("sent", Int128(bulkBytes.sent))],
          right: [
            Term("delivered", Int128(bulkBytes.delivered)), Term("dropped", Int128(bulkBytes.dropped)),
            Term("in_flight", bulk.transfers.bytesUnderWay),
          ]))
    }
    table.add(
      ExactAccount(
        "energy", unit: "fJ", left: [Term("network", measures.energy.femtojoules)],
        right: [Term("nodes", books.reduce(0) { $0 + $1.energy.femtojoules })]))
    table.add(
      ExactAccount(
        "tokens", unit: "base", left: [Term("minted", ledger.minted.base)],
        right: [
          Term("burned", ledger.burned.base), Term("balances", ledger.balanceTotal.base),
          Term("escrow", ledger.holdTotal.base),
        ]))
  }

  /// Gini coefficient of what providers earned (income and emission), 0 … 1.
  private func incomeGini() -> Double {
    let incomes = books.map { Double(($0.income + $0.emission).base) }.sorted()
    let total = incomes.reduce(0, +)
    guard total > 0 else { return 0 }
    var weighted = 0.0
    for (rank, income) in incomes.enumerated() { weighted += Double(2 * (rank + 1) - incomes.count - 1) * income }
    return weighted / (Double(incomes.count) * total)
  }

  /// What the provider's energy cost at its region's price, rounded down to a billionth of a dollar.
  private func energyCost(of index: Int) -> Dollars {
    let price = scenario.energy.byRegion[truth.facts.regions[index].index].nano
    // fJ × n$/kWh: a kilowatt hour is 3.6e21 fJ.
    let cost = Amount(base: books[index].energy.femtojoules).scaled(
      by: Int128(price), over: 3_600_000_000_000_000_000_000)
    return Dollars(nano: Int64(clamping: cost.base))
  }

  private mutating func recordProviders() {
    guard journal.keeps(.providers) else { return }
    for (index, book) in books.enumerated() {
      var record = ProviderRecord()
      record.provider = ProviderID(index)
      record.fleet = roster.fleet[index]
      record.device = roster.fleet[index]
      record.access = roster.access[index]
      record.region = truth.facts.regions[index]
      record.completed = book.completed
      record.lost = book.lost
      record.refused = book.refused
      record.promptTokens = book.promptTokens
      record.outputTokens = book.outputTokens
      record.busyTime = TimeSpan(nanoseconds: book.spent.busy)
      record.upTime = TimeSpan(nanoseconds: book.spent.busy + book.spent.idle)
      record.departures = book.failures
      record.energy = book.energy
      record.energyCost = energyCost(of: index)
      record.earned = book.income
      record.rewarded = book.emission
      journal.append(record)
    }
  }
}

extension MetricTable {
  /// A quotient. Left out where there was nothing to divide by: a 0 would pass for the best or the worst of all.
  fileprivate mutating func add(
    _ name: String, _ part: Double, over whole: Double, unit: String, better: Better, label: String
  ) {
    if whole != 0 { add(name, .number(part / whole), unit: unit, better: better, label: label) }
  }
}
