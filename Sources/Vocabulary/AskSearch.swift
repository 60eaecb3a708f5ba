import Quantities

/// Finds who asks least for a job by the index of a table, best bound first; keeps its room between searches.
///
/// Least price; among equal prices fewest outstanding. What it finds is what a scan over all providers would find,
/// in the same order: by cell, then by id.
public struct AskSearch: Sendable {
  /// A node of which all providers under it with the fewest outstanding are among the cheapest.
  private struct Winner: BitwiseCopyable {
    var stratum: Int32
    var node: Int32
    var count: Int32
  }

  /// What the providers of a stratum ask for the job at least.
  private struct Bound: BitwiseCopyable {
    var stratum: Int32
    var price: Int64
  }

  private var bounds: [Bound] = []
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
    bounds.removeAll(keepingCapacity: true)
    winners.removeAll(keepingCapacity: true)
    listed.removeAll(keepingCapacity: true)
    (price, outstanding) = (job.budget, .max)
    let strata = table.facts.strata
    let numbers = strata.ofModel[job.model.index]
    var first: Int32 = -1
    var least = Int64.max
    let isOpen = job.allowedRegions == .max && patience == .max
    for number in numbers {
      let root = index.roots[Int(number)]
      if root.isAbsent { continue }
      if !isOpen && root.soonest > time(job, strata.cells[Int(number)], patience, table) { continue }
      let bound = Self.price(root, job)
      if bound > price { continue }
      bounds.append(Bound(stratum: number, price: bound))
      if first < 0 || bound < least { (first, least) = (number, bound) }
    }
    if first < 0 { return 0 }
    // A plain pointer: the recursion would otherwise count references to the index at each step.
    index.nodes.withUnsafeBufferPointer { nodes in
      search(first, job, patience, nodes, table)
      for bound in bounds where bound.stratum != first && bound.price <= price {
        search(bound.stratum, job, patience, nodes, table)
      }
    }
    return settle(index, strata)
  }

  /// The provider that is number `rank` (from 0) among those the last run found, by cell and then by id.
  public func provider(ranked rank: Int, among table: ProviderTable) -> ProviderID {
    if !listed.isEmpty { return ProviderID(Int(listed[rank])) }
    guard let index = table.askIndex else { preconditionFailure("a search is over when its table changes") }
    var rank = Int32(rank)
    for winner in winners {
      if rank < winner.count { return Self.provider(ranked: rank, under: winner, index, table.facts.strata) }
      rank -= winner.count
    }
    preconditionFailure("a rank lies below the number that was found")
  }

  /// Nanoseconds that the access link and the queue of a provider of the stratum may take; negative for none at all.
  private func time(_ job: Job, _ stratum: ProviderCells.Cell, _ patience: Int64, _ table: ProviderTable) -> Int64 {
    guard job.allowedRegions >> UInt64(stratum.region.raw) & 1 == 1 else { return -1 }
    if patience == .max { return .max }
    let facts = table.facts
    let path = facts.regionRoundTrip[job.region.index * facts.regionCount + stratum.region.index]
    return patience - path - facts.predictedService(of: job, onRow: Int(stratum.row)).nanoseconds
  }

  @inline(__always) private static func price(_ node: AskIndex.Node, _ job: Job) -> Int64 {
    if job.work > .zero { return Ask.price(perSecond: node.second, nanoseconds: job.work.nanoseconds) }
    return Ask.price(perPrompt: node.prompt, Int64(job.promptTokens), perOutput: node.output, Int64(job.outputTokens))
  }

  private mutating func search(
    _ number: Int32, _ job: Job, _ patience: Int64, _ nodes: UnsafeBufferPointer<AskIndex.Node>, _ table: ProviderTable
  ) {
    let stratum = table.facts.strata.cells[Int(number)]
    let time = time(job, stratum, patience, table)
    let tree = Int(stratum.tree)
    let end = tree + 2 * Int(stratum.leaves)
    if time >= 0 { search(1, in: UnsafeBufferPointer(rebasing: nodes[tree..<end]), number, job, time) }
  }

  /// Searches below one node of a stratum's tree, which may take this much time of access and queue.
  private mutating func search(
    _ place: Int, in tree: UnsafeBufferPointer<AskIndex.Node>, _ number: Int32, _ job: Job, _ time: Int64
  ) {
    let node = tree[place]
    if node.isAbsent || node.soonest > time { return }
    let bound = Self.price(node, job)
    if bound > price { return }
    if node.isUniform {
      if bound == price && node.outstanding > outstanding { return }
      if node.latest <= time {
        if bound < price || node.outstanding < outstanding { winners.removeAll(keepingCapacity: true) }
        (price, outstanding) = (bound, node.outstanding)
        return winners.append(Winner(stratum: number, node: Int32(place), count: node.equals))
      }
    }
    let (left, right) = (tree[2 * place], tree[2 * place + 1])
    let isRightFirst = left.isAbsent || !right.isAbsent && Self.price(right, job) < Self.price(left, job)
    search(2 * place + (isRightFirst ? 1 : 0), in: tree, number, job, time)
    search(2 * place + (isRightFirst ? 0 : 1), in: tree, number, job, time)
  }

  /// Puts the winners in order and counts them.
  private mutating func settle(_ index: AskIndex, _ strata: ProviderCells) -> Int {
    var total = 0
    for winner in winners { total += Int(winner.count) }
    if winners.count <= 1 { return total }
    winners.sort { a, b in
      if a.stratum != b.stratum { return a.stratum < b.stratum }
      let leaves = strata.cells[Int(a.stratum)].leaves
      return Self.firstLeaf(under: a.node, leaves) < Self.firstLeaf(under: b.node, leaves)
    }
    let isMixed = zip(winners, winners.dropFirst()).contains { a, b in
      if a.stratum != b.stratum { return Self.isSameCell(a, b, strata) }
      let base = Int(strata.cells[Int(a.stratum)].tree)
      return !index.nodes[base + Int(a.node)].asks(as: index.nodes[base + Int(b.node)])
    }
    if isMixed { list(index, strata) }
    return total
  }

  private static func isSameCell(_ a: Winner, _ b: Winner, _ strata: ProviderCells) -> Bool {
    let (a, b) = (strata.cells[Int(a.stratum)], strata.cells[Int(b.stratum)])
    return a.region == b.region && a.models == b.models
  }

  private mutating func list(_ index: AskIndex, _ strata: ProviderCells) {
    var start = 0
    for (place, winner) in winners.enumerated() {
      for rank in 0..<winner.count {
        listed.append(Self.provider(ranked: rank, under: winner, index, strata).raw)
      }
      if place + 1 == winners.count || !Self.isSameCell(winner, winners[place + 1], strata) {
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
    ranked rank: Int32, under winner: Winner, _ index: AskIndex, _ strata: ProviderCells
  ) -> ProviderID {
    let stratum = strata.cells[Int(winner.stratum)]
    let base = Int(stratum.tree)
    let outstanding = index.nodes[base + Int(winner.node)].outstanding
    var rank = rank
    var node = Int(winner.node)
    while node < Int(stratum.leaves) {
      let left = index.nodes[base + 2 * node]
      let onLeft = !left.isAbsent && left.outstanding == outstanding ? left.equals : 0
      node = 2 * node + (rank < onLeft ? 0 : 1)
      if node & 1 == 1 { rank -= onLeft }
    }
    return ProviderID(Int(index.memberAt[base / 2 + node - Int(stratum.leaves)]))
  }
}
