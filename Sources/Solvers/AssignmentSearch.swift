/// One search for a cheapest assignment over borrowed buffers; rows ≤ columns.
///
/// Kept throughout: a matched column has the least reduced cost of its row, prices of columns are at most 0, and those
/// of free columns are 0.
struct AssignmentSearch {
  let costs: UnsafePointer<Int64>
  let rows: Int
  let columns: Int
  let prices: UnsafeMutablePointer<Int64>
  let distances: UnsafeMutablePointer<Int64>
  /// The row from which a column was reached.
  let before: UnsafeMutablePointer<Int32>
  /// Columns: settled, then at the least distance, then the others.
  let order: UnsafeMutablePointer<Int32>
  let rowOf: UnsafeMutablePointer<Int32>
  let columnOf: UnsafeMutablePointer<Int32>
  let free: UnsafeMutablePointer<Int32>

  func run() {
    for row in 0..<rows { free[row] = Int32(row) }
    var count = rows
    for _ in 0..<2 where count > 0 { count = reduceRows(count) }
    for place in 0..<count { augment(from: Int(free[place])) }
  }

  /// Rows without a column bid for their cheapest; who is outbid goes on the list of the next pass, or bids again at
  /// once if the price has moved. Prices may move by little for long, so a pass has a limit.
  private func reduceRows(_ count: Int) -> Int {
    var place = 0
    var kept = 0
    var budget = 4 * rows
    while place < count {
      let row = Int(free[place])
      place += 1
      let bid = cheapest(for: row)
      var column = bid.column
      var loser = rowOf[column]
      let isStrict = bid.least < bid.next && budget > 0
      if isStrict {
        prices[column] -= bid.next - bid.least
      } else if loser >= 0 && bid.least == bid.next {
        column = bid.second
        loser = rowOf[column]
      } else if loser >= 0 {
        free[kept] = Int32(row)
        kept += 1
        continue
      }
      columnOf[row] = Int32(column)
      rowOf[column] = Int32(row)
      guard loser >= 0 else { continue }
      columnOf[Int(loser)] = -1
      budget -= 1
      if isStrict {
        place -= 1
        free[place] = loser
      } else {
        free[kept] = loser
        kept += 1
      }
    }
    return kept
  }

  /// The least and the second least reduced cost of a row.
  private func cheapest(for row: Int) -> (column: Int, least: Int64, second: Int, next: Int64) {
    let costs = costs + row * columns
    var column = 0
    var least = costs[0] - prices[0]
    var second = 0
    var next = columns == 1 ? least : Int64.max
    for j in 1..<max(columns, 1) {
      let reduced = costs[j] - prices[j]
      guard reduced < next else { continue }
      if reduced < least {
        (next, second) = (least, column)
        (least, column) = (reduced, j)
      } else {
        (next, second) = (reduced, j)
      }
    }
    return (column, least, second, next)
  }

  /// Dijkstra over reduced costs from a row to the nearest free column; then the path is turned over.
  private func augment(from start: Int) {
    let first = costs + start * columns
    for j in 0..<columns {
      distances[j] = first[j] - prices[j]
      before[j] = Int32(start)
      order[j] = Int32(j)
    }
    // order[..<settled] is done, order[settled..<reached] stands at `least`.
    var settled = 0
    var reached = 0
    var least: Int64 = 0
    var end = -1
    while end < 0 {
      if settled == reached {
        (least, reached, end) = gather(from: settled)
        if end >= 0 { break }
      }
      let column = Int(order[settled])
      settled += 1
      let row = Int(rowOf[column])
      let costs = costs + row * columns
      let offset = costs[column] - prices[column] - least
      var place = reached
      while place < columns {
        let j = Int(order[place])
        let distance = costs[j] - prices[j] - offset
        if distance < distances[j] {
          distances[j] = distance
          before[j] = Int32(row)
          if distance == least {
            if rowOf[j] < 0 {
              end = j
              break
            }
            order[place] = order[reached]
            order[reached] = Int32(j)
            reached += 1
          }
        }
        place += 1
      }
    }
    for place in 0..<settled {
      let j = Int(order[place])
      prices[j] += distances[j] - least
    }
    turnPath(to: end, from: start)
  }

  /// Gathers the columns at the least distance; the first free one among them ends the search.
  private func gather(from settled: Int) -> (least: Int64, reached: Int, end: Int) {
    var reached = settled
    var least = Int64.max
    for place in settled..<columns {
      let j = order[place]
      let distance = distances[Int(j)]
      guard distance <= least else { continue }
      if distance < least {
        reached = settled
        least = distance
      }
      order[place] = order[reached]
      order[reached] = j
      reached += 1
    }
    for place in settled..<reached where rowOf[Int(order[place])] < 0 { return (least, reached, Int(order[place])) }
    return (least, reached, -1)
  }

  private func turnPath(to end: Int, from start: Int) {
    var column = end
    while true {
      let row = Int(before[column])
      rowOf[column] = Int32(row)
      let next = Int(columnOf[row])
      columnOf[row] = Int32(column)
      if row == start { return }
      column = next
    }
  }
}
