import Quantities
import Recording
import Scenarios

extension Scenario {
  /// The tables that this scenario's journal keeps.
  var tables: [JournalTable] {
    var tables: [JournalTable] = [.jobs, .providers, .timeseries, .ledger]
    if scheduling.decisionSampling > 0 { tables.append(.decisions) }
    if !transfers.isEmpty { tables.append(.transfers) }
    return tables
  }

  /// About the memory that the world takes before its first event; rounded up, and blind to jobs in flight.
  var memoryEstimate: ByteCount {
    let views = scheduling.viewAge > .zero ? scheduling.brokers : 0
    let perProvider = 2_000 + 40 * views
    let (providers, overflow) = Int64(providerCount).multipliedReportingOverflow(by: Int64(perProvider))
    let clients = Int64(clientCount) * 200
    let sum = providers.addingReportingOverflow(clients + (32 << 20))
    return ByteCount(bytes: overflow || sum.overflow ? .max : sum.partialValue)
  }
}
