import Quantities
import Specs
import Vocabulary

/// How weights are kept in memory and read. The cache of keys and values is FP16 throughout.
public enum WeightPrecision: String, CaseIterable, SpecValue {
  /// llama.cpp's Q4_K_M, about 4.9 bits a weight.
  case q4
  /// llama.cpp's Q8_0, 8.5 bits a weight.
  case q8
  case fp16

  var bytesPerWeight: Double {
    switch self {
    case .q4: 0.6125
    case .q8: 1.0625
    case .fp16: 2
    }
  }
}

/// A model of the catalogue, before it is known how its weights are kept.
public struct CataloguedModel: Sendable {
  /// With FP16 weights.
  public var profile: ModelProfile
  /// Size of the published Q4_K_M file, where known; else the parameters decide.
  public var q4Bytes: Int64?

  /// The profile with the weights kept so.
  public func served(at precision: WeightPrecision) -> ModelProfile {
    var served = profile
    switch (precision, q4Bytes) {
    case (.fp16, _): break
    case (.q4, let known?): served.weightBytes = known
    default: served.weightBytes = Int64((profile.parameters * precision.bytesPerWeight).rounded())
    }
    return served
  }
}

private let card = "model card and configuration file; Q4_K_M size of the published GGUF file"
private let paper = "paper; operations 2 × multiply-accumulate"
private let paper128 = "paper; an item is 128 tokens"
private let scaled = "~ scaled from large-v3"

/// Every built-in model.
public let cataloguedModels: [CataloguedModel] = [
  llm("llama-3.2-1b", 1.24, layers: 16, width: 2048, heads: 32, kv: 8, headWidth: 64, q4: 0.81),
  llm("llama-3.2-3b", 3.21, layers: 28, width: 3072, heads: 24, kv: 8, headWidth: 128, q4: 2.02),
  llm("llama-3.1-8b", 8.03, layers: 32, width: 4096, heads: 32, kv: 8, headWidth: 128, q4: 4.92, fp16: 16.07),
  llm("llama-3.1-70b", 70.6, layers: 80, width: 8192, heads: 64, kv: 8, headWidth: 128, q4: 42.5),
  llm("mistral-7b", 7.24, layers: 32, width: 4096, heads: 32, kv: 8, headWidth: 128, q4: 4.37),
  llm("mixtral-8x7b", 46.7, active: 12.9, layers: 32, width: 4096, heads: 32, kv: 8, headWidth: 128, q4: 26.4),
  llm("qwen2.5-0.5b", 0.49, layers: 24, width: 896, heads: 14, kv: 2, headWidth: 64, q4: 0.40),
  llm("qwen2.5-7b", 7.62, layers: 28, width: 3584, heads: 28, kv: 4, headWidth: 128, q4: 4.68),
  llm("qwen2.5-14b", 14.8, layers: 48, width: 5120, heads: 40, kv: 8, headWidth: 128, q4: 8.99),
  llm("phi-3-mini", 3.82, layers: 32, width: 3072, heads: 32, kv: 32, headWidth: 96, q4: 2.39),
  item("whisper-tiny", .audio, 0.039, layers: 8, width: 384, heads: 6, gigaflops: 60, origin: scaled),
  item("whisper-small", .audio, 0.244, layers: 24, width: 768, heads: 12, gigaflops: 360, origin: scaled),
  item(
    "whisper-large-v3", .audio, 1.55, layers: 64, width: 1280, heads: 20, gigaflops: 2300, origin: "~ 30 s of sound"),
  item("bert-base", .embedding, 0.110, layers: 12, width: 768, heads: 12, gigaflops: 22.4, origin: paper128),
  item("minilm-l6", .embedding, 0.023, layers: 6, width: 384, heads: 12, gigaflops: 2.8, origin: paper128),
  item("resnet-50", .vision, 0.0256, layers: 50, width: 2048, heads: 0, gigaflops: 8.2, origin: paper),
  item("mobilenet-v2", .vision, 0.0035, layers: 53, width: 1280, heads: 0, gigaflops: 0.6, origin: paper),
  item("yolov8n-640", .vision, 0.0032, layers: 63, width: 256, heads: 0, gigaflops: 8.7, origin: paper),
  item("generic", .generic, 0.001, layers: 1, width: 1, heads: 0, gigaflops: 1, origin: "assumption"),
]

/// Parameters in billions, file sizes in GB.
private func llm(
  _ name: String, _ billions: Double, active: Double? = nil, layers: Int, width: Int, heads: Int, kv: Int,
  headWidth: Int, q4: Double, fp16: Double? = nil
) -> CataloguedModel {
  let profile = ModelProfile(
    name: name, task: .llm, parameters: billions * 1e9, activeParameters: (active ?? billions) * 1e9, layers: layers,
    width: width, heads: heads, kvHeads: kv, headWidth: headWidth, kvBytesPerToken: 2 * layers * kv * headWidth * 2,
    weightBytes: Int64(((fp16 ?? billions * 2) * 1e9).rounded()), flopsPerItem: 0, origin: card)
  return CataloguedModel(profile: profile, q4Bytes: Int64((q4 * 1e9).rounded()))
}

/// A model of which one inference is one item of work, whatever its length.
private func item(
  _ name: String, _ task: ModelProfile.Task, _ billions: Double, layers: Int, width: Int, heads: Int, gigaflops: Double,
  origin: String
) -> CataloguedModel {
  CataloguedModel(
    profile: ModelProfile(
      name: name, task: task, parameters: billions * 1e9, activeParameters: billions * 1e9, layers: layers,
      width: width,
      heads: heads, kvHeads: heads, headWidth: heads > 0 ? width / heads : 0, kvBytesPerToken: 0,
      weightBytes: Int64((billions * 2e9).rounded()), flopsPerItem: gigaflops * 1e9, origin: origin),
    q4Bytes: nil)
}
