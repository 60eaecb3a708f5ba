import Quantities
import Vocabulary

/// What a client does when the network lets it down.
public struct ClientPolicy: BitwiseCopyable, Sendable {
  /// Attempts after the first.
  public var retries: UInt8
  /// Wait before the next attempt; doubles with each.
  public var backoff: TimeSpan
  /// Gives an attempt up after this long without an answer; `forever` waits on.
  public var timeout: TimeSpan
  /// Buys from a cloud at its list price when the network did not serve.
  public var hasCloud: Bool

  public init(retries: UInt8, backoff: TimeSpan, timeout: TimeSpan, hasCloud: Bool) {
    self.retries = retries
    self.backoff = backoff
    self.timeout = timeout
    self.hasCloud = hasCloud
  }
}

/// Where a request stands, as its client sees it.
public struct RequestState: BitwiseCopyable, Sendable {
  public enum Phase: UInt8, BitwiseCopyable, Sendable { case new, submitted, backingOff, atCloud, ended }
  public var phase: Phase = .new
  public var attempts: UInt8 = 0
  public init() {}
}

/// What reaches a client about one request.
public enum ClientInput: BitwiseCopyable, Sendable {
  /// The user pressed enter.
  case requested
  /// Nobody feasible, a full queue, or no funds.
  case refused
  case answered
  /// The time-out of the attempt, or the job's deadline, has come.
  case timedOut
  case retryDue
  case cloudAnswered
}

/// What a client wants done about one request.
public enum ClientAction: BitwiseCopyable, Sendable {
  case submit
  /// Input `timedOut` is due then, unless something else comes first.
  case expectAnswer(by: Instant)
  /// Whoever works on the attempt may stop.
  case abandonAttempt
  case retry(at: Instant)
  case buyFromCloud
  case end(JobOutcome)
}

/// A client: submits, waits, retries, falls back on a cloud, gives up. No clock, no socket, no chance.
public struct ClientRole: Sendable {
  public var policy: ClientPolicy

  public init(policy: ClientPolicy) { self.policy = policy }

  /// Takes one input for one request and appends what is to be done. Inputs that no longer fit the phase are ignored.
  public func handle(
    _ input: ClientInput, for job: Job, _ state: inout RequestState, at now: Instant,
    into outbox: inout [ClientAction]
  ) {
    switch (input, state.phase) {
    case (.requested, .new), (.retryDue, .backingOff):
      submit(job, &state, at: now, into: &outbox)
    case (.answered, .submitted):
      state.phase = .ended
      outbox.append(.end(.completed))
    case (.cloudAnswered, .atCloud):
      state.phase = .ended
      outbox.append(.end(.cloud))
    case (.refused, .submitted):
      tryAgain(job, &state, at: now, otherwise: .rejected, into: &outbox)
    case (.timedOut, .submitted):
      outbox.append(.abandonAttempt)
      let outcome: JobOutcome = now >= job.deadline ? .expired : .failed
      tryAgain(job, &state, at: now, otherwise: outcome, into: &outbox)
    default:
      break
    }
  }

  private func submit(_ job: Job, _ state: inout RequestState, at now: Instant, into outbox: inout [ClientAction]) {
    state.phase = .submitted
    state.attempts += 1
    outbox.append(.submit)
    let limit = min(now.adding(saturating: policy.timeout), job.deadline)
    if limit < .never { outbox.append(.expectAnswer(by: limit)) }
  }

  private func tryAgain(
    _ job: Job, _ state: inout RequestState, at now: Instant, otherwise outcome: JobOutcome,
    into outbox: inout [ClientAction]
  ) {
    let wait = TimeSpan(nanoseconds: policy.backoff.nanoseconds << Int64(min(state.attempts, 16) - 1))
    let next = now.adding(saturating: wait)
    if state.attempts <= policy.retries && next < job.deadline {
      state.phase = .backingOff
      outbox.append(.retry(at: next))
    } else if policy.hasCloud && now < job.deadline {
      state.phase = .atCloud
      outbox.append(.buyFromCloud)
    } else {
      state.phase = .ended
      outbox.append(.end(outcome))
    }
  }
}
