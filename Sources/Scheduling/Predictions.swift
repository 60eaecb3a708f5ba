import Quantities
import Vocabulary

extension ProviderFacts {
  /// Predicted service of the job for each speed row, nanoseconds: a fleet has few rows and many providers.
  func predictServices(of job: Job, into services: inout [Int64]) {
    services.removeAll(keepingCapacity: true)
    for row in speed16.indices { services.append(predictedService(of: job, onRow: row).nanoseconds) }
  }
}
