import Recording
import Specs

/// `summary.json`: metrics by name, accounts as exact integers.
public enum SummaryFile {
  public static func json(_ table: MetricTable) -> JSONValue {
    [
      "metrics": .object(table.metrics.map { .init($0.name, metric($0)) }),
      "accounts": .object(table.exactNumbers.map { .init($0.name, .integer($0.value)) }),
      "identities": .list(table.accounts.map(identity)),
    ]
  }

  private static func metric(_ metric: Metric) -> JSONValue {
    ["value": metric.value.json, "unit": .text(metric.unit), "better": .text(metric.better.rawValue)]
  }

  /// The left names and the right names have one sum.
  private static func identity(_ account: ExactAccount) -> JSONValue {
    [
      "name": .text(account.name),
      "unit": .text(account.unit),
      "left": .list(account.left.map { .text($0.name) }),
      "right": .list(account.right.map { .text($0.name) }),
      "holds": .boolean(account.holds),
    ]
  }
}

extension MetricValue {
  /// Exact decimal text; doubles as the shortest text that reads back the same.
  public var text: String {
    switch self {
    case .integer(let n): String(n)
    case .fixed(let n, let decimals): decimalText(n, decimals: decimals)
    case .number(let x): x.description
    }
  }

  /// JSON has no NaN and no infinity: those become null.
  var json: JSONValue {
    if case .number(let x) = self, !x.isFinite { return .null }
    return .literal(text)
  }
}
