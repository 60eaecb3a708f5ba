import Quantities
import Vocabulary

/// One job as an engine sees it.
public struct EngineTask: BitwiseCopyable, Sendable {
  /// The caller's name for the job; results carry it back. The engine asks only that no two tasks inside it share one.
  public var tag: UInt32
  public var promptTokens: Int32
  public var outputTokens: Int32
  /// Work of a job that is not priced by tokens, at a server of speed 1 (service engines only).
  public var work: TimeSpan
  /// Factor on the time it takes, in parts of 2^16: 65,536 is none. In 1 … 2^26 (a factor of 1,024).
  public var jitter16: Int64
  public var arrivedAt: Instant
  /// Should be done by then; `never` without a deadline.
  public var deadline: Instant
  /// Length that the engine's order believes in, relative to the true one, in parts of 2^16. In 1 … 2^26.
  public var forecast16: Int64
  /// Class of service: 0 goes before 1.
  public var priority: Int32
  /// Whose job it is, for orders that are fair between clients.
  public var flow: Int32
  /// The flow's due, relative to that of others. In 1 … 1,000, and always the same for a flow.
  public var weight: Int32

  public init(
    tag: UInt32, promptTokens: Int32 = 0, outputTokens: Int32 = 0, work: TimeSpan = .zero, jitter16: Int64 = 1 << 16,
    arrivedAt: Instant, deadline: Instant = .never, forecast16: Int64 = 1 << 16, priority: Int32 = 0, flow: Int32 = 0,
    weight: Int32 = 1
  ) {
    self.tag = tag
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.work = work
    self.jitter16 = jitter16
    self.arrivedAt = arrivedAt
    self.deadline = deadline
    self.forecast16 = forecast16
    self.priority = priority
    self.flow = flow
    self.weight = weight
  }
}

/// How a task went. Instants are rounded up to the nanosecond from the engine's finer clock.
public struct EngineResult: BitwiseCopyable, Equatable, Sendable {
  public var tag: UInt32
  /// Times that it was interrupted: at an LLM engine it had to begin again, at a station it went on where it was.
  public var preemptions: Int32
  /// When it first left the queue.
  public var startedAt: Instant
  /// When its first output token was there; for jobs without tokens, when it was done.
  public var firstTokenAt: Instant
  public var finishedAt: Instant
}

/// An engine's answer to a task.
public enum Admission: BitwiseCopyable, Sendable {
  case accepted
  /// The queue is full: the same task might be taken later.
  case refusedQueueFull
  /// It would not fit even alone: it will never be taken.
  case refusedTooLarge

  public var isAccepted: Bool { self == .accepted }
}

/// What runs jobs on one device, without a clock or an event queue of its own.
///
/// The caller passes instants that never go back, wakes the engine at every `nextWake`, and asks for `nextWake` anew
/// after each call that changed something. What falls due at an instant is settled before a task that comes at the same
/// instant is looked at, whichever of `wake` and `admit` is called first: results do not hang on the order of calls.
/// A value type: a copy is an independent engine in the same state, so one engine made for a device serves as the
/// pattern of a thousand (their constant tables stay shared). Read `nextWake` into a constant before calling `wake`:
/// both in one expression keep a copy alive, and the call then copies the whole engine first.
public protocol InferenceEngine: Sendable {
  /// Takes the task or refuses it. `now` must not lie beyond `nextWake`.
  mutating func admit(_ task: EngineTask, at now: Instant) -> Admission
  /// When `wake` must be called next; `never` when nothing is on its way.
  var nextWake: Instant { get }
  /// Settles everything due at `now` and appends the tasks that finished, in the order they finished.
  mutating func wake(at now: Instant, into finished: inout [EngineResult])
  /// Takes a task out, waiting or running; false when it is not here or has just finished.
  mutating func cancel(_ tag: UInt32, at now: Instant) -> Bool
  /// The device fails: appends every task not yet handed back, and starts from empty.
  mutating func failAll(at now: Instant, into lost: inout [UInt32])
  /// Tasks being served, and tasks in the queue.
  var running: Int { get }
  var waiting: Int { get }
  /// Electrical power drawn now.
  var draw: Power { get }
  /// The first rule that the state breaks, or nil: for tests and for the always-on checks between epochs.
  func brokenInvariant() -> String?
}
