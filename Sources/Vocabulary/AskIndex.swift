/// The least asks of each stratum: one k-d tree for a stratum (Bentley 1975), whose nodes bound below what those under
/// them ask and how soon they could begin, so that the cheapest of ten thousand is found by looking at some dozens.
///
/// A node of which all providers ask the same knows their fewest jobs outstanding, and how many have so few. Equals
/// stand in order of id from left to right. A change of load costs O(log n), and so does a provider that comes or goes;
/// a changed ask a new index.
public struct AskIndex: Sendable {
  /// What the providers under a node that are up ask at least, in base units; `absent` where nobody is up.
  struct Node: BitwiseCopyable, Equatable, Sendable {
    var prompt: Int64
    var output: Int64
    var second: Int64
    /// The least time of any on its access link and in its queue, nanoseconds.
    var soonest: Int64
    /// The fewest jobs outstanding, how many have so few, and the greatest such time of these, if all under the node
    /// ask the same; else 0.
    var outstanding: Int32
    var equals: Int32
    var latest: Int64

    static let absent = Node(
      prompt: .max, output: .max, second: .max, soonest: .max, outstanding: 0, equals: 0, latest: 0)
    var isAbsent: Bool { soonest == .max }
    /// All providers under it ask the same.
    var isUniform: Bool { equals > 0 }

    func asks(as other: Node) -> Bool { prompt == other.prompt && output == other.output && second == other.second }
  }

  private(set) var nodes: [Node]
  /// The trees' roots once more, side by side, by stratum: a search looks at all of a model's.
  private(set) var roots: [Node]
  /// The provider of each leaf, or -1; a tree's leaves begin at half of where its nodes do.
  private(set) var memberAt: [Int32]
  private var leafOf: [Int32]

  init(_ table: ProviderTable) {
    let cells = table.facts.strata
    nodes = Array(repeating: .absent, count: cells.treeSize)
    roots = Array(repeating: .absent, count: cells.cells.count)
    memberAt = Array(repeating: -1, count: cells.treeSize / 2)
    leafOf = Array(repeating: 0, count: table.count)
    var order = cells.members
    order.withUnsafeMutableBufferPointer { order in
      for cell in cells.cells {
        let part = UnsafeMutableBufferPointer(rebasing: order[Int(cell.first)..<Int(cell.first + cell.count)])
        deal(part, table, firstLeaf: Int(cell.tree) / 2, leaves: Int(cell.leaves))
      }
    }
    for provider in 0..<table.count {
      let cell = cells.cells[Int(cells.cellOf[provider])]
      nodes[Int(cell.tree) + Int(cell.leaves) + Int(leafOf[provider])] = Self.leaf(provider, table)
    }
    for (number, cell) in cells.cells.enumerated() {
      let base = Int(cell.tree)
      for node in stride(from: Int(cell.leaves) - 1, to: 0, by: -1) {
        nodes[base + node] = Self.both(nodes[base + 2 * node], nodes[base + 2 * node + 1])
      }
      roots[number] = nodes[base + 1]
    }
  }

  mutating func refresh(_ provider: ProviderID, _ table: ProviderTable) {
    let cells = table.facts.strata
    let number = Int(cells.cellOf[provider.index])
    let cell = cells.cells[number]
    let base = Int(cell.tree)
    var node = Int(cell.leaves) + Int(leafOf[provider.index])
    nodes[base + node] = Self.leaf(provider.index, table)
    while node > 1 {
      node /= 2
      let new = Self.both(nodes[base + 2 * node], nodes[base + 2 * node + 1])
      if nodes[base + node] == new { return }
      nodes[base + node] = new
    }
    roots[number] = nodes[base + 1]
  }

  private static func leaf(_ provider: Int, _ table: ProviderTable) -> Node {
    guard table.isUp[provider] else { return .absent }
    let time = table.approach(to: ProviderID(provider))
    return Node(
      prompt: table.askPrompt[provider], output: table.askOutput[provider], second: table.askSecond[provider],
      soonest: time, outstanding: table.outstanding[provider], equals: 1, latest: time)
  }

  @inline(__always) private static func both(_ a: Node, _ b: Node) -> Node {
    if a.isAbsent { return b }
    if b.isAbsent { return a }
    let soonest = min(a.soonest, b.soonest)
    if a.isUniform && b.isUniform && a.asks(as: b) {
      var sum = b.outstanding < a.outstanding ? b : a
      sum.soonest = soonest
      if a.outstanding == b.outstanding {
        sum.equals = a.equals + b.equals
        sum.latest = max(a.latest, b.latest)
      }
      return sum
    }
    return Node(
      prompt: min(a.prompt, b.prompt), output: min(a.output, b.output), second: min(a.second, b.second),
      soonest: soonest, outstanding: 0, equals: 0, latest: 0)
  }

  // MARK: dealing providers to leaves

  /// Halves the providers by the ask in which they differ most, down to single leaves.
  private mutating func deal(
    _ members: UnsafeMutableBufferPointer<Int32>, _ table: ProviderTable, firstLeaf: Int, leaves: Int,
    from place: Int = 0
  ) {
    var members = members
    guard let first = members.first else { return }
    if leaves == 1 {
      memberAt[firstLeaf + place] = first
      leafOf[Int(first)] = Int32(place)
      return
    }
    if let column = widest(members, table) {
      members.sort { a, b in
        let (x, y) = (Self.ask(column, Int(a), table), Self.ask(column, Int(b), table))
        return x != y ? x < y : a < b
      }
    }
    let middle = (members.count + 1) / 2
    deal(.init(rebasing: members[..<middle]), table, firstLeaf: firstLeaf, leaves: leaves / 2, from: place)
    deal(
      .init(rebasing: members[middle...]), table, firstLeaf: firstLeaf, leaves: leaves / 2, from: place + leaves / 2)
  }

  private static func ask(_ column: Int, _ provider: Int, _ table: ProviderTable) -> Int64 {
    column == 0 ? table.askPrompt[provider] : column == 1 ? table.askOutput[provider] : table.askSecond[provider]
  }

  /// The ask with the greatest ratio of highest to lowest; nil where all ask the same.
  private func widest(_ members: UnsafeMutableBufferPointer<Int32>, _ table: ProviderTable) -> Int? {
    var widest: Int?
    var ratio = 1.0
    for column in 0..<3 {
      var (low, high) = (Int64.max, Int64.min)
      for member in members {
        let ask = Self.ask(column, Int(member), table)
        low = min(low, ask)
        high = max(high, ask)
      }
      let spread = (Double(high) + 1) / (Double(max(low, 0)) + 1)
      if high > low && (widest == nil || spread > ratio) { (widest, ratio) = (column, spread) }
    }
    return widest
  }
}
