import Quantities
import Testing

@testable import Inference

/// Coalesced runs against one step at a time: the same workloads, compared job by job to the nanosecond.
struct CoalescingTests {
  struct Case {
    var limits: LLMLimits
    var law: StepLaw
    var stimuli: [Stimulus]
    var ties: UInt64
    var order: EntryOrder
  }

  static func randomCase(seed: UInt64) -> Case {
    var dice = Dice(state: seed)
    let slots = Int(dice.within(1...12))
    let budget = slots + Int(dice.within(0...(dice.happens(oneIn: 2) ? 40 : 600)))
    let blocks = Int(dice.within(4...(dice.happens(oneIn: 2) ? 30 : 200)))
    let limits = LLMLimits(
      slots: slots, tokenBudget: budget, blocks: blocks, watermark: Int(dice.within(0...3)),
      queueLimit: Int(dice.within(0...20)))
    // Small coefficients, some zero, so that boundaries often fall on whole nanoseconds and on arrivals.
    let grain: Int64 = dice.happens(oneIn: 2) ? 1000 : 1
    let law = StepLaw(
      computePerToken: dice.within(0...30) * grain, computePerPair: dice.within(0...3),
      memoryBase: (0..<dice.within(1...5)).map { 200 * grain + $0 * 50 * grain + dice.within(0...40) * grain },
      memoryPerContext: (0..<dice.within(1...3)).map { _ in dice.within(0...9) },
      fixed: dice.within(1...20) * grain, perSequence: dice.within(0...5) * grain)
    var stimuli: [Stimulus] = []
    var now: Int64 = 0
    let gap = [3, 30, 300, 3000][Int(dice.within(0...3))] as Int64
    for tag in 0..<UInt32(dice.within(1...40)) {
      now += dice.happens(oneIn: 8) ? 0 : dice.within(0...gap)
      let at = Instant(nanoseconds: now)
      if dice.happens(oneIn: 60) { stimuli.append(Stimulus(at: at, kind: .fail)) }
      if tag > 0 && dice.happens(oneIn: 9) {
        stimuli.append(Stimulus(at: at, kind: .cancel(UInt32(dice.within(0...Int64(tag) - 1)))))
      }
      var task = EngineTask(
        tag: tag, promptTokens: Int32(dice.within(0...(dice.happens(oneIn: 5) ? 900 : 90))),
        outputTokens: Int32(dice.within(0...(dice.happens(oneIn: 5) ? 300 : 40))),
        jitter16: dice.happens(oneIn: 2) ? 1 << 16 : dice.within(30_000...150_000), arrivedAt: at,
        deadline: at + TimeSpan(nanoseconds: dice.within(0...30) * gap), forecast16: dice.within(0...3) << 15 + 1,
        priority: Int32(dice.within(0...2)), flow: 0)
      let client = Int32(dice.within(0...(dice.happens(oneIn: 2) ? 2 : 7)))
      (task.flow, task.weight) = (client * 3, client % 3 + 1)
      stimuli.append(Stimulus(at: at, kind: .arrive(task)))
    }
    let order = EntryOrder.allCases[Int(seed) % EntryOrder.allCases.count]
    return Case(limits: limits, law: law, stimuli: stimuli, ties: dice.next(), order: order)
  }

  @Test func coalescedEqualsStepByStep() {
    var (jobs, preemptions, steps, runs, differing) = (0, 0, 0, 0, 0)
    let power = PowerCurve(idle: Power(watts: 10), most: Power(watts: 100), places: 12)
    for seed in UInt64(1)...2100 {
      let random = Self.randomCase(seed: seed)
      var coalesced = LLMEngine(limits: random.limits, law: random.law, power: power, order: random.order)
      var stepped = LLMEngine(
        limits: random.limits, law: random.law, power: power, order: random.order, coalescing: false)
      let ties = random.ties
      let fast = drive(&coalesced, random.stimuli) { ties >> UInt64($0 & 63) & 1 == 0 }
      let slow = drive(&stepped, random.stimuli) { ~ties >> UInt64(($0 + 7) & 63) & 1 == 0 }
      if fast != slow {
        differing += 1
        if differing < 4 { Issue.record("seed \(seed), \(random.order): coalescing changed a result") }
      }
      if let broken = fast.broken ?? slow.broken { Issue.record("seed \(seed): \(broken)") }
      #expect(coalesced.running + coalesced.waiting == 0, "seed \(seed)")
      var (a, b) = (coalesced.tally, stepped.tally)
      (a.runs, b.runs) = (0, 0)
      #expect(a == b, "seed \(seed)")
      jobs += fast.results.count
      preemptions += Int(a.preemptions)
      steps += Int(a.steps)
      runs += Int(coalesced.tally.runs)
    }
    print("coalescing: \(jobs) jobs, \(preemptions) preemptions, \(steps) steps in \(runs) runs, seeds 1...2100")
    #expect(preemptions > 500 && steps > 2 * runs)
  }

  @Test func equalsTheRulesWrittenPlainly() {
    let power = PowerCurve(idle: Power(watts: 10), most: Power(watts: 100), places: 12)
    var (jobs, preemptions) = (0, 0)
    for seed in UInt64(50_001)...50_900 {
      var random = Self.randomCase(seed: seed)
      random.limits.queueLimit = 1000
      var tasks: [EngineTask] = []
      for stimulus in random.stimuli {
        guard case .arrive(var task) = stimulus.kind else { continue }
        (task.promptTokens, task.outputTokens) = (max(1, task.promptTokens), max(1, task.outputTokens))
        if Int(task.promptTokens + task.outputTokens) + 14 < random.limits.blocks * 16 { tasks.append(task) }
      }
      var engine = LLMEngine(limits: random.limits, law: random.law, power: power, order: random.order)
      let arrivals = tasks.map { Stimulus(at: $0.arrivedAt, kind: .arrive($0)) }
      let results = drive(&engine, arrivals, checking: false).results.sorted { $0.tag < $1.tag }
      let plain = NaiveBatch.run(random.limits, random.law, tasks, order: random.order).sorted { $0.tag < $1.tag }
      let agrees = results == plain
      #expect(agrees, "seed \(seed), \(random.order)")
      jobs += results.count
      preemptions += results.reduce(0) { $0 + Int($1.preemptions) }
    }
    print("plain rules: \(jobs) jobs, \(preemptions) preemptions, seeds 50001...50900")
    #expect(preemptions > 100)
  }
}
