import Recording

/// `summary.json`: metrics by name, accounts as exact integers.
public enum SummaryFile {
  public static func json(_ table: MetricTable) -> JSONText {
    .object([
      ("metrics", .object(table.metrics.map { ($0.name, metric($0)) })),
      ("accounts", .object(table.exactNumbers.map { ($0.name, .integer($0.value)) })),
      ("identities", .list(table.accounts.map(identity))),
    ])
  }

  private static func metric(_ metric: Metric) -> JSONText {
    .object([
      ("value", metric.value.json), ("unit", .text(metric.unit)), ("better", .text(metric.better.rawValue)),
    ])
  }

  /// The left names and the right names have one sum.
  private static func identity(_ account: ExactAccount) -> JSONText {
    .object([
      ("name", .text(account.name)),
      ("unit", .text(account.unit)),
      ("left", .list(account.left.map { .text($0.name) })),
      ("right", .list(account.right.map { .text($0.name) })),
      ("holds", .boolean(account.holds)),
    ])
  }
}
