import Quantities
import Specs
import Testing
import Vocabulary

@testable import Inference

/// Step laws and their closed sums, measured profiles, power, memory.
struct LatencyTests {
  @Test func closedSumsEqualAddingUp() {
    var dice = Dice(state: 42)
    for _ in 0..<2000 {
      let (compute, computeGrowth) = (dice.within(0...100_000), dice.within(0...900))
      let (memory, memoryGrowth) = (dice.within(0...100_000), dice.within(0...900))
      let overhead = dice.within(0...1000)
      let run = StepRun(
        compute: compute, computeGrowth: computeGrowth, memory: memory, memoryGrowth: memoryGrowth, overhead: overhead)
      var sum: Int64 = 0
      let count = dice.within(1...300)
      for step in 0..<count {
        sum += max(compute + step * computeGrowth, memory + step * memoryGrowth) + overhead
        if run.sum(step + 1) != sum { Issue.record("\(run) after \(step + 1) steps: \(run.sum(step + 1)), not \(sum)") }
      }
      let elapsed = dice.within(0...sum + 10)
      let ended = run.ended(by: elapsed, of: count)
      #expect(run.sum(ended) <= elapsed && (ended == count || run.sum(ended + 1) > elapsed))
      #expect(run.longest(within: count) == count)
    }
  }

  @Test func sumsOfHugeRunsDoNotOverflow() {
    let run = StepRun(compute: 1 << 59, computeGrowth: 1 << 20, memory: 0, memoryGrowth: 0, overhead: 5)
    let most = run.longest(within: 1_000_000)
    #expect(most >= 1 && run.sum(most) > 0 && run.sum(most) < 1 << 62)
    let slow = StepLaw(
      computePerToken: 1 << 50, computePerPair: 0, memoryBase: [1], memoryPerContext: [0], fixed: 0, perSequence: 0)
    let limits = LLMLimits(slots: 4, tokenBudget: 2048, blocks: 100, watermark: 0)
    var engine = LLMEngine(limits: limits, law: slow, power: StationTests.power)
    let task = EngineTask(tag: 0, promptTokens: 5, outputTokens: 5, arrivedAt: .start)
    #expect(engine.admit(task, at: .start) == .refusedTooLarge)
  }

  @Test func mixtureOfExpertsReadsMoreWithMoreTokens() throws {
    let device = try #require(DeviceProfile.named("rtx-pro-6000"))
    let law = Roofline().stepLaw(of: try #require(ModelProfile.named("mixtral-8x7b")), on: device)
    let alone = Double(law.memoryBase[1]) / Double(law.memoryBase[law.memoryBase.count - 1])
    #expect(abs(alone - 12.9 / 46.7) < 0.01 && law.memoryBase.count > 10)
    #expect(zip(law.memoryBase, law.memoryBase.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func measuredProfileGivesBackItsRows() throws {
    let csv = """
      decoding,prompt_tokens,context,step_us
      1,0,512,8000
      1,0,2048,8300.5
      8,0,512,9000
      8,0,2048,11400
      0,512,0,40000
      0,512,2048,46000
      0,1024,0,81000

      """
    let profile = try MeasuredProfile(csv: Array(csv.utf8))
    let law = profile.stepLaw(of: cataloguedModels[0].profile, on: deviceProfiles[0])
    func step(_ sequences: Int64, _ context: Int64) -> Double {
      Double(law.duration(of: BatchShape(decoding: sequences, decodeContext: sequences * context))) / 1e6
    }
    for (sequences, context, measured) in [(1, 512, 8000.0), (1, 2048, 8300.5), (8, 2048, 11_400)] {
      #expect(abs(step(Int64(sequences), Int64(context)) - measured) < 1)
    }
    #expect(step(4, 1024) > step(1, 1024) && step(4, 1024) < step(8, 1024) && step(30, 512) >= step(8, 512))
    let prompt = Double(law.promptTokenAlone(length: 512)) * 512 / 1e6
    #expect(abs(prompt - 40_000) < 2000)
    #expect(throws: MeasuredProfile.Problem(row: 1, reason: "has 2 fields instead of 4")) {
      try MeasuredProfile(csv: Array("decoding,prompt_tokens,context,step_us\n1,2\n".utf8))
    }
    #expect(throws: MeasuredProfile.Problem.self) { try MeasuredProfile(csv: []) }
  }

  @Test func powerRisesFromIdleToMost() {
    let curve = PowerCurve(idle: Power(watts: 20), most: Power(watts: 120), places: 4, exponent: 0.5)
    #expect(curve[0] == Power(watts: 20) && curve[1] == Power(watts: 70) && curve[4] == Power(watts: 120))
    #expect(curve[9] == curve[4])
    let linear = PowerCurve(idle: .zero, most: Power(watts: 100), places: 5, exponent: 1)
    for taken in 0...5 { #expect(linear[taken] == Power(watts: Double(20 * taken))) }
    let steep = PowerCurve(idle: .zero, most: Power(watts: 100), places: 2, exponent: 0.8)
    #expect(abs(steep[1].watts - 57.4349) < 1e-4)
  }

  @Test func memoryHoldsWhatItShould() throws {
    let model = try #require(ModelProfile.named("llama-3.1-8b", precision: .fp16))
    let card = try #require(DeviceProfile.named("rtx-4090"))
    // vLLM 0.19 on that card and model had 2,588 blocks.
    #expect(abs(Double(card.kvBlocks(for: model)) / 2588 - 1) < 0.01)
    let small = try #require(DeviceProfile.named("rtx-3070"))
    let quantised = try #require(ModelProfile.named("llama-3.1-8b"))
    #expect(!small.fits(model) && small.fits(quantised))
    let large = try #require(ModelProfile.named("llama-3.1-70b", precision: .fp16))
    let load = try #require(DeviceProfile.named("h200")).loadTime(of: large).seconds
    #expect(abs(load / 84 - 1) < 0.05)
  }

  @Test func catalogueIsSound() {
    #expect(deviceProfiles.count >= 30 && cataloguedModels.count >= 18)
    #expect(deviceProfiles.allSatisfy { !$0.origin.isEmpty && $0.idleDraw < $0.draw && $0.bandwidth > 0 })
    for device in deviceProfiles {
      for model in cataloguedModels {
        let law = Roofline().stepLaw(of: model.served(at: .q4), on: device)
        #expect(law.promptTokenAlone() > 0 && law.outputTokenAlone() > 0, "\(device.name) \(model.profile.name)")
      }
    }
    #expect(ModelProfile.named("llama-3.1-8b")?.weightBytes == 4_920_000_000)
    #expect(ModelProfile.named("llama-3.1-8b")?.kvBytesPerToken == 131_072)
  }
}
