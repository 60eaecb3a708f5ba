import Inference
import Network
import Quantities
import Randomness
import Roles
import Scenarios
import Scheduling
import SimulationKernel
import Vocabulary

extension World {
  /// Bytes of a message besides its tokens; four bytes a token.
  static var envelopeBytes: Int64 { 512 }

  // MARK: clients

  /// A fact about one incarnation of a job reaches its client; stale facts are ignored.
  mutating func told(
    _ input: ClientInput, _ slot: Int32, _ incarnation: UInt16, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    if jobs.isCurrent(slot, incarnation) && jobs[slot].dueAt == now { advance(slot, input, at: now, &queue) }
  }

  /// Hands one input to the job's client and does what it wants done.
  mutating func advance(_ slot: Int32, _ input: ClientInput, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let group = Int(jobs[slot].group)
    let first = clientOutbox.count
    clients.roles[group].handle(input, for: jobs[slot].job, &jobs[slot].state, at: now, into: &clientOutbox)
    for index in first..<clientOutbox.count { perform(clientOutbox[index], for: slot, at: now, &queue) }
    while clientOutbox.count > first { clientOutbox.removeLast() }
  }

  private mutating func perform(
    _ action: ClientAction, for slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    switch action {
    case .submit:
      if jobs[slot].state.attempts > 1 {
        counts.retries += 1
        jobs.outdate(slot)
        jobs[slot].isAnswered = false
        jobs[slot].isRefused = false
        jobs[slot].hedgeAt = .never
      }
      let broker = brokerPlace[Int(jobs[slot].broker)]
      send(.request, of: slot, from: jobs[slot].client, to: broker, at: now, &queue)
    case .expectAnswer(let limit):
      jobs[slot].dueAt = limit
      queue.schedule(.answerOverdue(job: slot, incarnation: jobs[slot].incarnation), at: limit)
    case .abandonAttempt:
      if jobs[slot].firstCopy >= 0 { dropCopies(of: slot, isAnswered: false, at: now, &queue) }
      abandonAttempt(of: slot, at: now, &queue)
    case .retry(let instant):
      jobs[slot].dueAt = instant
      queue.schedule(.backoffElapsed(job: slot, incarnation: jobs[slot].incarnation), at: instant)
    case .buyFromCloud:
      buyFromCloud(slot, at: now, &queue)
    case .end(let outcome):
      end(slot, outcome, at: now, &queue)
    }
  }

  private mutating func buyFromCloud(_ slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let job = jobs[slot].job
    guard let cloud = scenario.clients[Int(jobs[slot].group)].value.cloud else { return }
    let answer =
      job.work > .zero ? job.work : TimeSpan(seconds: Double(max(job.outputTokens - 1, 0)) / cloud.speed)
    jobs.outdate(slot)
    jobs[slot].cloudCost = cloud.listPrice(of: job)
    jobs[slot].startedAt = now
    let done = (now + cloud.delay).adding(saturating: answer)
    jobs[slot].firstTokenAt = now + cloud.delay
    jobs[slot].finishedAt = done
    jobs[slot].dueAt = done
    if done < .never { queue.schedule(.cloudAnswered(job: slot, incarnation: jobs[slot].incarnation), at: done) }
  }

  // MARK: messages

  mutating func send(
    _ kind: MessageKind, of slot: Int32, from: NodePlace, to: NodePlace, at now: Instant,
    _ queue: inout EventQueue<WorldEvent>
  ) {
    let job = jobs[slot].job
    let tokens: Int64 =
      switch kind {
      case .request, .offer: Int64(job.promptTokens)
      case .answer: Int64(job.outputTokens)
      case .refusal: 0
      }
    let bytes = Self.envelopeBytes + 4 * tokens
    guard
      case .arrives(let instant) = topology.deliver(from: from, to: to, bytes: bytes, at: now, using: &jobs[slot].path)
    else { return }
    let message = messages.insert(
      Message(
        kind: kind, incarnation: jobs[slot].incarnation, job: slot, bytes: bytes))
    queue.schedule(.messageArrived(message: message), at: instant)
  }

  mutating func messageArrived(_ slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let message = messages.remove(slot)
    topology.arrived(message.bytes)
    guard jobs.isCurrent(message.job, message.incarnation) else { return }
    switch message.kind {
    case .request: requestArrived(message.job, at: now, &queue)
    case .offer: offerArrived(message.job, at: now, &queue)
    case .refusal:
      offerEnded(message.job, isAnswered: false, at: now)
      attemptRefused(message.job, at: now, &queue)
    case .answer:
      offerEnded(message.job, isAnswered: true, at: now)
      attemptAnswered(message.job, at: now, &queue)
    }
  }

  // MARK: brokers

  private mutating func requestArrived(_ slot: Int32, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let index = Int(jobs[slot].broker)
    if !halls.isEmpty { return joinBatch(slot, of: index, at: now, &queue) }
    let job = jobs[slot].job
    decisions += 1
    let sampling = scenario.scheduling.decisionSampling
    let isExplained = job.serial == explainedJob
    brokers[index].note.isWanted = sampling > 0 && decisions % sampling == 0 || isExplained
    let hasView = !views.isEmpty
    if brokers[index].foresees { foresee(slot, by: index, at: now) }
    let action =
      hasView
      ? brokers[index].handle(job, seeing: views[index], at: now)
      : brokers[index].handle(job, seeing: truth, at: now)
    if brokers[index].note.isWanted { record(decision: action, of: slot, by: index, at: now) }
    if isExplained { explain(action, of: slot, by: index, at: now) }
    guard case .offer(let provider, let price) = action else { return refuse(slot, by: index, at: now, &queue) }
    dispatch(slot, to: provider, paying: price, receiving: price, by: index, at: now, &queue)
    if brokers[index].redundancy != nil && jobs[slot].isCounted { addCopies(of: slot, at: now, &queue) }
  }

  mutating func refuse(_ slot: Int32, by broker: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    send(.refusal, of: slot, from: brokerPlace[broker], to: jobs[slot].client, at: now, &queue)
  }

  /// Sends the job to the provider if its client can pay, and the treasury what it must add; else refuses the client.
  mutating func dispatch(
    _ slot: Int32, to provider: ProviderID, paying price: Int64, receiving received: Int64, by index: Int,
    at now: Instant, _ queue: inout EventQueue<WorldEvent>
  ) {
    guard afford(price, adding: received - price, for: slot) else { return refuse(slot, by: index, at: now, &queue) }
    let predicted = truth.facts.predictedService(of: jobs[slot].job, at: provider).nanoseconds
    truth.assign(predicted, to: provider)
    if !views.isEmpty && scenario.scheduling.countsOwn { views[index].assign(predicted, to: provider) }
    jobs[slot].provider = provider.raw
    jobs[slot].predicted = predicted
    jobs[slot].isCounted = true
    jobs[slot].isOffered = true
    jobs[slot].isOwed = true
    jobs[slot].price = price
    jobs[slot].kept = price - received
    jobs[slot].dispatchedAt = now
    // The offer gets there some events later: longer than memory takes, and often too soon for `anticipate`.
    fetchProvider(provider.index)
    jobs[slot].providerPlace = roster.place[provider.index]
    send(.offer, of: slot, from: brokerPlace[index], to: jobs[slot].providerPlace, at: now, &queue)
  }

  /// The client knows how the offer ended, and so does its broker at once, as it knows of the load.
  mutating func offerEnded(_ slot: Int32, isAnswered: Bool, at now: Instant) {
    let index = Int(jobs[slot].broker)
    guard jobs[slot].isOffered else { return }
    jobs[slot].isOffered = false
    guard brokers[index].learns else { return }
    brokers[index].handle(
      ServiceOutcome(
        provider: ProviderID(Int(jobs[slot].provider)), model: jobs[slot].job.model, isAnswered: isAnswered,
        latency: now - jobs[slot].dispatchedAt, price: jobs[slot].price))
  }

  /// Takes the job off its provider's row in the table of what is so.
  mutating func uncount(_ slot: Int32) {
    guard jobs[slot].isCounted else { return }
    truth.release(jobs[slot].predicted, from: ProviderID(Int(jobs[slot].provider)))
    jobs[slot].isCounted = false
  }

  mutating func viewRefreshed(_ broker: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    views[broker] = truth
    queue.schedule(.viewRefreshed(broker: Int32(broker)), at: now + scenario.scheduling.viewAge)
  }
}
