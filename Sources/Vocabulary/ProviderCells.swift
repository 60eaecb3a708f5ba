/// Providers in groups of one region and one set of models, and of one speed row where rows are told apart, in that
/// order; a group's members ascend. Shared and immutable.
public final class ProviderCells: Sendable {
  public struct Cell: BitwiseCopyable, Sendable {
    public let region: RegionID
    /// Bit m set: the members serve model m.
    public let models: UInt64
    /// Speed row of the members; 0 where rows are not told apart.
    public let row: Int32
    /// Where its members stand in `members`.
    public let first: Int32
    public let count: Int32
    /// Where its tree begins in a `LoadIndex`, and the tree's leaves: a power of two.
    let tree: Int32
    let leaves: Int32
  }

  public let cells: [Cell]
  /// All providers, cell by cell.
  public let members: [Int32]
  /// The cells that serve a model, by model.
  public let ofModel: [[Int32]]
  /// The cell of each provider, and its place among the cell's members.
  let cellOf: [Int32]
  let placeOf: [Int32]
  /// Nodes of all trees together.
  let treeSize: Int

  init(regions: [RegionID], models: [UInt64], rows: [Int32]? = nil, modelCount: Int) {
    let rows = rows ?? Array(repeating: 0, count: regions.count)
    let order = regions.indices.sorted {
      (regions[$0], models[$0], rows[$0], $0) < (regions[$1], models[$1], rows[$1], $1)
    }
    var cells: [Cell] = []
    var cellOf = Array(repeating: Int32(0), count: regions.count)
    var placeOf = cellOf
    var tree = 0
    var start = 0
    while start < order.count {
      let (region, set, row) = (regions[order[start]], models[order[start]], rows[order[start]])
      var end = start
      while end < order.count
        && (regions[order[end]], models[order[end]], rows[order[end]]) == (region, set, row)
      {
        cellOf[order[end]] = Int32(cells.count)
        placeOf[order[end]] = Int32(end - start)
        end += 1
      }
      var leaves = 1
      while leaves < end - start { leaves *= 2 }
      cells.append(
        Cell(
          region: region, models: set, row: row, first: Int32(start), count: Int32(end - start), tree: Int32(tree),
          leaves: Int32(leaves)))
      tree += 2 * leaves
      start = end
    }
    self.cells = cells
    self.cellOf = cellOf
    self.placeOf = placeOf
    members = order.map { Int32($0) }
    treeSize = tree
    ofModel = (0..<modelCount).map { model in
      cells.indices.filter { cells[$0].models >> UInt64(model) & 1 == 1 }.map { Int32($0) }
    }
  }
}
