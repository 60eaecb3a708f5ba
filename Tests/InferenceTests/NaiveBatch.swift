import Quantities

@testable import Inference

/// The rules of continuous batching written down once more, plainly: whole arrays, one step at a time, every count
/// recomputed. Slow on purpose; the engine must agree with it job by job.
struct NaiveBatch {
  struct Job {
    var task: EngineTask
    var target: Int
    var prefilled = 0
    /// Output tokens so far.
    var made = 0
    /// Tokens in the cache, or reserved for the prompt.
    var held: Int { max(target, target + decodedHere) }
    var decodedHere = 0
    var preemptions: Int32 = 0
    var startedAt: Int64?
    var firstTokenAt: Int64?
    var isPrefilling: Bool { prefilled < target }
    var blocks: Int { (held + 15) / 16 }
  }

  let limits: LLMLimits
  let law: StepLaw
  /// In order of entry.
  var batch: [Job] = []
  var queue: [Job] = []
  var results: [EngineResult] = []
  var factor: Int64 = 1 << 16

  static func run(_ limits: LLMLimits, _ law: StepLaw, _ tasks: [EngineTask]) -> [EngineResult] {
    var naive = NaiveBatch(limits: limits, law: law)
    var next = 0
    var now: Int64 = 0
    while true {
      func takeArrivals() {
        while next < tasks.count && tasks[next].arrivedAt.nanoseconds * 1000 <= now {
          naive.queue.append(Job(task: tasks[next], target: Int(tasks[next].promptTokens)))
          next += 1
        }
      }
      takeArrivals()
      if naive.batch.isEmpty && naive.queue.isEmpty {
        guard next < tasks.count else { return naive.results }
        now = tasks[next].arrivedAt.nanoseconds * 1000
        takeArrivals()
      }
      now += naive.step(at: now)
    }
  }

  /// Runs one step that begins at `now` picoseconds; returns its length.
  mutating func step(at now: Int64) -> Int64 {
    func free() -> Int { limits.blocks - batch.reduce(0) { $0 + $1.blocks } }
    func growth() -> Int { batch.filter { !$0.isPrefilling && $0.held % 16 == 0 }.count }
    var hasPreempted = false
    while growth() > free() {
      var victim = batch.removeLast()
      victim.target = Int(victim.task.promptTokens) + victim.made
      (victim.prefilled, victim.decodedHere) = (0, 0)
      victim.preemptions += 1
      queue.insert(victim, at: 0)
      hasPreempted = true
    }
    while !hasPreempted, let head = queue.first, batch.count < limits.slots {
      let spare = free() - growth() - (batch.isEmpty ? 0 : limits.watermark)
      guard (head.target + 15) / 16 <= spare else { break }
      queue.removeFirst()
      batch.append(head)
      if head.startedAt == nil { batch[batch.count - 1].startedAt = (now + 999) / 1000 }
      factor = head.task.jitter16
    }
    let span = advance()
    let end = (now + span + 999) / 1000
    for index in batch.indices where batch[index].made > 0 && batch[index].firstTokenAt == nil {
      batch[index].firstTokenAt = end
    }
    let done = batch.filter { $0.made >= Int($0.task.outputTokens) }
    batch.removeAll { $0.made >= Int($0.task.outputTokens) }
    results += done.map {
      EngineResult(
        tag: $0.task.tag, preemptions: $0.preemptions, startedAt: Instant(nanoseconds: $0.startedAt!),
        firstTokenAt: Instant(nanoseconds: $0.firstTokenAt!), finishedAt: Instant(nanoseconds: end))
    }
    return span
  }

  /// One token for each sequence that decodes, the rest of the budget for prompts.
  private mutating func advance() -> Int64 {
    var shape = BatchShape()
    for index in batch.indices where !batch[index].isPrefilling {
      shape.decoding += 1
      batch[index].decodedHere += 1
      batch[index].made += 1
      shape.decodeContext += Int64(batch[index].held)
    }
    var left = limits.tokenBudget - Int(shape.decoding)
    for index in batch.indices where batch[index].isPrefilling && left > 0 {
      let before = batch[index].prefilled
      let taken = min(left, batch[index].target - before)
      left -= taken
      shape.promptSequences += 1
      shape.promptTokens += Int64(taken)
      shape.promptCached += Int64(before)
      for token in before..<before + taken { shape.promptPairs += Int64(token + 1) }
      batch[index].prefilled += taken
      if !batch[index].isPrefilling { batch[index].made += 1 }
    }
    return length(of: shape)
  }

  private func length(of shape: BatchShape) -> Int64 {
    func jittered(_ value: Int64) -> Int64 { Int64((Int128(value) * Int128(factor) + 32_768) / 65_536) }
    let tokens = shape.decoding + shape.promptTokens
    let base = law.memoryBase[min(Int(tokens), law.memoryBase.count - 1)]
    let cell = law.memoryPerContext[min(Int(shape.decoding), law.memoryPerContext.count - 1)]
    let compute =
      jittered(law.computePerToken) * tokens + jittered(law.computePerPair) * (shape.decodeContext + shape.promptPairs)
    let memory = jittered(base) + jittered(cell) * (shape.decodeContext + shape.promptCached + shape.promptTokens)
    return max(compute, memory) + jittered(law.fixed)
      + jittered(law.perSequence) * (shape.decoding + shape.promptSequences)
  }
}
