import Quantities
import Testing
import Vocabulary

@testable import Inference

/// The roofline against speeds measured by others and printed by them: XiongjieDai/GPU-Benchmarks-on-LLM-Inference
/// (llama.cpp, Llama 3, May 2024) and geerlingguy/ai-benchmarks (Ollama, whole-system watts).
struct HeldOutTests {
  struct Reading {
    var device: String
    var model: String
    var precision: WeightPrecision = .q4
    var measured: Double
    var watts: Double?
  }

  /// Output tokens per second, one sequence; 1,024 tokens put out for 8B and 70B, some 600 for the others.
  static let decoding: [Reading] = [
    Reading(device: "rtx-3070", model: "llama-3.1-8b", measured: 70.94),
    Reading(device: "rtx-3080", model: "llama-3.1-8b", measured: 106.40),
    Reading(device: "rtx-3090", model: "llama-3.1-8b", measured: 111.74),
    Reading(device: "rtx-3090", model: "llama-3.1-8b", precision: .fp16, measured: 46.51),
    Reading(device: "rtx-4090", model: "llama-3.1-8b", measured: 127.74),
    Reading(device: "rtx-4090", model: "llama-3.1-8b", precision: .fp16, measured: 54.34),
    Reading(device: "l40s", model: "llama-3.1-8b", measured: 113.60),
    Reading(device: "l40s", model: "llama-3.1-8b", precision: .fp16, measured: 43.42),
    Reading(device: "rtx-a6000", model: "llama-3.1-70b", measured: 14.58),
    Reading(device: "macbook-m1", model: "llama-3.1-8b", measured: 9.72),
    Reading(device: "mac-m3-max", model: "llama-3.1-8b", measured: 50.74),
    Reading(device: "mac-m3-max", model: "llama-3.1-8b", precision: .fp16, measured: 22.39),
    Reading(device: "mac-studio-m2-ultra", model: "llama-3.1-8b", measured: 76.28),
    Reading(device: "mac-studio-m2-ultra", model: "llama-3.1-8b", precision: .fp16, measured: 36.25),
    Reading(device: "mac-studio-m2-ultra", model: "llama-3.1-70b", measured: 12.13),
    Reading(device: "rtx-4090", model: "llama-3.2-3b", measured: 334.67, watts: 261.9),
    Reading(device: "rtx-3060", model: "llama-3.2-3b", measured: 122.85, watts: 214),
    Reading(device: "mac-mini-m4", model: "llama-3.2-3b", measured: 41.31, watts: 30.1),
    Reading(device: "dgx-spark", model: "llama-3.2-3b", measured: 97.93, watts: 128.5),
    Reading(device: "raspberry-pi-5", model: "llama-3.2-3b", measured: 4.61, watts: 13.9),
    Reading(device: "raspberry-pi-400", model: "llama-3.2-3b", measured: 1.60, watts: 6),
    Reading(device: "intel-n150", model: "llama-3.2-3b", measured: 9.06, watts: 26.4),
    Reading(device: "rtx-3060", model: "qwen2.5-14b", measured: 29.77, watts: 224),
    Reading(device: "rtx-4090", model: "qwen2.5-14b", measured: 92.49, watts: 464.2),
    Reading(device: "raspberry-pi-5-16gb", model: "qwen2.5-14b", measured: 1.20, watts: 13.0),
  ]

  /// Prompt tokens per second, one prompt of 1,024.
  static let prompts: [Reading] = [
    Reading(device: "rtx-4090", model: "llama-3.1-8b", measured: 6899),
    Reading(device: "rtx-3090", model: "llama-3.1-8b", measured: 3865),
    Reading(device: "mac-studio-m2-ultra", model: "llama-3.1-8b", measured: 1024),
    Reading(device: "macbook-m1", model: "llama-3.1-8b", measured: 87.3),
  ]

  static func row(_ reading: Reading, _ predicted: Double) -> Double {
    let error = predicted / reading.measured - 1
    let name = "\(reading.device) \(reading.model) \(reading.precision.rawValue)"
    print("\(name): measured \(reading.measured), roofline \((predicted * 100).rounded() / 100), \(percent(error)) %")
    return abs(error)
  }

  static func percent(_ error: Double) -> Double { (error * 1000).rounded() / 10 }

  static func law(_ reading: Reading) throws -> StepLaw {
    let device = try #require(DeviceProfile.named(reading.device))
    let model = try #require(ModelProfile.named(reading.model, precision: reading.precision))
    return Roofline().stepLaw(of: model, on: device)
  }

  @Test func decodingIsWithin15PerCentOnAverage() throws {
    var errors: [Double] = []
    for reading in Self.decoding {
      let context: Int64 = reading.model.hasPrefix("llama-3.1") ? 512 : 300
      errors.append(Self.row(reading, 1e12 / Double(try Self.law(reading).outputTokenAlone(context: context))))
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    print("decoding: MAPE \(Self.percent(mean)) %, worst \(Self.percent(errors.max()!)) %, n = \(errors.count)")
    #expect(mean <= 0.15 && errors.max()! <= 0.40)
  }

  @Test func promptsAreWithin25PerCentOnAverage() throws {
    var errors: [Double] = []
    for reading in Self.prompts {
      errors.append(Self.row(reading, 1e12 / Double(try Self.law(reading).promptTokenAlone(length: 1024))))
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    print("prompts: MAPE \(Self.percent(mean)) %, worst \(Self.percent(errors.max()!)) %, n = \(errors.count)")
    #expect(mean <= 0.25)
  }

  /// Joules a token with one sequence, at the wall. The load of one stream was set by family from these machines, so
  /// this is no held-out test: it shows how far one number for a family carries. The 4090 with the 3B model is the
  /// outlier (its speed is underrated, and it draws little more than half of what the 14B model makes it draw).
  @Test func energyPerToken() throws {
    var errors: [Double] = []
    for reading in Self.decoding {
      guard let watts = reading.watts, let device = DeviceProfile.named(reading.device) else { continue }
      let model = try #require(ModelProfile.named(reading.model))
      var engine = LLMMaker().makeEngine(device: device, model: model, latency: Roofline())
      let task = EngineTask(tag: 0, promptTokens: 100, outputTokens: 10, arrivedAt: .start)
      #expect(engine.admit(task, at: .start).isAccepted)
      let predicted = engine.draw.watts * Double(try Self.law(reading).outputTokenAlone(context: 300)) / 1e12
      let measured = watts / reading.measured
      let error = predicted / measured - 1
      errors.append(abs(error))
      print("\(reading.device) \(reading.model): \(measured) J/token, \(predicted), \(Self.percent(error)) %")
    }
    errors.sort()
    let mean = errors.reduce(0, +) / Double(errors.count)
    let median = errors[errors.count / 2]
    print("J/token: MAPE \(Self.percent(mean)) %, median \(Self.percent(median)) %, n = \(errors.count)")
    #expect(median <= 0.20 && mean <= 0.35)
  }

  @Test func datacentreStepsAreOfTheRightSize() throws {
    // TensorRT-LLM, Llama 3.1 8B on one H100: 7.42 ms a token at concurrency 8, contexts round 1,280.
    let law = try Self.law(Reading(device: "h100", model: "llama-3.1-8b", precision: .fp16, measured: 0))
    let step = Double(law.duration(of: BatchShape(decoding: 8, decodeContext: 8 * 1280))) / 1e9
    print("H100, 8 sequences: \(step) ms a step (7.42 measured)")
    #expect(abs(step / 7.42 - 1) < 0.15)
  }
}
