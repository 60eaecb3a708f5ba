import Quantities
import Roles
import Scenarios
import Scheduling
import SimulationKernel
import Vocabulary

/// A broker's jobs that wait for their window to close.
struct WaitingHall: Sendable {
  /// A job's current attempt.
  struct Ticket: BitwiseCopyable, Sendable {
    var slot: Int32
    var incarnation: UInt16
    /// Of its job: a slot may have been used so often meanwhile that its incarnation is the same again.
    var serial: Int64
  }

  var desk: BatchDesk
  /// In order of arrival.
  var tickets: [Ticket] = []
  var jobs: [Job] = []

  init(desk: BatchDesk) { self.desk = desk }
}

// Brokers that collect jobs for a window and match them at once.
extension World {
  /// The first job of a batch opens its window.
  mutating func joinBatch(
    _ slot: Int32, of broker: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    if halls[broker].tickets.isEmpty { openWindow(of: broker, at: now, &queue) }
    halls[broker].tickets.append(
      .init(slot: slot, incarnation: jobs[slot].incarnation, serial: jobs[slot].job.serial))
  }

  private func openWindow(of broker: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    guard let batch = scenario.scheduling.batch else { return }
    queue.schedule(.batchClosed(broker: Int32(broker)), at: now.adding(saturating: batch.window))
  }

  /// Matches the jobs that still wait; those left over open the next window.
  mutating func batchClosed(_ broker: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    var waiting = 0
    halls[broker].jobs.removeAll(keepingCapacity: true)
    for ticket in halls[broker].tickets {
      guard jobs.isCurrent(ticket.slot, ticket.incarnation), jobs[ticket.slot].job.serial == ticket.serial else {
        continue
      }
      halls[broker].tickets[waiting] = ticket
      halls[broker].jobs.append(jobs[ticket.slot].job)
      waiting += 1
    }
    let actions = halls[broker].desk.decide(
      on: halls[broker].jobs, seeing: views.isEmpty ? truth : views[broker], at: now)
    var left = 0
    for (place, action) in actions.enumerated() {
      let ticket = halls[broker].tickets[place]
      if case .wait = action {
        halls[broker].tickets[left] = ticket
        left += 1
      } else {
        perform(action, on: ticket.slot, by: broker, at: now, &queue)
      }
    }
    halls[broker].tickets.removeLast(halls[broker].tickets.count - left)
    if left > 0 { openWindow(of: broker, at: now, &queue) }
  }

  private mutating func perform(
    _ action: BatchAction, on slot: Int32, by broker: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    decisions += 1
    let sampling = scenario.scheduling.decisionSampling
    let isSampled = sampling > 0 && decisions % sampling == 0
    let isExplained = jobs[slot].job.serial == explainedJob
    brokers[broker].note.reset()
    if isSampled {
      FeasibilityFilter(jobs[slot].job, at: now)
        .tally(views.isEmpty ? truth : views[broker], into: &brokers[broker].note)
    }
    switch action {
    case .offer(let provider, let paid, let received):
      brokers[broker].note.offer(provider, Double(paid), .lowerIsBetter)
      if isSampled { record(decision: .offer(provider, price: paid), of: slot, by: broker, at: now) }
      if isExplained { explain(.offer(provider, price: paid), of: slot, by: broker, at: now) }
      dispatch(slot, to: provider, paying: paid, receiving: received, by: broker, at: now, &queue)
    case .refuse:
      if isSampled { record(decision: .refuse, of: slot, by: broker, at: now) }
      if isExplained { explain(.refuse, of: slot, by: broker, at: now) }
      refuse(slot, by: broker, at: now, &queue)
    case .wait: break
    }
  }
}
