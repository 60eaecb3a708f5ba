import Specs

/// How a broker that collects jobs for a while matches them with providers, all at once.
public enum BatchRule: Sendable {
  /// What an assignment makes least of, summed over the jobs.
  public enum Cost: String, CaseIterable, SpecValue { case latency, price }

  /// The most jobs onto free slots, at the least total cost.
  case assignment(Cost)
  /// The most jobs onto slots and queues, each queue at most `depth` beyond its slots, at the least total latency, in
  /// which the wait of a queue grows with its length (Gog et al. 2016).
  case flow(depth: Int)
  /// Budgets against asks.
  case market(any MarketRule)

  /// The treasury has to add to what buyers pay.
  public var needsSubsidy: Bool {
    if case .market(let rule) = self { rule.needsSubsidy } else { false }
  }
}

extension Catalog where Product == BatchRule {
  /// The rules that come with Assay: two that plan, and every market rule.
  public static var standard: Self {
    let markets = Catalog<any MarketRule>.standard.entries.map { entry in
      Entry(entry.kind, entry.help) { .market(entry.make(&$0)) }
    }
    return Self(
      "batch rule",
      [
        .init("assignment", "Jobs onto free slots at the least total latency or price.") { spec in
          .assignment(spec.take("cost", "What the sum of is made least.", default: .latency))
        },
        .init("flow", "Jobs onto slots and queues at the least total latency, waits included.") { spec in
          .flow(depth: spec.take("depth", "Jobs that may queue behind a provider's slots.", default: 4, in: 0...1000))
        },
      ] + markets)
  }
}
