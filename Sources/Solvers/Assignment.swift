/// A matching of rows to columns with the dual prices that prove it the cheapest.
public struct Assignment: Sendable, Equatable {
  /// The cost of a pair that must not be.
  public static let forbidden = Int64.max

  /// The column of each row, −1 for none.
  public internal(set) var columnOfRow: [Int32]
  /// The row of each column, −1 for none.
  public internal(set) var rowOfColumn: [Int32]
  /// Dual price of each row and of each column, over costs in which `penalty` stands for a forbidden pair.
  public internal(set) var rowDuals: [Int64]
  public internal(set) var columnDuals: [Int64]
  /// More than any number of pairs can save, so that one pair more is worth whatever it costs.
  public internal(set) var penalty: Int64
  /// Sum of the costs of the pairs.
  public internal(set) var cost: Int128

  /// Pairs that were made.
  public var pairs: Int { columnOfRow.reduce(0) { $0 + ($1 >= 0 ? 1 : 0) } }

  /// The greatest difference of two costs that a problem of this size may have, so that no path overflows.
  public static func costSpan(rows: Int, columns: Int) -> Int64 {
    let least = Int64(max(1, min(rows, columns)))
    return (1 << 58) / (least * least)
  }

  /// Proves by weak duality that no matching has more pairs, and none of as many pairs costs less.
  ///
  /// Let every row of the shorter side be matched, a forbidden pair at `penalty`. Duals with u + v ≤ c for all pairs,
  /// and v ≤ 0 on the longer side, bound the cost of all such matchings from below by their sum; a matching that
  /// reaches the bound is a cheapest one (Kuhn 1955).
  public func isOptimal(for costs: [Int64]) -> Bool {
    let (rows, columns) = (columnOfRow.count, rowOfColumn.count)
    guard costs.count == rows * columns, isMatching(of: costs) else { return false }
    let (low, high) = Self.range(of: costs)
    let shorter = min(rows, columns)
    guard Int128(penalty) > Int128(max(high, 0)) + Int128(shorter) * (Int128(high) - Int128(low)) else { return false }
    if rows < columns && columnDuals.contains(where: { $0 > 0 }) { return false }
    if columns < rows && rowDuals.contains(where: { $0 > 0 }) { return false }
    for row in 0..<rows {
      for column in 0..<columns {
        let cost = costs[row * columns + column]
        let (sum, overflow) = rowDuals[row].addingReportingOverflow(columnDuals[column])
        if overflow || sum > (cost == Self.forbidden ? penalty : cost) { return false }
      }
    }
    let bound = (rowDuals + columnDuals).reduce(Int128(0)) { $0 + Int128($1) }
    return bound == cost + Int128(penalty) * Int128(shorter - pairs)
  }

  /// Rows and columns name each other, no pair is forbidden, and the costs sum to `cost`.
  private func isMatching(of costs: [Int64]) -> Bool {
    let columns = rowOfColumn.count
    var sum: Int128 = 0
    for (row, column) in columnOfRow.enumerated() where column >= 0 {
      guard Int(column) < columns, rowOfColumn[Int(column)] == Int32(row) else { return false }
      let cost = costs[row * columns + Int(column)]
      guard cost != Self.forbidden else { return false }
      sum += Int128(cost)
    }
    return sum == cost && rowOfColumn.reduce(0) { $0 + ($1 >= 0 ? 1 : 0) } == pairs
  }

  /// The least and the greatest cost of a pair that may be; zeros when none may.
  static func range(of costs: [Int64]) -> (low: Int64, high: Int64) {
    var low = Int64.max
    var high = Int64.min
    for cost in costs where cost != forbidden {
      low = min(low, cost)
      high = max(high, cost)
    }
    return low <= high ? (low, high) : (0, 0)
  }
}
