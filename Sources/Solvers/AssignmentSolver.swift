/// Finds the cheapest of the largest matchings of rows to columns, in O(n² m) for n rows and m ≥ n columns.
///
/// Jonker and Volgenant 1987 without their column reduction, so that it holds for rectangles too: rows bid for their
/// cheapest columns (augmenting row reduction), then a shortest augmenting path (Dijkstra on reduced costs) for each
/// row that is left. Exact integers. Keeps its buffers: solving again a problem of the same size allocates only the
/// answer.
public struct AssignmentSolver: Sendable {
  /// The costs by rows of the shorter side, with the penalty for forbidden pairs, where the caller's do not serve.
  private var turned: [Int64] = []
  // By column of the longer side.
  private var prices: [Int64] = []
  private var distances: [Int64] = []
  private var before: [Int32] = []
  private var order: [Int32] = []
  private var rowOf: [Int32] = []
  // By row of the shorter side.
  private var columnOf: [Int32] = []
  private var free: [Int32] = []

  public init() {}

  /// - Parameters:
  ///   - costs: by rows; `Assignment.forbidden` where a pair must not be. Their differences stay within
  ///     `Assignment.costSpan`, and they themselves within ±2^58.
  public mutating func solve(_ costs: [Int64], rows: Int, columns: Int) -> Assignment {
    precondition(rows >= 0 && columns >= 0 && costs.count == rows * columns, "a cost for each row and column")
    let (low, high) = Assignment.range(of: costs)
    precondition(
      low >= -(1 << 58) && high <= 1 << 58 && high - low <= Assignment.costSpan(rows: rows, columns: columns),
      "costs of an assignment lie so close together that sums along a path fit")
    let shorter = min(rows, columns)
    let penalty = max(high, 0) + Int64(shorter) * (high - low) + 1
    let isTurned = rows > columns
    let longer = max(rows, columns)
    prepare(shorter, longer)
    if isTurned || costs.contains(Assignment.forbidden) {
      turn(costs, rows: rows, columns: columns, penalty)
      turned.withUnsafeBufferPointer { search($0, shorter, longer) }
    } else {
      costs.withUnsafeBufferPointer { search($0, shorter, longer) }
    }
    return answer(to: costs, rows: rows, columns: columns, penalty)
  }

  private mutating func prepare(_ shorter: Int, _ longer: Int) {
    func clear<T>(_ array: inout [T], _ count: Int, _ value: T) {
      array.removeAll(keepingCapacity: true)
      array.append(contentsOf: repeatElement(value, count: count))
    }
    clear(&prices, longer, 0)
    clear(&distances, longer, 0)
    clear(&before, longer, 0)
    clear(&order, longer, 0)
    clear(&rowOf, longer, -1)
    clear(&columnOf, shorter, -1)
    clear(&free, shorter, 0)
  }

  private mutating func turn(_ costs: [Int64], rows: Int, columns: Int, _ penalty: Int64) {
    turned.removeAll(keepingCapacity: true)
    func shown(_ cost: Int64) -> Int64 { cost == Assignment.forbidden ? penalty : cost }
    if rows > columns {
      for column in 0..<columns {
        for row in 0..<rows { turned.append(shown(costs[row * columns + column])) }
      }
    } else {
      for cost in costs { turned.append(shown(cost)) }
    }
  }

  private mutating func search(_ costs: UnsafeBufferPointer<Int64>, _ rows: Int, _ columns: Int) {
    guard rows > 0, let first = costs.baseAddress else { return }
    prices.withUnsafeMutableBufferPointer { prices in
      distances.withUnsafeMutableBufferPointer { distances in
        before.withUnsafeMutableBufferPointer { before in
          order.withUnsafeMutableBufferPointer { order in
            rowOf.withUnsafeMutableBufferPointer { rowOf in
              columnOf.withUnsafeMutableBufferPointer { columnOf in
                free.withUnsafeMutableBufferPointer { free in
                  let search = AssignmentSearch(
                    costs: first, rows: rows, columns: columns, prices: prices.baseAddress!,
                    distances: distances.baseAddress!, before: before.baseAddress!, order: order.baseAddress!,
                    rowOf: rowOf.baseAddress!, columnOf: columnOf.baseAddress!, free: free.baseAddress!)
                  search.run()
                }
              }
            }
          }
        }
      }
    }
  }

  private func answer(to costs: [Int64], rows: Int, columns: Int, _ penalty: Int64) -> Assignment {
    let isTurned = rows > columns
    var shortDuals = [Int64](repeating: 0, count: columnOf.count)
    for (row, column) in columnOf.enumerated() {
      let cost = isTurned ? costs[Int(column) * columns + row] : costs[row * columns + Int(column)]
      shortDuals[row] = (cost == Assignment.forbidden ? penalty : cost) - prices[Int(column)]
    }
    var made = Assignment(
      columnOfRow: isTurned ? rowOf : columnOf, rowOfColumn: isTurned ? columnOf : rowOf,
      rowDuals: isTurned ? prices : shortDuals, columnDuals: isTurned ? shortDuals : prices, penalty: penalty, cost: 0)
    for row in 0..<rows where made.columnOfRow[row] >= 0 {
      let column = Int(made.columnOfRow[row])
      let cost = costs[row * columns + column]
      if cost == Assignment.forbidden {
        made.columnOfRow[row] = -1
        made.rowOfColumn[column] = -1
      } else {
        made.cost += Int128(cost)
      }
    }
    return made
  }
}
