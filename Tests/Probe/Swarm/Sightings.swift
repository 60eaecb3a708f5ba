import Quantities
import Recording
import Scenarios

/// How many scenarios of a swarm met with each thing that can happen: what no seed meets, no seed tests.
struct Sightings {
  private var counts: [(name: String, scenarios: Int)] = []

  /// Counts a scenario for the name, or only names what could have been met.
  mutating func note(_ name: String, _ isSeen: Bool) {
    if let place = counts.firstIndex(where: { $0.name == name }) {
      counts[place].scenarios += isSeen ? 1 : 0
    } else {
      counts.append((name, isSeen ? 1 : 0))
    }
  }

  /// One line `sometimes,NAME,SCENARIOS` for each.
  func report() {
    for (name, scenarios) in counts.sorted(by: { $0.name < $1.name }) { print("sometimes,\(name),\(scenarios)") }
  }

  mutating func note(_ trial: Trial) {
    let jobs = TableText(.jobs, in: trial.whole.journal)
    noteEndings(trial, jobs)
    noteFaults(trial, jobs)
    noteMoney(trial)
    noteChoices(trial)
  }

  private mutating func noteEndings(_ trial: Trial, _ jobs: TableText) {
    let outcomes = jobs.rows.map { $0[jobs["outcome"]] }
    for name in ["completed", "cloud", "failed", "rejected", "expired"] {
      let isSeen = outcomes.contains(Substring(name))
      note("outcome \(name)", isSeen)
      note("\(trial.recipe.policyName) and \(name)", isSeen)
    }
    note("retry", jobs.integers("attempts").contains { $0 > 1 })
    note("three attempts", jobs.integers("attempts").contains { $0 > 2 })
    note("preemption", jobs.integers("preemptions").contains { $0 > 0 })
    note("several brokers", Set(jobs.rows.map { $0[jobs["broker"]] }).count > 1)
    let isFree = zip(outcomes, jobs.fixed("price", decimals: 12)).contains { $0 == "completed" && $1 == 0 }
    note("free job completed", isFree)
    var ended: Set<[Substring]> = []
    let (client, arrival, finish) = (jobs["client"], jobs["arrival_s"], jobs["finished_s"])
    for cells in jobs.rows where cells[jobs["outcome"]] == "completed" { ended.insert([cells[client], cells[finish]]) }
    note("follow-up", jobs.rows.contains { ended.contains([$0[client], $0[arrival]]) })
    note("arrivals at one instant", (number("arrival_ties", trial) ?? 0) > 0)
    note("objective missed", (number("e2e_missed_share", trial) ?? 0) > 0)
    note("run to its end", trial.whole.now == .start + trial.scenario.duration)
    note("warm-up over", trial.scenario.warmup > .zero && .start + trial.scenario.warmup < trial.whole.now)
  }

  private func number(_ name: String, _ trial: Trial) -> Double? { trial.whole.summary[name]?.double }

  private mutating func noteFaults(_ trial: Trial, _ jobs: TableText) {
    let providers = TableText(.providers, in: trial.whole.journal)
    let isCrashed = providers.integers("lost").contains { $0 > 0 }
    note("crash with jobs lost", isCrashed)
    note("\(trial.recipe.policyName) and crash with jobs lost", isCrashed)
    note("refused by a provider", providers.integers("refused").contains { $0 > 0 })
    let dropped = trial.whole.summary.exactNumbers.first { $0.name == "dropped" }?.value ?? 0
    let features = trial.recipe.features
    let isChancy = !features.has(.matrix) && !features.has(.ideal)
    let cuts = [Feature.partition, .outage].filter(features.has)
    note("message lost by chance", dropped > 0 && isChancy && cuts.isEmpty)
    note("message cut by a partition", dropped > 0 && !isChancy && cuts == [.partition])
    note("message cut by an outage", dropped > 0 && !isChancy && cuts == [.outage])
    let worse = trial.scenario.network.rules.dropFirst().last
    note("degraded links", features.has(.degradation) && worse!.from < trial.whole.now)
    let age = trial.scenario.scheduling.viewAge
    note("copy sent", (number("copies", trial) ?? 0) > 0)
    note("copy answered first", (number("copies_won", trial) ?? 0) > 0)
    note("hedge sent", trial.recipe.seed % 8 > 5 && (number("copies", trial) ?? 0) > 0)
    note("renewed view", age > .zero && .start + age < trial.whole.now)
    let transfers = TableText(.transfers, in: trial.whole.journal)
    let kinds = transfers["kind"]
    note("transfer ended", transfers.rows.contains { $0[kinds] != "weights" })
    note("weights downloaded", transfers.rows.contains { $0[kinds] == "weights" && $0.contains("true") })
    note("download cut off", transfers.rows.contains { $0[kinds] == "weights" && $0.contains("false") })
  }

  private mutating func noteMoney(_ trial: Trial) {
    note("unaffordable offer", (number("unaffordable", trial) ?? 0) > 0)
    note("fee", (number("fees", trial) ?? 0) > 0)
    note("burn", (number("burned", trial) ?? 0) > 0)
    let providers = TableText(.providers, in: trial.whole.journal)
    note("reward", providers.fixed("rewarded", decimals: 12).contains { $0 > 0 })
    let ledger = TableText(.ledger, in: trial.whole.journal)
    note("third epoch", ledger.integers("epoch").contains { $0 > 1 })
    note("many blocks", ledger.rows.count > 100)
    note("money held over a block", ledger.fixed("pending", decimals: 12).contains { $0 > 0 })
  }

  private mutating func noteChoices(_ trial: Trial) {
    let features = trial.recipe.features
    for feature in Feature.allCases { note("scenario with \(feature)", features.has(feature)) }
    note("policy \(trial.recipe.policyName)", true)
    let text = trial.recipe.text()
    for word in [
      "poisson", "renewal", "hawkes", "mmpp", "daily", "curve", "fifo", "lifo", "ps", "geometric", "lognormal",
      "mcafee", "flow", "assignment", "reverse-auction", "eigentrust", "erlang", "uniform", "top_k", "softmax",
      "dust: burn", "dust: provider", "counts_own: false",
    ] { note("file with \(word)", text.contains(word)) }
    let decisions = TableText(.decisions, in: trial.whole.journal)
    note("decision row", !decisions.rows.isEmpty)
    for filter in ["model", "region", "up", "price", "deadline", "reputation"] {
      note("dropped by \(filter)", decisions.rows.contains { $0[decisions["dropped"]].contains("\(filter)=") })
    }
  }
}
