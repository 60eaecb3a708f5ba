import Quantities
import Vocabulary

/// The nodes' access links as links of bulk transfers: each node's way up and way down, shared by what it sends and
/// receives. The backbone between them is never the bottleneck.
public struct AccessLinks: Sendable {
  private let up: [LinkID]
  private let down: [LinkID]

  /// Adds two links for each node of the topology.
  public init(of topology: Topology, to transfers: inout BulkTransfers) {
    var up: [LinkID] = []
    var down: [LinkID] = []
    for node in 0..<topology.count {
      let access = topology.access(of: NodeID(node))
      up.append(transfers.addLink(access.up))
      down.append(transfers.addLink(access.down))
    }
    self.up = up
    self.down = down
  }

  /// What a transfer from one node to another crosses; nothing when they are the same.
  public func path(from a: NodeID, to b: NodeID) -> [LinkID] { a == b ? [] : [up[a.index], down[b.index]] }
}
