import Quantities
import Specs

/// A kind of hardware, as its data sheet or a measurement states it.
public struct DeviceProfile: Sendable, Equatable {
  /// Kind of memory and software, which decides efficiencies.
  public enum Family: String, CaseIterable, SpecValue {
    case nvidiaGDDR, nvidiaHBM, amdHBM, apple, unified, board, edgeTPU, phone
  }
  public var name: String
  public var family: Family
  /// Dense FP16 peak, floating-point operations per second.
  public var fp16Flops: Double
  /// Dense INT8 peak, operations per second.
  public var int8Ops: Double
  public var memory: ByteCount
  /// Peak memory bandwidth, bytes per second.
  public var bandwidth: Double
  public var draw: Power
  public var idleDraw: Power
  public var price: Dollars
  /// Going rent for an hour.
  public var rent: Dollars
  /// Where the row is from.
  public var origin: String

  public init(
    name: String, family: Family, fp16Flops: Double, int8Ops: Double, memory: ByteCount, bandwidth: Double, draw: Power,
    idleDraw: Power, price: Dollars, rent: Dollars, origin: String
  ) {
    self.name = name
    self.family = family
    self.fp16Flops = fp16Flops
    self.int8Ops = int8Ops
    self.memory = memory
    self.bandwidth = bandwidth
    self.draw = draw
    self.idleDraw = idleDraw
    self.price = price
    self.rent = rent
    self.origin = origin
  }
}

/// A kind of neural network, as far as its cost goes.
public struct ModelProfile: Sendable, Equatable {
  public enum Task: String, CaseIterable, SpecValue { case llm, vision, audio, embedding, generic }
  public var name: String
  public var task: Task
  public var parameters: Double
  /// Parameters that one token touches (fewer than `parameters` in a mixture of experts).
  public var activeParameters: Double
  public var layers: Int
  public var width: Int
  public var heads: Int
  public var kvHeads: Int
  public var headWidth: Int
  /// Bytes of key and value cache that one token of context takes, at FP16.
  public var kvBytesPerToken: Int
  /// Bytes of the weights as served (quantised or not).
  public var weightBytes: Int64
  /// Floating-point operations of one inference, for tasks that are not LLMs.
  public var flopsPerItem: Double
  public var origin: String

  public init(
    name: String, task: Task, parameters: Double, activeParameters: Double, layers: Int, width: Int, heads: Int,
    kvHeads: Int, headWidth: Int, kvBytesPerToken: Int, weightBytes: Int64, flopsPerItem: Double, origin: String
  ) {
    self.name = name
    self.task = task
    self.parameters = parameters
    self.activeParameters = activeParameters
    self.layers = layers
    self.width = width
    self.heads = heads
    self.kvHeads = kvHeads
    self.headWidth = headWidth
    self.kvBytesPerToken = kvBytesPerToken
    self.weightBytes = weightBytes
    self.flopsPerItem = flopsPerItem
    self.origin = origin
  }
}
