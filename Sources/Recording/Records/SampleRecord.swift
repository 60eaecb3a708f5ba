import Quantities

/// The value of a sample or a metric: an integer, an exact decimal, or a double where nothing exact exists.
public enum MetricValue: Sendable, Equatable {
  case integer(Int128)
  case number(Double)
  /// `value ÷ 10^decimals`.
  case fixed(Int128, decimals: Int)

  /// Seconds to the nanosecond.
  public static func seconds(_ span: TimeSpan) -> MetricValue { .fixed(Int128(span.nanoseconds), decimals: 9) }
  /// Tokens to the base unit.
  public static func tokens(_ amount: Amount) -> MetricValue { .fixed(amount.base, decimals: Amount.decimals) }
  /// Dollars to the billionth.
  public static func dollars(_ dollars: Dollars) -> MetricValue { .fixed(Int128(dollars.nano), decimals: 9) }
  /// Joules to the femtojoule.
  public static func joules(_ energy: Energy) -> MetricValue { .fixed(energy.femtojoules, decimals: 15) }
  /// A count.
  public static func count(_ n: some BinaryInteger) -> MetricValue { .integer(Int128(n)) }
}

/// One value of one series: a row of `timeseries.csv`.
public struct SampleRecord: Record {
  public var time = Instant.start
  /// Row of the series given with `JournalNames`; −1 only in a blank record.
  public var series: Int32 = -1
  public var value = MetricValue.number(.nan)

  public init() {}
  public init(time: Instant, series: Int, value: MetricValue) {
    self.time = time
    self.series = Int32(series)
    self.value = value
  }

  public static let table = JournalTable.timeseries
  public static let help = "one row per entity, metric and instant"

  public func write(to row: inout some CellSink, _ names: JournalNames) {
    row.seconds("time_s", time.nanoseconds, "when the value held")
    row.name("entity", Int(series), in: names.seriesEntities, "whose value")
    row.name("metric", Int(series), in: names.seriesMetrics, "what was measured")
    let help: StaticString = "the value, in the row's unit"
    switch value {
    case .integer(let n): row.fixed("value", n, decimals: 0, unit: "", help)
    case .fixed(let n, let decimals): row.fixed("value", n, decimals: decimals, unit: "", help)
    case .number(let x): row.number("value", x, unit: "", help)
    }
    row.name("unit", Int(series), in: names.seriesUnits, "unit of the value; empty for counts and shares")
  }
}
