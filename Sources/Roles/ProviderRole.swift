import Inference
import Quantities
import Vocabulary

/// A provider is in exactly one of these states.
public enum ProviderState: UInt8, BitwiseCopyable, Sendable {
  case up
  /// Back, but its weights are not in memory yet.
  case loading
  case down
}

/// What reaches a provider.
public enum ProviderInput: BitwiseCopyable, Sendable {
  case offered(EngineTask)
  /// The instant that the last `wake` action named has come.
  case woke
  /// The client no longer waits for this task.
  case abandoned(UInt32)
  case failed
  case recovered
  /// The weights are in memory.
  case loaded
}

/// What a provider wants done.
public enum ProviderAction: BitwiseCopyable, Sendable {
  case accepted(UInt32)
  case refused(UInt32)
  case answered(EngineResult)
  /// The task was here when the provider failed.
  case lost(UInt32)
  /// Input `woke` is due then; replaces any earlier wake.
  case wake(at: Instant)
}

/// What providers want done, in order. One serves any number of providers: what stays in it between two inputs is room.
public struct ProviderOutbox: Sendable {
  public var actions: [ProviderAction] = []
  fileprivate var results: [EngineResult] = []
  fileprivate var lost: [UInt32] = []
  public init() {}
}

/// What holds of a provider once an input is handled. Told by value, so that nobody copies the provider to ask.
public struct ProviderStatus: BitwiseCopyable, Sendable {
  public let state: ProviderState
  /// Jobs being computed now.
  public let running: Int32
  /// Electrical power drawn now; nothing while down.
  public let draw: Power
}

/// A provider: one engine on one device, up or down. No clock, no socket, no chance.
public struct ProviderRole: Sendable {
  private var engine: any InferenceEngine
  public private(set) var state: ProviderState
  /// Counts failures; facts about an earlier incarnation are stale.
  public private(set) var incarnation: UInt16 = 0
  /// When input `woke` is due; a wake at any other instant is stale.
  public private(set) var expectedWake: Instant = .never

  public init(engine: any InferenceEngine, state: ProviderState = .up) {
    self.engine = engine
    self.state = state
  }

  public var status: ProviderStatus {
    ProviderStatus(state: state, running: Int32(engine.running), draw: state == .down ? .zero : engine.draw)
  }

  public mutating func handle(
    _ input: ProviderInput, at now: Instant, into outbox: inout ProviderOutbox
  ) -> ProviderStatus {
    switch input {
    case .offered(let task):
      let isTaken = state == .up && engine.admit(task, at: now).isAccepted
      outbox.actions.append(isTaken ? .accepted(task.tag) : .refused(task.tag))
    case .woke:
      expectedWake = .never
      engine.wake(at: now, into: &outbox.results)
      for result in outbox.results { outbox.actions.append(.answered(result)) }
      outbox.results.removeAll(keepingCapacity: true)
    case .abandoned(let tag):
      _ = engine.cancel(tag, at: now)
    case .failed:
      state = .down
      incarnation &+= 1
      engine.failAll(at: now, into: &outbox.lost)
      for tag in outbox.lost { outbox.actions.append(.lost(tag)) }
      outbox.lost.removeAll(keepingCapacity: true)
    case .recovered:
      state = .loading
    case .loaded:
      state = .up
    }
    announceWake(into: &outbox)
    return status
  }

  /// The first rule that the provider's state breaks where `jobs` are known to be here, or nil.
  public func brokenInvariant(counting jobs: Int32) -> String? {
    if jobs > 0 && state != .up { return "\(jobs) jobs are here, but it is away" }
    if jobs > 0 && engine.running + engine.waiting == 0 && engine.nextWake == .never {
      return "\(jobs) jobs are here, but the engine has forgotten them"
    }
    return engine.brokenInvariant()
  }

  /// When the engine would have done a task that comes at `arrival`, with those on their way before it and nothing else
  /// to come; nil when it would be refused. Tries it on a copy: only an oracle may ask.
  public func foresee(_ task: EngineTask, after others: [EngineTask], at now: Instant) -> Instant? {
    guard state == .up else { return nil }
    var copy = engine
    var results: [EngineResult] = []
    for other in others { _ = copy.admit(other, at: now) }
    var next = copy.nextWake
    while next < task.arrivedAt {
      copy.wake(at: next, into: &results)
      next = copy.nextWake
    }
    guard copy.admit(task, at: task.arrivedAt).isAccepted else { return nil }
    next = copy.nextWake
    while next < .never {
      results.removeAll(keepingCapacity: true)
      copy.wake(at: next, into: &results)
      if let result = results.first(where: { $0.tag == task.tag }) { return result.finishedAt }
      next = copy.nextWake
    }
    return nil
  }

  private mutating func announceWake(into outbox: inout ProviderOutbox) {
    let next = engine.nextWake
    guard next != expectedWake else { return }
    expectedWake = next
    if next < .never { outbox.actions.append(.wake(at: next)) }
  }
}
