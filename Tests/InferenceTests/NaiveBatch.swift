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
  var order = EntryOrder.fifo
  /// In order of entry.
  var batch: [Job] = []
  /// Those that lost their place, the next to come back first; and in order of arrival those that never had one.
  var resumed: [Job] = []
  var queue: [Job] = []
  var results: [EngineResult] = []
  var factor: Int64 = 1 << 16
  /// Weighted tokens of each client, and the client that last left the queue.
  var counters: [Int32: Int] = [:]
  var lastToLeave: Int32?

  static func run(
    _ limits: LLMLimits, _ law: StepLaw, _ tasks: [EngineTask], order: EntryOrder = .fifo
  ) -> [EngineResult] {
    var naive = NaiveBatch(limits: limits, law: law, order: order)
    var next = 0
    var now: Int64 = 0
    while true {
      // What is due at a boundary comes before whoever arrives there.
      let hasPreempted = naive.preempt()
      if !hasPreempted { naive.letIn(at: now) }
      while next < tasks.count && tasks[next].arrivedAt.nanoseconds * 1000 == now {
        naive.arrive(tasks[next])
        if !hasPreempted { naive.letIn(at: now) }
        next += 1
      }
      if naive.batch.isEmpty {
        guard next < tasks.count else { return naive.results }
        now = tasks[next].arrivedAt.nanoseconds * 1000
        continue
      }
      let before = naive.counters
      let (span, after) = naive.step()
      while next < tasks.count && tasks[next].arrivedAt.nanoseconds * 1000 < now + span {
        naive.arrive(tasks[next])
        next += 1
      }
      // Whoever arrived during the step saw the counters from before it.
      for (client, counter) in after { naive.counters[client, default: 0] += counter - (before[client] ?? 0) }
      now += span
      naive.finish(at: (now + 999) / 1000)
    }
  }

  func free() -> Int { limits.blocks - batch.reduce(0) { $0 + $1.blocks } }
  func growth() -> Int { batch.filter { !$0.isPrefilling && $0.held % 16 == 0 }.count }

  mutating func arrive(_ task: EngineTask) {
    if order == .vtc && !queue.contains(where: { $0.task.flow == task.flow }) {
      let floor = queue.map { counters[$0.task.flow] ?? 0 }.min() ?? lastToLeave.map { counters[$0] ?? 0 } ?? 0
      counters[task.flow] = max(counters[task.flow] ?? 0, floor)
    }
    queue.append(Job(task: task, target: Int(task.promptTokens)))
  }

  /// Whether anybody lost its place.
  mutating func preempt() -> Bool {
    var hasPreempted = false
    while growth() > free() {
      var victim = batch.removeLast()
      victim.target = Int(victim.task.promptTokens) + victim.made
      (victim.prefilled, victim.decodedHere) = (0, 0)
      victim.preemptions += 1
      resumed.insert(victim, at: 0)
      hasPreempted = true
    }
    return hasPreempted
  }

  mutating func letIn(at now: Int64) {
    while batch.count < limits.slots {
      let place = queue.indices.min { precedes($0, $1) }
      guard let head = resumed.first ?? place.map({ queue[$0] }) else { return }
      let spare = free() - growth() - (batch.isEmpty ? 0 : limits.watermark)
      guard (head.target + 15) / 16 <= spare else { return }
      if !resumed.isEmpty {
        resumed.removeFirst()
      } else {
        queue.remove(at: place!)
        if !queue.contains(where: { $0.task.flow == head.task.flow }) { lastToLeave = head.task.flow }
      }
      batch.append(head)
      if head.startedAt == nil {
        batch[batch.count - 1].startedAt = (now + 999) / 1000
        charge(head.task, Int(head.task.promptTokens))
      }
      factor = head.task.jitter16
    }
  }

  private mutating func charge(_ task: EngineTask, _ tokens: Int) {
    if order == .vtc { counters[task.flow, default: 0] += tokens * ((1 << 20) / Int(task.weight)) }
  }

  /// Whether one task of the queue goes before another.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (key(queue[a].task), key(queue[b].task))
    return first == second ? a < b : first < second
  }

  private func key(_ task: EngineTask) -> Double {
    switch order {
    case .fifo: return 0
    case .priority: return Double(task.priority)
    case .sjf: return Double(predictedLength(task))
    case .edf: return Double(task.deadline.nanoseconds)
    case .vtc: return Double(counters[task.flow] ?? 0)
    case .drf:
      let mine = batch.filter { $0.task.flow == task.flow }
      let blocks = mine.reduce(0) { sum, job in
        sum + min((Int(job.task.promptTokens) + predictedLength(job.task) + 14) / 16, limits.blocks)
      }
      // Exact: fractions of small integers, brought to one denominator.
      let dominant = max(blocks * limits.slots, mine.count * limits.blocks)
      return Double(dominant * 5040 / Int(task.weight))
    }
  }

  private func predictedLength(_ task: EngineTask) -> Int {
    max(1, Int(task.outputTokens) * Int(task.forecast16) / 65_536)
  }

  /// Runs one step; returns its length in picoseconds and the counters after it.
  mutating func step() -> (Int64, [Int32: Int]) {
    let before = counters
    defer { counters = before }
    let span = advance()
    return (span, counters)
  }

  mutating func finish(at end: Int64) {
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
  }

  /// One token for each sequence that decodes, the rest of the budget for prompts.
  private mutating func advance() -> Int64 {
    var shape = BatchShape()
    for index in batch.indices where !batch[index].isPrefilling {
      shape.decoding += 1
      batch[index].decodedHere += 1
      batch[index].made += 1
      charge(batch[index].task, 2)
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
      if !batch[index].isPrefilling {
        batch[index].made += 1
        charge(batch[index].task, 2)
      }
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
