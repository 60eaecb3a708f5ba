import Quantities

/// Finds who asks least for a job by the index of a table, best bound first; keeps its room between searches.
///
/// Least price; among equal prices fewest outstanding. What it finds is what a scan over all providers would find,
/// in the same order: by cell, then by id.
public struct AskSearch: Sendable {
  /// A node of which all providers under it with the fewest outstanding are among the cheapest.
  private struct Winner: BitwiseCopyable {
    var cell: Int32
    var node: Int32
    var count: Int32
  }

  private var winners: [Winner] = []
  /// The winners one by one, where nodes of different asks come to the same price.
  private var listed: [Int32] = []
  private var price: Int64 = 0
  private var outstanding: Int32 = 0

  public init() {}

  /// How many are equally good: no dearer than the job's budget, up, in a region that may serve it, and predicted to
  /// answer within `patience` nanoseconds (`Int64.max` for any time). Nil when the table has no such index now.
  public mutating func run(_ job: Job, within patience: Int64, among table: ProviderTable) -> Int? {
    guard let index = table.askIndex else { return nil }
    winners.removeAll(keepingCapacity: true)
    listed.removeAll(keepingCapacity: true)
    (price, outstanding) = (job.budget, .max)
    let cells = table.facts.cells
    let numbers = cells.ofModel[job.model.index]
    var first: Int32 = -1
    var least = Int64.max
    for number in numbers {
      let root = index.roots[Int(number)]
      if root.isAbsent || !reaches(job, cells.cells[Int(number)], patience, table) { continue }
      let price = Self.price(root, job)
      if first < 0 || price < least { (first, least) = (number, price) }
    }
    if first < 0 { return 0 }
    search(1, ofCell: first, job, patience, index, table)
    for number in numbers where number != first {
      let root = index.roots[Int(number)]
      if root.isAbsent || Self.price(root, job) > price { continue }
      if reaches(job, cells.cells[Int(number)], patience, table) {
        search(1, ofCell: number, job, patience, index, table)
      }
    }
    return settle(index, cells)
  }

  /// The provider that is number `rank` (from 0) among those the last run found, by cell and then by id.
  public func provider(ranked rank: Int, among table: ProviderTable) -> ProviderID {
    if !listed.isEmpty { return ProviderID(Int(listed[rank])) }
    guard let index = table.askIndex else { preconditionFailure("a search is over when its table changes") }
    var rank = Int32(rank)
    for winner in winners {
      if rank < winner.count { return Self.provider(ranked: rank, under: winner, index, table.facts.cells) }
      rank -= winner.count
    }
    preconditionFailure("a rank lies below the number that was found")
  }

  /// Some provider of the cell might do.
  private func reaches(_ job: Job, _ cell: ProviderCells.Cell, _ patience: Int64, _ table: ProviderTable) -> Bool {
    guard job.allowedRegions >> UInt64(cell.region.raw) & 1 == 1 else { return false }
    if patience == .max { return true }
    return table.facts.regionRoundTrip[job.region.index * table.facts.regionCount + cell.region.index] <= patience
  }

  @inline(__always) private static func price(_ node: AskIndex.Node, _ job: Job) -> Int64 {
    if job.work > .zero { return Ask.price(perSecond: node.second, nanoseconds: job.work.nanoseconds) }
    return Ask.price(perPrompt: node.prompt, Int64(job.promptTokens), perOutput: node.output, Int64(job.outputTokens))
  }

  private mutating func search(
    _ place: Int, ofCell number: Int32, _ job: Job, _ patience: Int64, _ index: AskIndex, _ table: ProviderTable
  ) {
    let cell = table.facts.cells.cells[Int(number)]
    let node = index.nodes[Int(cell.tree) + place]
    let bound = Self.price(node, job)
    if node.isAbsent || bound > price { return }
    let isLeaf = place >= Int(cell.leaves)
    if node.isUniform {
      if bound == price && node.outstanding > outstanding { return }
      if isLeaf || patience == .max {
        if patience < .max {
          let provider = ProviderID(Int(index.memberAt[Int(cell.tree) / 2 + place - Int(cell.leaves)]))
          if table.predictedLatency(of: job, at: provider).nanoseconds > patience { return }
        }
        if bound < price || node.outstanding < outstanding { winners.removeAll(keepingCapacity: true) }
        (price, outstanding) = (bound, node.outstanding)
        return winners.append(Winner(cell: number, node: Int32(place), count: node.equals))
      }
    }
    let (left, right) = (index.nodes[Int(cell.tree) + 2 * place], index.nodes[Int(cell.tree) + 2 * place + 1])
    let isRightFirst = left.isAbsent || !right.isAbsent && Self.price(right, job) < Self.price(left, job)
    search(2 * place + (isRightFirst ? 1 : 0), ofCell: number, job, patience, index, table)
    search(2 * place + (isRightFirst ? 0 : 1), ofCell: number, job, patience, index, table)
  }

  /// Puts the winners in order and counts them.
  private mutating func settle(_ index: AskIndex, _ cells: ProviderCells) -> Int {
    var total = 0
    for winner in winners { total += Int(winner.count) }
    if winners.count <= 1 { return total }
    winners.sort { a, b in
      if a.cell != b.cell { return a.cell < b.cell }
      let leaves = cells.cells[Int(a.cell)].leaves
      return Self.firstLeaf(under: a.node, leaves) < Self.firstLeaf(under: b.node, leaves)
    }
    let isMixed = zip(winners, winners.dropFirst()).contains { a, b in
      guard a.cell == b.cell else { return false }
      let base = Int(cells.cells[Int(a.cell)].tree)
      return !index.nodes[base + Int(a.node)].asks(as: index.nodes[base + Int(b.node)])
    }
    if isMixed { list(index, cells) }
    return total
  }

  private mutating func list(_ index: AskIndex, _ cells: ProviderCells) {
    var start = 0
    for (place, winner) in winners.enumerated() {
      for rank in 0..<winner.count {
        listed.append(Self.provider(ranked: rank, under: winner, index, cells).raw)
      }
      if place + 1 == winners.count || winners[place + 1].cell != winner.cell {
        listed[start...].sort()
        start = listed.count
      }
    }
  }

  private static func firstLeaf(under node: Int32, _ leaves: Int32) -> Int32 {
    var node = node
    while node < leaves { node *= 2 }
    return node
  }

  private static func provider(
    ranked rank: Int32, under winner: Winner, _ index: AskIndex, _ cells: ProviderCells
  ) -> ProviderID {
    let cell = cells.cells[Int(winner.cell)]
    let base = Int(cell.tree)
    let outstanding = index.nodes[base + Int(winner.node)].outstanding
    var rank = rank
    var node = Int(winner.node)
    while node < Int(cell.leaves) {
      let left = index.nodes[base + 2 * node]
      let onLeft = !left.isAbsent && left.outstanding == outstanding ? left.equals : 0
      node = 2 * node + (rank < onLeft ? 0 : 1)
      if node & 1 == 1 { rank -= onLeft }
    }
    return ProviderID(Int(index.memberAt[base / 2 + node - Int(cell.leaves)]))
  }
}
