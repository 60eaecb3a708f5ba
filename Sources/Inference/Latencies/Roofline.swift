import Quantities
import Specs
import Vocabulary

/// Step time from first principles with fitted efficiencies: the larger of arithmetic ÷ (η·peak) and bytes ÷
/// (η·bandwidth), plus a cost per layer for launching kernels (Williams 2009; constants fitted as said at
/// `Efficiencies`).
///
/// Per step of n tokens over contexts x: 2·Pa·n + 4·L·H·dh·Σx operations; the weights that n tokens touch and the cache
/// of Σx tokens in bytes. In a mixture of experts n tokens touch 1 − (1 − Pa ÷ P)^n of the weights: for one token
/// exactly Pa. A task other than `llm` takes `flopsPerItem` for each token, has no attention and no cache. Leaves out
/// parallelism over devices, sliding windows, and the cost of sampling unless `perSequence` states one.
public struct Roofline: LatencyModel, Equatable {
  public var memoryEfficiency: Double?
  public var computeEfficiency: Double?
  public var perLayer: TimeSpan?
  public var fixed: TimeSpan?
  public var perSequence: TimeSpan

  /// Values left nil come from the device's family.
  public init(
    memoryEfficiency: Double? = nil, computeEfficiency: Double? = nil, perLayer: TimeSpan? = nil,
    fixed: TimeSpan? = nil,
    perSequence: TimeSpan = .zero
  ) {
    self.memoryEfficiency = memoryEfficiency
    self.computeEfficiency = computeEfficiency
    self.perLayer = perLayer
    self.fixed = fixed
    self.perSequence = perSequence
  }

  public init(from spec: inout Spec) {
    let second = TimeSpan.zero...TimeSpan.seconds(1)
    memoryEfficiency = spec.takeOptional(
      "memory_efficiency", "Part of the peak memory bandwidth that is reached; else the device family's.", in: 0.001...1
    )
    computeEfficiency = spec.takeOptional(
      "compute_efficiency", "Part of the peak arithmetic that is reached; else the device family's.", in: 0.001...1)
    perLayer = spec.takeOptional("per_layer", "Time to launch a layer's kernels; else the device family's.", in: second)
    fixed = spec.takeOptional("fixed", "Time to launch a step; else the device family's.", in: second)
    perSequence = spec.take("per_sequence", "Time for each sequence of a step.", default: .zero, in: second)
  }

  public func stepLaw(of model: ModelProfile, on device: DeviceProfile) -> StepLaw {
    let usual = Efficiencies.of(device, model)
    let peak = device.fp16Flops > 0 ? device.fp16Flops : device.int8Ops
    let rate = peak * (computeEfficiency ?? usual.compute)
    let bandwidth = device.bandwidth * (memoryEfficiency ?? usual.memory)
    let overhead =
      (fixed?.seconds ?? usual.fixed) + (perLayer?.seconds ?? usual.perLayer) * Double(model.layers)
    let isLLM = model.task == .llm
    let work = isLLM ? 2 * model.activeParameters : model.flopsPerItem
    let attention = isLLM ? 4 * Double(model.layers * model.heads * model.headWidth) : 0
    return StepLaw(
      computePerToken: picoseconds(work / rate), computePerPair: picoseconds(attention / rate),
      memoryBase: Self.weightReads(model).map { picoseconds($0 / bandwidth) },
      memoryPerContext: [picoseconds(Double(model.kvBytesPerToken) / bandwidth)], fixed: picoseconds(overhead),
      perSequence: picoseconds(perSequence.seconds))
  }

  /// Bytes of weights read in a step, by its tokens; the last holds beyond.
  private static func weightReads(_ model: ModelProfile) -> [Double] {
    let whole = Double(model.weightBytes)
    let part = model.activeParameters / model.parameters
    guard part < 0.999 else { return [whole] }
    var reads: [Double] = [0]
    var untouched = 1.0
    while untouched > 1e-4 && reads.count < 1024 {
      untouched *= 1 - part
      reads.append(whole * (1 - untouched))
    }
    return reads
  }
}

/// Seconds to whole picoseconds, within what a step law takes.
func picoseconds(_ seconds: Double) -> Int64 { Int64(min((seconds * 1e12).rounded(), 0x1p53)) }

/// What part of its data sheet a device reaches.
///
/// Memory and per layer: fitted to llama.cpp decoding at batch 1, 22 GDDR points (in-sample error 4.4 %) and 7 Apple
/// points (11.4 %). HBM: 0.8 and 3 µs per operator, AIConfigurator's own correction, at 8 operators a layer. Boards:
/// each from its own reading. Compute: share of the peak in prompts of 1,024 tokens (llama.cpp: 3070, 3080 Ti, 4070 Ti,
/// 4080, A6000; M1 Max, M3 Max), 0.45 on H100 as in BLIS, MI300X scaled by MLPerf v5.1 offline; unified, boards and
/// phones are assumptions, as are 0.2 ms a step and a compute share of 0.2 for tasks other than LLMs (batch 1:
/// 0.1–0.3).
struct Efficiencies {
  var memory: Double
  var compute: Double
  var perLayer: Double
  var fixed = 0.0

  static func of(_ device: DeviceProfile, _ model: ModelProfile) -> Efficiencies {
    guard model.task == .llm else {
      return Efficiencies(memory: ofFamily(device, isQuantised: false).memory, compute: 0.2, perLayer: 0, fixed: 200e-6)
    }
    return ofFamily(device, isQuantised: Double(model.weightBytes) < 1.5 * model.parameters)
  }

  private static func ofFamily(_ device: DeviceProfile, isQuantised: Bool) -> Efficiencies {
    switch device.family {
    case .nvidiaGDDR: Efficiencies(memory: 0.983, compute: isQuantised ? 0.40 : 0.50, perLayer: 94e-6)
    case .nvidiaHBM: Efficiencies(memory: 0.80, compute: 0.45, perLayer: 24e-6)
    case .amdHBM: Efficiencies(memory: 0.80, compute: 0.30, perLayer: 24e-6)
    case .apple: Efficiencies(memory: 0.885, compute: isQuantised ? 0.66 : 0.73, perLayer: 211e-6)
    case .unified: Efficiencies(memory: 0.885, compute: 0.35, perLayer: 94e-6)
    case .board: Efficiencies(memory: boardMemory(device.name), compute: 0.30, perLayer: 0)
    case .edgeTPU: Efficiencies(memory: 0.5, compute: 0.10, perLayer: 0)
    case .phone: Efficiencies(memory: 0.6, compute: 0.20, perLayer: 0)
    }
  }

  private static func boardMemory(_ name: String) -> Double {
    switch name {
    case "raspberry-pi-5", "raspberry-pi-5-16gb": 0.60
    case "raspberry-pi-4", "raspberry-pi-400": 0.25
    default: 0.48
    }
  }
}
