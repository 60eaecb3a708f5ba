import Quantities
import Recording
import Scenarios

extension Scenario {
  /// The tables that this scenario's journal keeps.
  var tables: [JournalTable] {
    var tables: [JournalTable] = [.jobs, .providers, .timeseries, .ledger]
    if scheduling.decisionSampling > 0 { tables.append(.decisions) }
    if !transfers.isEmpty || hasDownloads { tables.append(.transfers) }
    return tables
  }

  /// About the memory that the world takes before its first event; rounded up, and blind to jobs in flight.
  var memoryEstimate: ByteCount {
    let views = scheduling.viewAge > .zero ? scheduling.brokers : 0
    // Measured: 1.0 kB a provider, 125 bytes a client, 17 MB for the program; a view holds 37 bytes a provider.
    let perProvider = 1_200 + 40 * views
    let (providers, overflow) = Int64(providerCount).multipliedReportingOverflow(by: Int64(perProvider))
    let clients = Int64(clientCount) * 150
    let sum = providers.addingReportingOverflow(clients + (24 << 20))
    return ByteCount(bytes: overflow || sum.overflow ? .max : sum.partialValue)
  }
}
