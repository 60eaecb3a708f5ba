import Network
import Quantities
import Recording
import Roles
import Scenarios
import SimulationKernel
import Vocabulary

// Providers that come and go, and bulk transfers.
extension World {
  mutating func scheduleChurn(of index: Int, after now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let isUp = providers[index].state != .down
    guard let next = roster.churn[index].nextChange(after: now, isUp: isUp), next <= horizon else { return }
    let provider = Int32(index)
    queue.schedule(isUp ? .providerFailed(provider: provider) : .providerRecovered(provider: provider), at: next)
  }

  mutating func providerFailed(_ index: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    books[index].failures += 1
    handle(.failed, by: index, at: now, &queue)
    tellUp(index)
    if let cut = bulk.cancelDownload(by: index, at: now) {
      journal.append(cut)
      scheduleTransfers(at: now, &queue)
    }
    scheduleChurn(of: index, after: now, &queue)
  }

  mutating func providerRecovered(_ index: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    handle(.recovered, by: index, at: now, &queue)
    if let path = roster.downloadPath[Int(roster.fleet[index])] {
      let bytes = scenario.models[roster.model[index].index].value.profile.weightBytes
      bulk.startDownload(
        of: ByteCount(bytes: bytes), over: path, delay: topology.accessDelay(of: roster.place[index].node), by: index,
        at: now)
      scheduleTransfers(at: now, &queue)
    } else {
      loadWeights(of: index, at: now, &queue)
    }
    scheduleChurn(of: index, after: now, &queue)
  }

  /// The weights are on the provider's disk: reads them into memory.
  private mutating func loadWeights(of index: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let loaded = now.adding(saturating: roster.loadTime[index])
    guard loaded <= horizon else { return }
    queue.schedule(.weightsLoaded(provider: Int32(index), incarnation: providers[index].incarnation), at: loaded)
  }

  mutating func weightsLoaded(
    _ index: Int, _ incarnation: UInt16, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    guard providers[index].incarnation == incarnation else { return }
    handle(.loaded, by: index, at: now, &queue)
    tellUp(index)
  }

  // MARK: bulk transfers

  mutating func transferStarted(_ index: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    bulk.start(index, at: now)
    scheduleTransfers(at: now, &queue)
  }

  mutating func transfersAdvanced(at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    guard bulk.expectedWake == now else { return }
    let (records, providers) = bulk.wake(at: now)
    for record in records { journal.append(record) }
    for index in providers { loadWeights(of: index, at: now, &queue) }
    scheduleTransfers(at: now, &queue)
  }

  private mutating func scheduleTransfers(at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    if let next = bulk.announceWake(), next <= horizon { queue.schedule(.transfersAdvanced, at: next) }
  }
}
