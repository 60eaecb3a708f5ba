import Quantities
import Specs
import Testing
import Vocabulary

@testable import Inference

/// What a scenario may say of devices, models, engines and latencies.
struct SpecTests {
  struct Fleet {
    var device: DeviceProfile
    var model: ModelProfile
    var engine: any EngineMaker
    var latency: any LatencyModel

    init(from spec: inout Spec) {
      device = DeviceProfile(from: &spec)
      model = ModelProfile(from: &spec)
      engine = spec.takeChoice("engine", "Engine.", from: engines, default: "llm")
      latency = spec.takeChoice("latency", "Latency.", from: latencyModels, default: "roofline")
    }
  }

  static func read(_ yaml: String) throws -> Fleet {
    try SpecReader.read(Array(yaml.utf8), named: "test.yaml") { Fleet(from: &$0) }.product
  }

  @Test func namesAndChangesAreRead() throws {
    let plain = try Self.read("device: rtx-4090\nprofile: llama-3.1-8b\n")
    #expect(plain.device == DeviceProfile.named("rtx-4090"))
    #expect(plain.model == ModelProfile.named("llama-3.1-8b"))
    #expect(plain.engine.slots == 16)
    let changed = try Self.read(
      """
      device: {kind: rtx-4090, memory: 48 GiB, draw: 600 W}
      profile:
        {kind: custom, task: llm, parameters: 2, active_parameters: 2, layers: 20, kv_heads: 4, head_width: 64}
      precision: fp16
      engine: {kind: llm, slots: 4, token_budget: 256, blocks: 100}
      latency: {kind: roofline, memory_efficiency: 0.5}
      """)
    #expect(changed.device.memory == ByteCount(bytes: 48 << 30) && changed.device.draw == Power(watts: 600))
    #expect(changed.model.weightBytes == 4_000_000_000 && changed.model.kvBytesPerToken == 2 * 20 * 4 * 64 * 2)
    #expect(changed.latency as? Roofline == Roofline(memoryEfficiency: 0.5))
    let engine = changed.engine.makeEngine(device: changed.device, model: changed.model, latency: changed.latency)
    let limits = LLMLimits(slots: 4, tokenBudget: 256, blocks: 100, watermark: 1, queueLimit: 1000)
    #expect((engine as? LLMEngine)?.limits == limits)
  }

  @Test func stationsAreRead() throws {
    let fleet = try Self.read(
      "device: generic\nprofile: generic\nengine: {kind: service, servers: 3, order: ps, capacity: 9, speed: 1.5}"
    )
    let engine = fleet.engine.makeEngine(device: fleet.device, model: fleet.model, latency: fleet.latency)
    let station = try #require(engine as? SharingEngine)
    #expect(station.servers == 3 && station.capacity == 9 && station.speed16 == 98_304)
    #expect(fleet.engine.speed16 == 98_304 && fleet.engine.slots == 3)
  }

  @Test func ordersAreRead() throws {
    func engine(_ text: String) throws -> (any InferenceEngine, any EngineMaker) {
      let fleet = try Self.read("device: generic\nprofile: llama-3.1-8b\nengine: {\(text)}")
      return (fleet.engine.makeEngine(device: fleet.device, model: fleet.model, latency: fleet.latency), fleet.engine)
    }
    let (feedback, plain) = try engine("kind: service, servers: 2, order: mlfq, levels: 3, quantum: 2 s, growth: 4")
    let levels = try #require(feedback as? PreemptiveEngine).levels
    #expect((0...3).map { levels.slice(of: $0) } == [.seconds(2), .seconds(8), .forever, .forever])
    #expect(plain.misprediction == nil)
    let (deadlines, _) = try engine("kind: service, order: edf, preemptive: true")
    #expect((deadlines as? PreemptiveEngine)?.order == .edf)
    let (wrong, maker) = try engine("kind: service, order: sjf, misprediction: {kind: lognormal, mean: 1.5, cv: 1}")
    #expect((wrong as? ServiceEngine)?.order == .sjf && maker.misprediction?.mean == 1.5)
    let (fair, _) = try engine("kind: llm, order: vtc, blocks: 100")
    #expect((fair as? LLMEngine)?.line.order == .vtc)
  }

  @Test(arguments: [
    ("device: rtx-4091\nprofile: generic\n", "did you mean"),
    ("device: t4\nprofile: lama-3.1-8b\n", "did you mean"),
    ("device: t4\nprofile: generic\nengine: {kind: llm, slots: 64, token_budget: 8}\n", "budget"),
    ("device: t4\nprofile: generic\nengine: {kind: service, servers: 4, capacity: 2}\n", "capacity"),
    ("device: t4\nprofile: generic\nengine: {kind: service, order: wfq, preemptive: true}\n", "does not go with"),
    ("device: t4\nprofile: generic\nengine: {kind: service, order: las, preemptive: false}\n", "does not go with"),
    ("device: t4\nprofile: generic\nengine: {kind: service, order: las, levels: 3}\n", "changes nothing"),
    ("device: t4\nprofile: generic\nengine: {kind: service, order: edf, misprediction: 2}\n", "changes nothing"),
    ("device: t4\nprofile: generic\nengine: {kind: llm, order: vtc, misprediction: 2}\n", "changes nothing"),
    ("device: t4\nprofile: generic\nengine: {kind: service, order: fifi}\n", "fifo"),
    ("device: {kind: t4, draw: 1 W}\nprofile: generic\n", "idle_draw"),
    ("device: t4\nprofile: generic\nlatency: measured\n", "table"),
    ("device: t4\nprofile: generic\nlatency: {kind: measured, table: 'a,b'}\n", "table"),
  ])
  func mistakesAreNamed(yaml: String, words: String) {
    do {
      _ = try Self.read(yaml)
      Issue.record("accepted: \(yaml)")
    } catch {
      #expect("\(error)".contains(words), "\(error)")
    }
  }

  @Test func everythingIsDescribed() {
    let description = SpecReader.describe { Fleet(from: &$0) }
    #expect(
      description.catalogs.map(\.name).sorted() == ["device", "distribution", "engine", "latency-model", "model"])
  }
}
