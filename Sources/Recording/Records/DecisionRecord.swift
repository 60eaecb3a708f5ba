import Quantities
import Vocabulary

/// One placement of one job: a row of `decisions.csv`.
public struct DecisionRecord: Record {
  public var time = Instant.start
  public var job: Int64 = 0
  public var attempt: Int32 = 0
  public var broker = BrokerID(0)
  /// The provider chosen; −1 when none would do.
  public var chosen = ProviderID(-1)
  public var candidates: Int64 = 0
  /// Candidates dropped by each filter, in the order of `JournalNames.filters`; filters beyond eight are not shown.
  public var dropped = InlineArray<8, Int32>(repeating: 0)
  /// The best candidates, best first; `scoreCount` of them count.
  public var scored = InlineArray<8, ProviderID>(repeating: ProviderID(-1))
  public var scores = InlineArray<8, Double>(repeating: .nan)
  public var scoreCount = 0

  public init() {}

  /// Adds the next best candidate; the ninth and later are left out.
  public mutating func addScore(_ provider: ProviderID, _ score: Double) {
    guard scoreCount < 8 else { return }
    scored[scoreCount] = provider
    scores[scoreCount] = score
    scoreCount += 1
  }

  public static let table = JournalTable.decisions
  public static let help = "one row per sampled decision of a broker"

  private static let providerColumns: [StaticString] = [
    "provider_1", "provider_2", "provider_3", "provider_4", "provider_5", "provider_6", "provider_7", "provider_8",
  ]
  private static let scoreColumns: [StaticString] = [
    "score_1", "score_2", "score_3", "score_4", "score_5", "score_6", "score_7", "score_8",
  ]

  public func write(to row: inout some CellSink, _ names: JournalNames) {
    row.seconds("time_s", time.nanoseconds, "when the broker decided")
    row.integer("job", job, unit: "", "number of the job, as in jobs.csv")
    row.integer("attempt", Int64(attempt), unit: "", "which attempt of the job, from 1")
    row.name("broker", broker.index, in: names.brokers, "who decided")
    row.name("chosen", chosen.index, in: names.providers, "provider chosen; empty if none would do")
    row.integer("candidates", candidates, unit: "", "providers looked at")
    row.text("dropped", droppedText(names), "how many each filter dropped, as filter=count; filters of zero left out")
    for i in 0..<8 {
      row.name(Self.providerColumns[i], scored[i].index, in: names.providers, "candidate of that rank; empty if fewer")
      row.number(Self.scoreColumns[i], scores[i], unit: "", "its score, in the policy's own measure")
    }
  }

  private func droppedText(_ names: JournalNames) -> String {
    var text = ""
    for i in 0..<min(8, names.filters.count) where dropped[i] != 0 {
      text += "\(text.isEmpty ? "" : " ")\(names.filters[i])=\(dropped[i])"
    }
    return text
  }
}
