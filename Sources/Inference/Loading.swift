import Quantities
import Vocabulary

/// Memory of a device as an engine divides it.
public struct MemoryPlan: Sendable, Equatable {
  /// Part of the memory that the engine may use, 0 … 1 (vLLM's default 0.9).
  public var utilisation: Double
  /// Part of the memory that activations and buffers take. 0.065: vLLM 0.19 on an RTX 4090 with Llama 3.1 8B in BF16
  /// left 2,588 blocks; this gives 2,597.
  public var activations: Double

  public init(utilisation: Double = 0.9, activations: Double = 0.065) {
    self.utilisation = utilisation
    self.activations = activations
  }
}

extension DeviceProfile {
  /// KV blocks of 16 tokens left beside the weights; zero where the model does not fit. A model without a cache gets a
  /// million.
  public func kvBlocks(for model: ModelProfile, plan: MemoryPlan = MemoryPlan()) -> Int {
    let room =
      Double(memory.bytes) * max(0, plan.utilisation - plan.activations) - Double(model.weightBytes)
    guard room > 0 else { return 0 }
    guard model.kvBytesPerToken > 0 else { return 1 << 20 }
    return Int(min(room / Double(model.kvBytesPerToken) / 16, 0x1p20))
  }

  /// Whether the model's weights and at least one KV block fit.
  public func fits(_ model: ModelProfile, plan: MemoryPlan = MemoryPlan()) -> Bool {
    kvBlocks(for: model, plan: plan) > 0
  }

  /// Time from a cold start until the weights are in memory: reading the file, copying it to the card, starting up.
  ///
  /// Servers and PCs 1.9 GB/s from disk, which fits stock loaders as ServerlessLLM (OSDI 2024) measured them
  /// (LLaMA-2-70B 84 s, OPT-30B 34 s; this gives 82 and 37 s), 25 GB/s over PCIe and 3 s to start. Unified memory needs
  /// no copy. Boards 0.2 GB/s, phones 1 GB/s: assumptions. Downloading is the network's business.
  public func loadTime(of model: ModelProfile) -> TimeSpan {
    let bytes = Double(model.weightBytes)
    let (disk, bus, start): (Double, Double?, Double) =
      switch family {
      case .nvidiaGDDR, .nvidiaHBM, .amdHBM: (1.9e9, 25e9, 3)
      case .apple, .unified: (1.9e9, nil, 3)
      case .board: (0.2e9, nil, 3)
      case .edgeTPU: (0.2e9, 0.3e9, 1)
      case .phone: (1e9, nil, 2)
      }
    return TimeSpan(seconds: bytes / disk + (bus.map { bytes / $0 } ?? 0) + start)
  }
}
