import Quantities
import Testing

@testable import Inference

/// What the virtual token counter promises (Sheng 2024, theorem 4.4), counted from outside.
struct TokenCounterTests {
  static let limits = LLMLimits(slots: 12, tokenBudget: 64, blocks: 60, watermark: 0)
  static let law = StepLaw(
    computePerToken: 10, computePerPair: 0, memoryBase: [500], memoryPerContext: [2], fixed: 100, perSequence: 5)

  /// Three clients that ask for much at once: many short answers, few long ones, long prompts.
  static func backlog(seed: UInt64) -> [EngineTask] {
    var dice = Dice(state: seed)
    var tasks: [EngineTask] = []
    for (client, shape) in [[8, 10], [10, 120], [150, 6]].enumerated() {
      for _ in 0..<(client == 0 ? 300 : 60) {
        tasks.append(
          EngineTask(
            tag: UInt32(tasks.count), promptTokens: Int32(dice.within(1...Int64(shape[0]))),
            outputTokens: Int32(dice.within(1...Int64(shape[1]))), arrivedAt: .start, flow: Int32(client),
            weight: 1))
      }
    }
    return tasks
  }

  /// Weighted tokens that each client has had, from the results and the sequences in the batch.
  static func service(_ engine: LLMEngine, _ done: [EngineResult], _ tasks: [EngineTask]) -> [Int64] {
    var had: [Int64] = [0, 0, 0]
    for result in done {
      let task = tasks[Int(result.tag)]
      had[Int(task.flow)] += Int64(task.promptTokens) + 2 * Int64(task.outputTokens)
    }
    for sequence in engine.decoding {
      let made = Int64(sequence.generated) + engine.tick - sequence.joinTick + 1
      had[Int(sequence.flow)] += Int64(sequence.prompt) + 2 * made
    }
    for place in 0..<engine.prefilling.count {
      let sequence = engine.prefilling[place]
      had[Int(sequence.flow)] += Int64(sequence.prompt) + 2 * Int64(sequence.generated)
    }
    return had
  }

  /// The greatest difference of service between two clients while all three keep tasks waiting.
  static func gap(_ order: EntryOrder, _ tasks: [EngineTask]) -> (gap: Int64, preemptions: Int64, samples: Int) {
    var engine = LLMEngine(
      limits: limits, law: law, power: OrderTests.power, order: order, coalescing: false)
    for task in tasks { _ = engine.admit(task, at: .start) }
    var done: [EngineResult] = []
    var (gap, samples) = (Int64(0), 0)
    while engine.nextWake < .never {
      let next = engine.nextWake
      engine.wake(at: next, into: &done)
      guard engine.brokenInvariant() == nil else { return (.max, 0, 0) }
      let left = Set(tasks.map(\.flow)).filter { flow in
        let inside =
          engine.decoding.count { $0.flow == flow }
          + (0..<engine.prefilling.count).count { engine.prefilling[$0].flow == flow }
        let ended = done.count { tasks[Int($0.tag)].flow == flow }
        return tasks.count { $0.flow == flow } > inside + ended
      }
      guard left.count == 3 else { break }
      let had = service(engine, done, tasks)
      gap = max(gap, had.max()! - had.min()!)
      samples += 1
    }
    return (gap, engine.tally.preemptions, samples)
  }

  @Test func backloggedClientsAreServedAlikeWithinTheBound() {
    var (widest, unfair) = (0.0, 0)
    for seed in UInt64(1)...8 {
      let tasks = Self.backlog(seed: seed)
      let longest = tasks.map { Int64($0.promptTokens) }.max()!
      let bound = 2 * max(longest, 2 * Int64(Self.limits.blocks) * 16)
      let fair = Self.gap(.vtc, tasks)
      #expect(fair.gap <= bound && fair.samples > 100, "seed \(seed): \(fair), bound \(bound)")
      widest = max(widest, Double(fair.gap) / Double(bound))
      if Self.gap(.fifo, tasks).gap > bound { unfair += 1 }
    }
    print("token counters: widest gap \(widest) of the bound")
    #expect(unfair == 8, "order of arrival keeps the bound too: the workload tells nothing")
  }

  /// A client that comes late does not get what it did not ask for before.
  @Test func idleClientsSaveNothingUp() {
    var engine = LLMEngine(limits: Self.limits, law: Self.law, power: OrderTests.power, order: .vtc)
    func task(_ tag: UInt32, _ flow: Int32, at now: Instant) -> EngineTask {
      EngineTask(tag: tag, promptTokens: 10, outputTokens: 20, arrivedAt: now, flow: flow)
    }
    for tag in UInt32(0)..<400 { _ = engine.admit(task(tag, 0, at: .start), at: .start) }
    var done: [EngineResult] = []
    while done.count < 200 {
      let next = engine.nextWake
      engine.wake(at: next, into: &done)
    }
    let late = engine.clock
    for tag in UInt32(400)..<600 { _ = engine.admit(task(tag, 7, at: late), at: late) }
    done.removeAll()
    while done.count < 150 {
      let next = engine.nextWake
      engine.wake(at: next, into: &done)
    }
    let ofLate = done.count { $0.tag >= 400 }
    // Half each from then on, but for the batch that was under way.
    #expect(abs(ofLate - (done.count - ofLate)) <= 2 * Self.limits.slots)
  }
}
