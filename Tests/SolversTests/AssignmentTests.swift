import Randomness
import Solvers
import Testing

@Suite struct AssignmentTests {
  private let source = RandomSource(seed: 90_210)

  /// The most pairs, and the least cost of that many, by trying everything.
  private func best(_ costs: [Int64], _ rows: Int, _ columns: Int) -> (pairs: Int, cost: Int128) {
    var best: (pairs: Int, cost: Int128) = (-1, 0)
    var isTaken = [Bool](repeating: false, count: columns)
    func place(_ row: Int, _ pairs: Int, _ cost: Int128) {
      if row == rows {
        if pairs > best.pairs || pairs == best.pairs && cost < best.cost { best = (pairs, cost) }
        return
      }
      place(row + 1, pairs, cost)
      for column in 0..<columns where !isTaken[column] && costs[row * columns + column] != Assignment.forbidden {
        isTaken[column] = true
        place(row + 1, pairs + 1, cost + Int128(costs[row * columns + column]))
        isTaken[column] = false
      }
    }
    place(0, 0, 0)
    return best
  }

  private func costs(_ count: Int, below limit: Int, forbidden percent: Int, _ stream: inout RandomStream) -> [Int64] {
    (0..<count).map { _ in
      let cost = Int64(stream.below(limit)) - Int64(limit / 3)
      return stream.below(100) < percent ? Assignment.forbidden : cost
    }
  }

  @Test func equalsBruteForce() {
    var solver = AssignmentSolver()
    var partial = 0
    for round in 0..<3000 {
      var stream = source.stream(StreamName("small"), round)
      let rows = 1 + stream.below(6)
      let columns = 1 + stream.below(6)
      // Few different costs make ties, many make none.
      let limit = [3, 20, 1_000_000_000_000][stream.below(3)]
      let costs = costs(rows * columns, below: limit, forbidden: [0, 0, 30, 70][stream.below(4)], &stream)
      let made = solver.solve(costs, rows: rows, columns: columns)
      let right = best(costs, rows, columns)
      #expect(made.pairs == right.pairs && made.cost == right.cost, "round \(round): \(rows) × \(columns) \(costs)")
      #expect(made.isOptimal(for: costs), "round \(round): \(rows) × \(columns) \(costs)")
      if made.pairs < min(rows, columns) { partial += 1 }
    }
    #expect(partial > 200)
  }

  @Test(arguments: [(8, 8), (7, 8), (8, 7)]) func equalsBruteForceOfEight(rows: Int, columns: Int) {
    var solver = AssignmentSolver()
    var stream = source.stream(StreamName("eight"), rows * 10 + columns)
    for limit in [2, 9, 1000] {
      let costs = costs(rows * columns, below: limit, forbidden: 0, &stream)
      let made = solver.solve(costs, rows: rows, columns: columns)
      #expect(made.cost == best(costs, rows, columns).cost && made.isOptimal(for: costs))
    }
  }

  @Test(arguments: [(200, 200), (40, 900), (900, 40), (300, 310)]) func largeOnesAreCertified(rows: Int, columns: Int) {
    var solver = AssignmentSolver()
    for round in 0..<12 {
      var stream = source.stream(StreamName("large"), rows << 20 | columns << 8 | round)
      let costs = costs(
        rows * columns, below: [2, 50, 1_000_000_000][round % 3], forbidden: round < 6 ? 0 : 95, &stream)
      let made = solver.solve(costs, rows: rows, columns: columns)
      #expect(made.isOptimal(for: costs))
      #expect(round >= 6 || made.pairs == min(rows, columns))
    }
  }

  @Test func theCertificateFailsForAnyOtherMatching() {
    var solver = AssignmentSolver()
    var stream = source.stream(StreamName("tampered"))
    for _ in 0..<200 {
      let size = 4 + stream.below(20)
      let costs = costs(size * size, below: 1_000_000, forbidden: 0, &stream)
      let made = solver.solve(costs, rows: size, columns: size)
      // Another problem, in which one matched pair costs a little more or an unmatched one much less.
      var dearer = costs
      dearer[Int(made.columnOfRow[0])] += 1
      #expect(!made.isOptimal(for: dearer))
      var cheaper = costs
      let other = (Int(made.columnOfRow[1]) + 1) % size
      cheaper[size + other] = -9_000_000
      #expect(!made.isOptimal(for: cheaper))
    }
  }

  @Test func degenerateProblems() {
    var solver = AssignmentSolver()
    #expect(solver.solve([], rows: 0, columns: 0).isOptimal(for: []))
    #expect(solver.solve([], rows: 0, columns: 4).rowOfColumn == [-1, -1, -1, -1])
    #expect(solver.solve([], rows: 3, columns: 0).columnOfRow == [-1, -1, -1])
    let none = solver.solve([.max, .max, .max, .max], rows: 2, columns: 2)
    #expect(none.pairs == 0 && none.cost == 0 && none.isOptimal(for: [.max, .max, .max, .max]))
    let one = solver.solve([-5], rows: 1, columns: 1)
    #expect(one.cost == -5 && one.columnOfRow == [0] && one.isOptimal(for: [-5]))
  }

  @Test func theWidestSpanDoesNotOverflow() {
    var solver = AssignmentSolver()
    var stream = source.stream(StreamName("span"))
    for size in [1, 2, 7, 64] {
      let span = Assignment.costSpan(rows: size, columns: size)
      let costs = (0..<size * size).map { _ in stream.below(2) == 0 ? -span / 2 : span / 2 }
      let made = solver.solve(costs, rows: size, columns: size)
      #expect(made.isOptimal(for: costs))
    }
  }
}
