import Quantities
import Recording
import Scenarios

// What must hold of the output files, whatever the scenario: read back from their text, so that the books that the
// model keeps for itself are not asked.
extension Trial {
  func checkTables() throws(Finding) {
    try checkJobs()
    try checkMoney()
    try checkProviders()
  }

  private func require(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(Finding) {
    if !holds { throw Finding(sentence()) }
  }

  private func checkJobs() throws(Finding) {
    let jobs = TableText(.jobs, in: whole.journal)
    let numbers = jobs.integers("job")
    try require(Set(numbers).count == numbers.count, "a job ended twice")
    let (outcome, provider) = (jobs["outcome"], jobs["provider"])
    let arrival = jobs.instants("arrival_s")
    let steps = ["arrival_s", "dispatched_s", "started_s", "first_token_s", "finished_s"].map(jobs.instants)
    let price = jobs.fixed("price", decimals: 12)
    let cloudCost = jobs.fixed("cloud_cost_usd", decimals: 9)
    let attempts = jobs.integers("attempts")
    for (row, cells) in jobs.rows.enumerated() {
      let name = "job \(numbers[row]), \(cells[outcome])"
      let group = group(of: cells[jobs["client"]])
      let isServed = cells[outcome] == "completed"
      try require(attempts[row] >= 1 && attempts[row] <= group.retries + 1, "\(name): \(attempts[row]) attempts")
      try require(isServed || price[row] == 0, "\(name): paid \(price[row])")
      try require(cells[outcome] == "cloud" ? group.cloud != nil : cloudCost[row] == 0, "\(name): paid a cloud")
      try require(cells[outcome] != "expired" || group.deadline != nil, "\(name) without a deadline")
      if let budget = group.budget {
        try require(price[row] <= scenario.token.amount(of: budget).base, "\(name): beyond its budget")
      }
      if let deadline = group.deadline, isServed {
        try require(steps[4][row]! - arrival[row]! <= deadline.nanoseconds, "\(name): beyond its deadline")
      }
      guard isServed else { continue }
      try require(!cells[provider].isEmpty, "\(name): by nobody")
      let times = steps.compactMap { $0[row] }
      try require(times.count == steps.count, "\(name): an instant is missing")
      try require(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 }, "\(name): its instants are out of order")
    }
    try checkRegions(jobs)
    let decisions = TableText(.decisions, in: whole.journal)
    try require(decisions.integers("attempt").allSatisfy { $0 >= 1 }, "a decision about no attempt")
  }

  private func group(of client: Substring) -> ClientGroup {
    let name = client.prefix(upTo: client.lastIndex(of: "-") ?? client.endIndex)
    return scenario.clients.first { $0.name.text == name }!.value
  }

  /// A job is served where all classes that ask for its model would have it served.
  private func checkRegions(_ jobs: TableText) throws(Finding) {
    let (model, region, outcome) = (jobs["model"], jobs["provider_region"], jobs["outcome"])
    for (index, ware) in scenario.models.enumerated() {
      var allowed: UInt64 = 0
      for (_, kind) in scenario.demand where kind.model.index == index { allowed |= kind.allowedRegions }
      let names = scenario.network.regions.names.enumerated().filter { allowed >> UInt64($0.offset) & 1 == 1 }
      let texts = Set(names.map { Substring($0.element.text) })
      for cells in jobs.rows where cells[model] == ware.name.text && cells[outcome] == "completed" {
        try require(texts.contains(cells[region]), "job \(cells[0]) was served in \(cells[region])")
      }
    }
  }

  /// What clients paid is what providers, the treasury and the fire got, block by block and in all.
  private func checkMoney() throws(Finding) {
    let ledger = TableText(.ledger, in: whole.journal)
    func sums(_ name: String) -> [Int128] { ledger.fixed(name, decimals: 12) }
    let (minted, burned, escrowed, settled) = (sums("minted"), sums("burned"), sums("escrowed"), sums("settled"))
    let (refunded, fees, pending, supply) = (sums("refunded"), sums("fees"), sums("pending"), sums("supply"))
    var (held, outside): (Int128, Int128) = (0, 0)
    for block in ledger.rows.indices {
      held += escrowed[block] - settled[block] - fees[block] - burned[block] - refunded[block]
      outside += minted[block] - burned[block]
      try require(held == pending[block], "block \(block): escrow holds \(pending[block]), not \(held)")
      try require(outside == supply[block], "block \(block): the supply is \(supply[block]), not \(outside)")
    }
    let providers = TableText(.providers, in: whole.journal)
    let earned = providers.fixed("earned", decimals: 12).reduce(0, +)
    let rewarded = providers.fixed("rewarded", decimals: 12).reduce(0, +)
    let paid = TableText(.jobs, in: whole.journal).fixed("price", decimals: 12).reduce(0, +)
    let settledAll = settled.reduce(0, +)
    let moved = settledAll + fees.reduce(0, +) + burned.reduce(0, +)
    try require(earned == settledAll, "providers earned \(earned), the ledger settled \(settledAll)")
    try require(paid == moved, "jobs paid \(paid), the ledger moved \(moved)")
    try require(rewarded <= minted.reduce(0, +), "providers were rewarded \(rewarded)")
  }

  private func checkProviders() throws(Finding) {
    let providers = TableText(.providers, in: whole.journal)
    let busy = providers.fixed("busy_s", decimals: 9)
    let up = providers.fixed("up_s", decimals: 9)
    let energy = providers.fixed("energy_j", decimals: 15)
    let fleet = providers["fleet"]
    for (row, cells) in providers.rows.enumerated() {
      let kind = scenario.fleets.first { $0.name.text == cells[fleet] }!.value
      try require(busy[row] <= up[row], "\(cells[0]) is busy longer than up")
      try require(up[row] <= Int128(whole.now.nanoseconds), "\(cells[0]) is up longer than the run")
      // While its weights are loaded a provider draws power and is not up.
      let present = kind.loadsWeights ? Int128(whole.now.nanoseconds) : up[row]
      let least = Int128(kind.device.idleDraw.microwatts) * up[row]
      let most =
        Int128(kind.device.draw.microwatts) * busy[row]
        + Int128(kind.device.idleDraw.microwatts) * (present - busy[row])
      let isInRange = least <= energy[row] && energy[row] <= most
      try require(isInRange, "\(cells[0]) used \(energy[row]) fJ, not \(least)…\(most)")
    }
    let answered = providers.integers("completed").reduce(0, +)
    let completed = TableText(.jobs, in: whole.journal)
    let received = completed.rows.filter { $0[completed["outcome"]] == "completed" }.count
    try require(received <= answered, "\(received) answers were received, \(answered) given")
  }
}
