import Quantities
import Roles
import Scheduling
import SimulationKernel
import Vocabulary

// A copy of a job is an attempt of its own, with a row in the table of jobs, an offer, an escrow and a place at a
// provider; `primary` names the job it belongs to. The client sees one job: its first answer ends all of them.
extension World {
  /// The job has just been sent to its first provider: sends what the broker's rule wants beside it.
  mutating func addCopies(of slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let broker = Int(jobs[slot].broker)
    guard let count = brokers[broker].redundancy?.copiesAtOnce else { return }
    for _ in 0..<count where !sendCopy(of: slot, at: now, &queue) { break }
    guard let delay = brokers[broker].redundancy?.jobSent() else { return }
    let due = now.adding(saturating: delay)
    jobs[slot].hedgeAt = due
    if due <= horizon { queue.schedule(.hedgeElapsed(job: slot, incarnation: jobs[slot].incarnation), at: due) }
  }

  mutating func hedgeElapsed(
    _ slot: Int32, _ incarnation: UInt16, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    guard jobs.isCurrent(slot, incarnation), jobs[slot].hedgeAt == now else { return }
    guard jobs[slot].state.phase == .submitted, !jobs[slot].isAnswered else { return }
    let broker = Int(jobs[slot].broker)
    if brokers[broker].redundancy?.grantsCopy() == true { _ = sendCopy(of: slot, at: now, &queue) }
  }

  /// Sends one more copy to a provider that has none yet, if its client has the money; false if there is no provider.
  private mutating func sendCopy(of slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) -> Bool {
    let action = decide(copyOf: slot, at: now)
    guard case .offer(let provider, let price) = action else { return false }
    var body = jobs[slot]
    body.primary = slot
    body.firstCopy = -1
    body.nextCopy = jobs[slot].firstCopy
    body.hold = nil
    body.isAtProvider = false
    body.isCounted = false
    body.isAnswered = false
    body.isOffered = false
    body.isOwed = false
    body.preemptions = 0
    counts.copies += 1
    body.path = source.stream(names.copy, Int(counts.copies))
    body.subsidy = nil
    let copy = jobs.insert(body)
    jobs[slot].firstCopy = copy
    let broker = Int(jobs[slot].broker)
    dispatch(copy, to: provider, paying: price, receiving: price, by: broker, at: now, &queue)
    return true
  }

  /// The broker's choice among the providers that do not have the job yet: those that have it count as down meanwhile.
  private mutating func decide(copyOf slot: Int32, at now: Instant) -> BrokerAction {
    let index = Int(jobs[slot].broker)
    let hasView = !views.isEmpty
    let isExplained = jobs[slot].job.serial == explainedJob
    brokers[index].note.isWanted = isExplained
    var hidden: [ProviderID] = []
    var attempt = slot
    while attempt >= 0 {
      let provider = ProviderID(Int(jobs[attempt].provider))
      if hasView ? views[index].isUp[provider.index] : truth.isUp[provider.index] {
        if hasView { views[index].setUp(provider, false) } else { truth.setUp(provider, false) }
        hidden.append(provider)
      }
      attempt = attempt == slot ? jobs[slot].firstCopy : jobs[attempt].nextCopy
    }
    if brokers[index].foresees { foresee(slot, by: index, at: now) }
    let job = jobs[slot].job
    let action =
      hasView
      ? brokers[index].handle(job, seeing: views[index], at: now)
      : brokers[index].handle(job, seeing: truth, at: now)
    if isExplained { explain(action, of: slot, by: index, isOfCopy: true, at: now) }
    for provider in hidden {
      if hasView { views[index].setUp(provider, true) } else { truth.setUp(provider, true) }
    }
    return action
  }

  /// A provider, or the broker, would not take the attempt: the client learns of it when no other is left.
  mutating func attemptRefused(_ slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let primary = jobs[slot].primary
    if primary >= 0 {
      drop(copy: slot, of: primary)
      if jobs[primary].firstCopy < 0 && jobs[primary].isRefused { advance(primary, .refused, at: now, &queue) }
    } else if jobs[slot].firstCopy >= 0 {
      jobs[slot].isRefused = true
    } else {
      advance(slot, .refused, at: now, &queue)
    }
  }

  /// An answer reaches the client: the other attempts stop, and the job is what this attempt made of it.
  mutating func attemptAnswered(_ slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let primary = jobs[slot].primary
    if primary < 0 {
      if jobs[slot].firstCopy >= 0 { dropCopies(of: slot, isAnswered: true, at: now, &queue) }
      learn(latencyOf: slot, sentAt: jobs[slot].dispatchedAt, at: now)
      return advance(slot, .answered, at: now, &queue)
    }
    let sentAt = jobs[primary].dispatchedAt
    callOff(primary, at: now, &queue)
    adopt(slot, by: primary)
    dropCopies(of: primary, isAnswered: true, at: now, &queue)
    learn(latencyOf: primary, sentAt: sentAt, at: now)
    counts.copiesWon += 1
    advance(primary, .answered, at: now, &queue)
  }

  private mutating func learn(latencyOf slot: Int32, sentAt: Instant, at now: Instant) {
    let broker = Int(jobs[slot].broker)
    if brokers[broker].redundancy != nil { brokers[broker].redundancy?.answered(after: now - sentAt) }
  }

  /// Gives the job what its copy achieved, and ends the copy.
  private mutating func adopt(_ copy: Int32, by primary: Int32) {
    let won = jobs[copy]
    jobs[copy].hold = nil
    jobs[copy].subsidy = nil
    drop(copy: copy, of: primary)
    jobs[primary].provider = won.provider
    jobs[primary].providerPlace = won.providerPlace
    jobs[primary].price = won.price
    jobs[primary].hold = won.hold
    jobs[primary].subsidy = won.subsidy
    jobs[primary].kept = won.kept
    jobs[primary].isOwed = won.isOwed
    jobs[primary].dispatchedAt = won.dispatchedAt
    jobs[primary].enqueuedAt = won.enqueuedAt
    jobs[primary].startedAt = won.startedAt
    jobs[primary].firstTokenAt = won.firstTokenAt
    jobs[primary].finishedAt = won.finishedAt
    jobs[primary].preemptions += won.preemptions
  }

  /// Stops all copies of the job: because it has its answer, or because nobody gave one in time.
  mutating func dropCopies(
    of primary: Int32, isAnswered: Bool, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    while jobs[primary].firstCopy >= 0 {
      let copy = jobs[primary].firstCopy
      if isAnswered { callOff(copy, at: now, &queue) } else { abandonAttempt(of: copy, at: now, &queue) }
      drop(copy: copy, of: primary)
    }
    jobs[primary].isRefused = false
  }

  /// Stops an attempt that another one made needless: nothing that its provider is to be blamed for.
  private mutating func callOff(_ slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    jobs[slot].isOffered = false
    jobs[slot].isOwed = false
    abandonAttempt(of: slot, at: now, &queue)
  }

  /// Takes a copy that is nowhere any more out of the table.
  mutating func drop(copy: Int32, of primary: Int32) {
    release(copy)
    if jobs[primary].firstCopy == copy {
      jobs[primary].firstCopy = jobs[copy].nextCopy
    } else {
      var before = jobs[primary].firstCopy
      while jobs[before].nextCopy != copy { before = jobs[before].nextCopy }
      jobs[before].nextCopy = jobs[copy].nextCopy
    }
    jobs.remove(copy)
  }
}
