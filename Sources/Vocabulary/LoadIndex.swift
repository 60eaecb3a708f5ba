/// The least loaded providers of each cell: one tournament tree for a cell, with the number of equals.
///
/// A change costs O(log n), the least of a cell O(1), the r-th of the equals O(log n). Equals are in order of id.
public struct LoadIndex: Sendable {
  public struct Least: BitwiseCopyable, Sendable {
    /// `absent` in an empty cell.
    public var key: Int64
    /// How many have this key.
    public var count: Int32
  }

  /// The key of a provider that is down.
  public static let absent = Int64.max
  private var nodes: [Least]
  /// The trees' roots once more, side by side, by cell: a decision looks at all of a model's.
  @usableFromInline var roots: [Least]

  init(cells: ProviderCells) {
    nodes = Array(repeating: Least(key: Self.absent, count: 0), count: cells.treeSize)
    roots = Array(repeating: Least(key: Self.absent, count: 0), count: cells.cells.count)
  }

  /// The least of the cell with this number.
  @inlinable public func least(ofCell number: Int32) -> Least { roots[Int(number)] }

  /// The provider that is number `rank` (from 0) among the cell's least.
  public func provider(ranked rank: Int, in cell: ProviderCells.Cell, of cells: ProviderCells) -> ProviderID {
    let base = Int(cell.tree)
    let key = nodes[base + 1].key
    var rank = Int32(rank)
    var node = 1
    while node < Int(cell.leaves) {
      let left = nodes[base + 2 * node]
      let onLeft = left.key == key ? left.count : 0
      node = 2 * node + (rank < onLeft ? 0 : 1)
      if node & 1 == 1 { rank -= onLeft }
    }
    return ProviderID(Int(cells.members[Int(cell.first) + node - Int(cell.leaves)]))
  }

  mutating func set(_ key: Int64, of provider: ProviderID, in cells: ProviderCells) {
    let number = Int(cells.cellOf[provider.index])
    let cell = cells.cells[number]
    let base = Int(cell.tree)
    var node = Int(cell.leaves) + Int(cells.placeOf[provider.index])
    nodes[base + node] = Least(key: key, count: key == Self.absent ? 0 : 1)
    while node > 1 {
      node /= 2
      let winner = Self.winner(nodes[base + 2 * node], nodes[base + 2 * node + 1])
      if nodes[base + node].key == winner.key && nodes[base + node].count == winner.count { return }
      nodes[base + node] = winner
    }
    roots[number] = nodes[base + 1]
  }

  /// Writes a leaf and leaves the tree above it to `settle`.
  mutating func place(_ key: Int64, of provider: ProviderID, in cells: ProviderCells) {
    let cell = cells.cells[Int(cells.cellOf[provider.index])]
    let node = Int(cell.tree) + Int(cell.leaves) + Int(cells.placeOf[provider.index])
    nodes[node] = Least(key: key, count: key == Self.absent ? 0 : 1)
  }

  mutating func settle(in cells: ProviderCells) {
    for (number, cell) in cells.cells.enumerated() {
      let base = Int(cell.tree)
      for node in stride(from: Int(cell.leaves) - 1, to: 0, by: -1) {
        nodes[base + node] = Self.winner(nodes[base + 2 * node], nodes[base + 2 * node + 1])
      }
      roots[number] = nodes[base + 1]
    }
  }

  @inline(__always) private static func winner(_ a: Least, _ b: Least) -> Least {
    if a.key == b.key { return Least(key: a.key, count: a.count + b.count) }
    return a.key < b.key ? a : b
  }
}
