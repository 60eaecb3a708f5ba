import Marketplace
import SimulationKernel
import Testing

/// The event list copies events as bits: a fat event would slow every queue operation.
@Test func eventsStaySmall() {
  #expect(MemoryLayout<WorldEvent>.stride == 8)
}

@Test func signaturesTellEventsApart() {
  let events: [WorldEvent] = [
    .jobArrived(demand: 1), .messageArrived(message: 1), .answerOverdue(job: 1, incarnation: 0),
    .answerOverdue(job: 1, incarnation: 1), .answerOverdue(job: 2, incarnation: 0),
    .backoffElapsed(job: 1, incarnation: 0), .cloudAnswered(job: 1, incarnation: 0), .engineAdvanced(provider: 1),
    .providerFailed(provider: 1), .providerRecovered(provider: 1), .weightsLoaded(provider: 1, incarnation: 0),
    .viewRefreshed(broker: 1), .blockSealed, .epochEnded, .sampleTaken, .warmupEnded, .transferStarted(transfer: 1),
    .transfersAdvanced, .hedgeElapsed(job: 1, incarnation: 0), .batchClosed(broker: 1),
  ]
  let signatures = Set(events.map(\.signature))
  #expect(signatures.count == events.count)
}
