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
    scheduleChurn(of: index, after: now, &queue)
  }

  mutating func providerRecovered(_ index: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    handle(.recovered, by: index, at: now, &queue)
    let loaded = now.adding(saturating: roster.loadTime[index])
    let incarnation = providers[index].incarnation
    if loaded <= horizon {
      queue.schedule(.weightsLoaded(provider: Int32(index), incarnation: incarnation), at: loaded)
    }
    scheduleChurn(of: index, after: now, &queue)
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
    for record in bulk.wake(at: now) { journal.append(record) }
    scheduleTransfers(at: now, &queue)
  }

  private mutating func scheduleTransfers(at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    if let next = bulk.announceWake(), next <= horizon { queue.schedule(.transfersAdvanced, at: next) }
  }
}
