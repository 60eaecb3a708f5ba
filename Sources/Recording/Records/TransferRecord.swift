import Quantities
import Vocabulary

/// One bulk transfer that has ended: a row of `transfers.csv`.
public struct TransferRecord: Record {
  public var transfer: Int64 = 0
  /// Row of `JournalNames.transferKinds`.
  public var kind: Int32 = -1
  /// Who receives it; −1 for a transfer of the scenario's own.
  public var provider: Int32 = -1
  public var size = ByteCount.zero
  public var startedAt = Instant.start
  public var finishedAt = Instant.never
  /// False when a fault cut it off; `delivered` bytes had arrived by then.
  public var isComplete = false
  public var delivered = ByteCount.zero

  public init() {}

  public static let table = JournalTable.transfers
  public static let help = "one row per bulk transfer, in the order in which they ended"

  public func write(to row: inout some CellSink, _ names: JournalNames) {
    row.integer("transfer", transfer, unit: "", "number of the transfer in order of start, from 0")
    row.name("kind", Int(kind), in: names.transferKinds, "what was moved")
    row.name("provider", Int(provider), in: names.providers, "who downloads it; empty for a scenario's own transfer")
    row.integer("bytes", size.bytes, unit: "B", "size of the transfer")
    row.seconds("started_s", startedAt.nanoseconds, "when its first byte left")
    row.seconds("finished_s", finishedAt.known, "when its last byte arrived or it was cut off")
    row.boolean("complete", isComplete, "whether all bytes arrived")
    row.integer("delivered", delivered.bytes, unit: "B", "bytes that arrived")
  }
}
