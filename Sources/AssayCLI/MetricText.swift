import Quantities
import Recording
import Reporting

/// Exact quantities as the output spells them.
enum MetricText {
  static func seconds(_ span: TimeSpan) -> String { MetricValue.seconds(span).text }
  static func tokens(_ amount: Amount) -> String { MetricValue.tokens(amount).text }
}
