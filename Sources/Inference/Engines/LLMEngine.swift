import Quantities
import Vocabulary

/// What an LLM engine may do at once.
public struct LLMLimits: Sendable, Equatable {
  /// Most sequences in a batch.
  public var slots: Int
  /// Most tokens in a step: one for each sequence that decodes, the rest for prompts. At least `slots`.
  public var tokenBudget: Int
  /// KV blocks of 16 tokens on the device.
  public var blocks: Int
  /// Blocks left free when a sequence is let in beside others (vLLM's watermark), so that those can grow.
  public var watermark: Int
  /// Most tasks that wait while all slots are taken.
  public var queueLimit: Int

  public init(slots: Int, tokenBudget: Int, blocks: Int, watermark: Int, queueLimit: Int = .max >> 1) {
    self.slots = slots
    self.tokenBudget = tokenBudget
    self.blocks = blocks
    self.watermark = watermark
    self.queueLimit = queueLimit
  }
}

/// Continuous batching over a paged key-value cache, as vLLM does it: Orca's iteration-level batching (Yu 2022), paged
/// blocks with recompute preemption (Kwon 2023), chunked prefill with a token budget, decode first (Agrawal 2024).
///
/// A step's batch is fixed at its boundary, in this order. (1) Sequences that decode take the blocks they need; while
/// too few are free, the sequence let in last gives up its blocks and goes to the head of the queue, to recompute its
/// prompt and what it had put out. (2) Tasks are let in from the head of the queue while a slot is free and the blocks
/// of their whole prompt, beyond the watermark. A task that arrives exactly at a boundary is let in there, after those
/// that waited. Who is the head is a matter of the `EntryOrder`; nobody is let in before the head. (3) Every
/// decoding sequence takes a token of the budget; the rest goes to prompts in order of entry. The last prompt token
/// brings the first output token.
///
/// Jitter: one factor for the whole batch, that of the task let in last; it changes only when one is let in, and scales
/// each coefficient of the step law, rounded to the picosecond.
///
/// Time inside is (nanoseconds, picoseconds) and never rounded; instants handed out are rounded up. Steps of like shape
/// run as one `StepRun` to the next boundary at which the batch can change: a sequence ends, a prompt is done, blocks
/// run out, or a task arrives that can be let in. Without coalescing each step is a wake of its own; results are equal
/// to the nanosecond. O(batch) per change with small constants; nothing is allocated once its buffers have grown.
///
/// Leaves out prefix caching, swapping, speculative decoding, parallelism over devices.
public struct LLMEngine: InferenceEngine {
  /// A task inside the engine.
  struct Sequence: BitwiseCopyable, Sendable {
    var tag: UInt32
    var prompt: Int32
    var output: Int32
    /// Output tokens that existed when it was let in: to be recomputed with the prompt.
    var generated: Int32 = 0
    var prefilled: Int32 = 0
    var preemptions: Int32 = 0
    var isCancelled = false
    var jitter16: Int32
    /// The client, and the blocks that it is expected to need at its end (for orders that are fair between clients).
    var flow: Int32
    var endBlocks: Int32
    /// Order of entry into the batch.
    var serial: Int64 = 0
    /// Number of the decode step before its first one.
    var joinTick: Int64 = 0
    var startedAt = Instant.never
    var firstTokenAt = Instant.never

    /// Tokens to prefill.
    var target: Int64 { Int64(prompt) + Int64(generated) }
    /// Blocks of that many tokens.
    var targetBlocks: Int64 { blocks(of: target) }
    /// Tokens in the cache once it decodes.
    @inline(__always) func context(at tick: Int64) -> Int64 { target + tick - joinTick }
    /// What it takes of the device, as far as one knows beforehand: blocks and a slot.
    var demand: ResourcePair { ResourcePair(first: Int64(endBlocks), second: 1) }
    /// Decode steps t ≡ phase (mod 16) begin a new block.
    var phase: Int { Int((joinTick - target) & 15) }
  }

  public let limits: LLMLimits
  public let law: StepLaw
  public let isCoalescing: Bool
  let power: PowerCurve

  // The batch: sequences that decode (in no order, each with the decode step that ends it), then prompts in order.
  var decoding: [Sequence] = []
  var endTicks: [Int64] = []
  var prefilling = WaitingLine<Sequence>()
  var line: EntryLine
  /// Decode steps done so far, by this engine, ever.
  var tick: Int64 = 0
  var soonestEnd: Int64 = .max
  /// Contexts of the sequences that decode, together.
  var decodeContext: Int64 = 0
  var freeBlocks: Int64
  /// Sequences that decode, by phase.
  var phases = InlineArray<16, Int32>(repeating: 0)
  var entries: Int64 = 0
  var cancelled = 0

  // The run of steps under way: its first boundary, its shape and its last boundary.
  var beginNanoseconds: Int64 = 0
  var beginPicoseconds: Int64 = 0
  var pace = StepPace()
  var run = StepRun(compute: 0, computeGrowth: 0, memory: 0, memoryGrowth: 0, overhead: 0)
  /// Steps of the run; 0 when idle.
  var length: Int64 = 0
  var chunk: Int64 = 0
  var end = Instant.never

  var clock = Instant.start
  var settled: [EngineResult] = []
  public internal(set) var tally = LLMTally()

  /// Requires slots >= 1, tokenBudget >= slots, blocks >= 0. A law so slow that a full step could take 13 days leaves
  /// the engine without blocks: it refuses every task.
  public init(limits: LLMLimits, law: StepLaw, power: PowerCurve, order: EntryOrder = .fifo, coalescing: Bool = true) {
    precondition(limits.slots >= 1 && limits.tokenBudget >= limits.slots, "a batch needs a slot and a token for each")
    precondition(limits.blocks >= 0 && limits.watermark >= 0 && limits.queueLimit >= 0, "limits are not negative")
    var limits = limits
    if !law.isBounded(tokens: limits.tokenBudget, contexts: limits.blocks * 16) { limits.blocks = 0 }
    self.limits = limits
    self.law = law
    self.power = power
    isCoalescing = coalescing
    line = EntryLine(
      order: order, capacity: ResourcePair(first: Int64(max(1, limits.blocks)), second: Int64(limits.slots)))
    freeBlocks = Int64(limits.blocks)
  }

  public var running: Int { decoding.count + prefilling.count }
  public var waiting: Int { line.count }
  public var draw: Power { power[decoding.count + prefilling.count] }
  public var nextWake: Instant { settled.isEmpty ? end : clock }

  public mutating func admit(_ task: EngineTask, at now: Instant) -> Admission {
    let prompt = max(1, task.promptTokens)
    let output = max(1, task.outputTokens)
    guard blocks(of: Int64(prompt) + Int64(output) - 1) <= Int64(limits.blocks) else { return .refusedTooLarge }
    settle(through: now)
    guard running + line.count < limits.slots + limits.queueLimit else { return .refusedQueueFull }
    let sequence = Sequence(
      tag: task.tag, prompt: prompt, output: output, jitter16: Int32(min(max(1, task.jitter16), 1 << 20)),
      flow: task.flow, endBlocks: line.isFair ? expectedBlocks(of: task, prompt: prompt) : 0)
    line.append(sequence, for: task, at: line.order == .vtc ? currentTick(at: now) : tick)
    if line.count == 1 || line.order != .fifo { considerEntry(at: now) }
    return .accepted
  }

  public mutating func wake(at now: Instant, into finished: inout [EngineResult]) {
    // What was settled before comes first; what is settled now goes straight to the caller.
    if !settled.isEmpty {
      finished.append(contentsOf: settled)
      settled.removeAll(keepingCapacity: true)
    }
    swap(&settled, &finished)
    settle(through: now)
    swap(&settled, &finished)
  }

  /// Takes a waiting task out at once, and one in the batch at the first boundary after `now`: a step once begun ends.
  public mutating func cancel(_ tag: UInt32, at now: Instant) -> Bool {
    settle(through: now)
    let mayShift = !line.isEmpty && (line.order != .fifo || line.head(at: tick).tag == tag)
    if line.cancel(tag) {
      if mayShift && !line.isEmpty { considerEntry(at: now) }
      return true
    }
    if let place = decoding.firstIndex(where: { $0.tag == tag && !$0.isCancelled }) {
      decoding[place].isCancelled = true
    } else if let place = (0..<prefilling.count).first(where: { prefilling[$0].tag == tag }),
      !prefilling[place].isCancelled
    {
      prefilling[place].isCancelled = true
    } else {
      return false
    }
    cancelled += 1
    curtail(to: run.ended(by: elapsed(at: now), of: length) + 1)
    return true
  }

  public mutating func failAll(at now: Instant, into lost: inout [UInt32]) {
    settle(through: now)
    if length > 0 { advance(by: run.ended(by: elapsed(at: now), of: length)) }
    for result in settled { lost.append(result.tag) }
    for sequence in decoding where !sequence.isCancelled { lost.append(sequence.tag) }
    for place in 0..<prefilling.count where !prefilling[place].isCancelled { lost.append(prefilling[place].tag) }
    line.failAll(into: &lost)
    for place in 0..<prefilling.count { tally.wasted += Int64(prefilling[place].prefilled) }
    settled.removeAll(keepingCapacity: true)
    decoding.removeAll(keepingCapacity: true)
    endTicks.removeAll(keepingCapacity: true)
    prefilling.removeAll()
    phases = InlineArray(repeating: 0)
    (decodeContext, soonestEnd, cancelled) = (0, .max, 0)
    freeBlocks = Int64(limits.blocks)
    becomeIdle()
  }
}

extension LLMEngine {
  /// Blocks of the prompt and of the answer as it is believed to be, no more than there are.
  private func expectedBlocks(of task: EngineTask, prompt: Int32) -> Int32 {
    Int32(clamping: min(blocks(of: Int64(prompt) + predictedOutput(of: task) - 1), Int64(limits.blocks)))
  }

  /// Decode steps done by now: also those of the run under way.
  private func currentTick(at now: Instant) -> Int64 {
    length == 0 || decoding.isEmpty ? tick : tick + run.ended(by: elapsed(at: now), of: length)
  }
}

/// What an LLM engine has done since it was made.
public struct LLMTally: BitwiseCopyable, Equatable, Sendable {
  /// Prompt tokens computed, again after a preemption included.
  public var prefilled: Int64 = 0
  /// Of those, tokens of prompts that were computed to the end.
  public var completedPrompts: Int64 = 0
  /// Of those, tokens of prompts given up half-way (preempted, cancelled, lost).
  public var wasted: Int64 = 0
  /// Output tokens made by decode steps.
  public var decoded: Int64 = 0
  public var preemptions: Int64 = 0
  /// Runs of steps, and the steps in them.
  public var runs: Int64 = 0
  public var steps: Int64 = 0
}

/// KV blocks that hold this many tokens.
@inline(__always) func blocks(of tokens: Int64) -> Int64 { (tokens + 15) >> 4 }
