import Inference
import Quantities
import Randomness
import Roles
import Scenarios
import SimulationKernel
import Vocabulary

extension World {
  mutating func offerArrived(_ slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let index = Int(jobs[slot].provider)
    let job = jobs[slot].job
    let jitter = slowdowns[Int(roster.fleet[index])].draw(using: &jobs[slot].path)
    let forecast = mispredictions[Int(roster.fleet[index])].draw(using: &jobs[slot].path)
    let task = EngineTask(
      tag: UInt32(bitPattern: slot), promptTokens: job.promptTokens, outputTokens: job.outputTokens, work: job.work,
      jitter16: Self.parts16(jitter), arrivedAt: now, deadline: job.deadline, forecast16: Self.parts16(forecast),
      priority: demands[Int(jobs[slot].demand)].priority, flow: job.client.raw,
      weight: demands[Int(jobs[slot].demand)].weight)
    handle(.offered(task), by: index, at: now, &queue)
  }

  /// A factor in parts of 2^16, between one part and 1,000.
  private static func parts16(_ factor: Double) -> Int64 {
    factor > 0 ? max(1, Int64((min(factor, 1000) * 65536).rounded(.toNearestOrEven))) : 1
  }

  mutating func engineAdvanced(_ index: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    guard providers[index].expectedWake == now else { return }
    handle(.woke, by: index, at: now, &queue)
  }

  /// Hands one input to a provider, does what it wants done, and keeps its book.
  mutating func handle(
    _ input: ProviderInput, by index: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    books[index].count(to: now)
    let first = providerOutbox.actions.count
    let status = providers[index].handle(input, at: now, into: &providerOutbox)
    for place in first..<providerOutbox.actions.count {
      perform(providerOutbox.actions[place], by: index, at: now, &queue)
    }
    while providerOutbox.actions.count > first { providerOutbox.actions.removeLast() }
    keepBook(of: index, status, at: now)
  }

  /// Notes what holds from now on: load, activity and draw.
  private mutating func keepBook(of index: Int, _ status: ProviderStatus, at now: Instant) {
    let running = status.running
    measures.count(to: now)
    measures.running += Int(running - books[index].running)
    books[index].running = running
    let state: ProviderActivity = status.state != .up ? .away : running > 0 ? .busy : .idle
    if state != books[index].state {
      measures.busy += (state == .busy ? 1 : 0) - (books[index].state == .busy ? 1 : 0)
      let wasUp = books[index].state != .away
      let isUp = state != .away
      measures.up += (isUp ? 1 : 0) - (wasUp ? 1 : 0)
      measures.slotsUp += (isUp ? Int(books[index].slots) : 0) - (wasUp ? Int(books[index].slots) : 0)
      books[index].state = state
    }
    if status.draw != books[index].draw {
      measures.draw = measures.draw + status.draw - books[index].draw
      books[index].draw = status.draw
    }
  }

  private mutating func perform(
    _ action: ProviderAction, by index: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    switch action {
    case .accepted(let tag):
      let slot = Int32(bitPattern: tag)
      jobs[slot].enqueuedAt = now
      jobs[slot].isAtProvider = true
      books[index].admitted += 1
      books[index].load += 1
      measures.count(to: now)
      measures.load += 1
    case .refused(let tag):
      let slot = Int32(bitPattern: tag)
      books[index].refused += 1
      jobs[slot].isOwed = false
      release(slot)
      send(.refusal, of: slot, from: jobs[slot].providerPlace, to: jobs[slot].client, at: now, &queue)
    case .answered(let result):
      answered(result, by: index, at: now, &queue)
    case .lost(let tag):
      let slot = Int32(bitPattern: tag)
      depart(slot, from: index, at: now)
      books[index].lost += 1
      // Fail silent: the client learns of it by its time-out.
      release(slot)
      if jobs[slot].primary >= 0 {
        // Nobody waits for a copy alone: what its provider owed it did not give.
        offerEnded(slot, isAnswered: false, at: now)
        rate(slot, isKept: false)
        drop(copy: slot, of: jobs[slot].primary)
      }
    case .wake(let instant):
      queue.schedule(.engineAdvanced(provider: Int32(index)), at: instant)
    }
  }

  private mutating func answered(
    _ result: EngineResult, by index: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    let slot = Int32(bitPattern: result.tag)
    depart(slot, from: index, at: now)
    books[index].completed += 1
    books[index].promptTokens += Int64(jobs[slot].job.promptTokens)
    books[index].outputTokens += Int64(jobs[slot].job.outputTokens)
    jobs[slot].startedAt = result.startedAt
    jobs[slot].firstTokenAt = result.firstTokenAt
    jobs[slot].finishedAt = result.finishedAt
    jobs[slot].isAnswered = true
    jobs[slot].preemptions += result.preemptions
    uncount(slot)
    fetchEnd(of: slot, at: ProviderID(index))
    send(.answer, of: slot, from: jobs[slot].providerPlace, to: jobs[slot].client, at: now, &queue)
  }

  private mutating func depart(_ slot: Int32, from index: Int, at now: Instant) {
    jobs[slot].isAtProvider = false
    measures.count(to: now)
    measures.load -= 1
    books[index].count(to: now)
    books[index].load -= 1
    books[index].sojourn += Int128((now - jobs[slot].enqueuedAt).nanoseconds)
    if jobs[slot].job.arrivedAt >= measures.from { measures.sojourn.add(now - jobs[slot].enqueuedAt) }
  }

  /// The client hangs up: whoever works on the attempt stops at once.
  mutating func abandonAttempt(of slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    if jobs[slot].isAtProvider && providers[Int(jobs[slot].provider)].expectedWake == now {
      // What is done at this very instant is done, whichever of the two facts comes first.
      handle(.woke, by: Int(jobs[slot].provider), at: now, &queue)
    }
    if jobs[slot].isAtProvider {
      let index = Int(jobs[slot].provider)
      depart(slot, from: index, at: now)
      books[index].abandoned += 1
      handle(.abandoned(UInt32(bitPattern: slot)), by: index, at: now, &queue)
    }
    offerEnded(slot, isAnswered: false, at: now)
    rate(slot, isKept: false)
    release(slot)
    jobs.outdate(slot)
  }
}
