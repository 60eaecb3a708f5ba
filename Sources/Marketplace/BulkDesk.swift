import Network
import Quantities
import Recording
import Scenarios
import Vocabulary

/// The scenario's bulk transfers over its named links, shared max-min fairly.
struct BulkDesk: Sendable {
  private var transfers: BulkTransfers
  private let specs: [TransferSpec]
  private let latencies: [TimeSpan]
  private var startedAt: [Instant]
  private var finished: [BulkCompletion] = []
  private(set) var expectedWake = Instant.never
}
