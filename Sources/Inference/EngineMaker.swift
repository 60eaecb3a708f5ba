import Quantities
import Randomness
import Specs
import Vocabulary

/// How fast a device would be with one job on it: what a broker may know beforehand.
public struct NominalSpeed: Sendable, Equatable {
  /// For one prompt token, in a prompt of 512.
  public var promptPicoseconds: Int64
  /// For one output token, at a context of 1,024.
  public var outputPicoseconds: Int64
}

/// What a scenario says of a fleet's engines; makes one for a device and a model.
///
/// Make one engine for each pair and copy it: copies share their tables.
public protocol EngineMaker: Sendable {
  /// Jobs served at once.
  var slots: Int { get }
  /// Serves jobs that state their work in time; else jobs that come in tokens.
  var servesStatedWork: Bool { get }
  /// Speed of the servers relative to 1, in parts of 2^16, for jobs that state their work.
  var speed16: Int64 { get }
  /// Law of the factor between a job's predicted and its true length; nil where predictions are right.
  var misprediction: (any Distribution)? { get }
  func makeEngine(device: DeviceProfile, model: ModelProfile, latency: any LatencyModel) -> any InferenceEngine
  func nominalSpeed(device: DeviceProfile, model: ModelProfile, latency: any LatencyModel) -> NominalSpeed
  /// Whether the engine could hold the model at all.
  func fits(device: DeviceProfile, model: ModelProfile) -> Bool
}

/// Makes LLM engines.
public struct LLMMaker: EngineMaker {
  public var slots: Int
  public var tokenBudget: Int
  /// Blocks of the cache; nil for what the memory leaves.
  public var blocks: Int?
  public var memory: MemoryPlan
  /// Part of the blocks left free when a sequence joins others.
  public var watermark: Double
  public var queueLimit: Int
  var order: EntryOrder
  public var misprediction: (any Distribution)?
  public var isCoalescing: Bool
  public var powerExponent: Double
  /// Load of one sequence alone, 0 … 1; nil for the device family's.
  public var singleLoad: Double?

  public var speed16: Int64 { 1 << 16 }
  public var servesStatedWork: Bool { false }

  public init(from spec: inout Spec) {
    slots = spec.take("slots", "Most sequences in a batch.", default: 16, in: 1...4096)
    tokenBudget = spec.take(
      "token_budget", "Most tokens in a step; sequences that decode come first, prompts get the rest.", default: 2048,
      in: 1...65_536)
    blocks = spec.takeOptional("blocks", "KV blocks of 16 tokens; else what the memory leaves.", in: 0...1 << 24)
    memory = MemoryPlan(
      utilisation: spec.take(
        "memory_utilisation", "Part of the device's memory that the engine may use.", default: 0.9, in: 0...1),
      activations: spec.take(
        "activations", "Part of the device's memory that activations and buffers take.", default: 0.065, in: 0...1))
    watermark = spec.take(
      "watermark", "Part of the blocks left free when a sequence joins others.", default: 0.01, in: 0...1)
    queueLimit = spec.take(
      "queue", "Most jobs that wait; beyond, jobs are refused.", default: 1000, in: 0...1_000_000_000)
    order = spec.take(
      "order", "Who comes into the batch next: by arrival, class, predicted answer, deadline, or fair between clients.",
      default: .fifo)
    misprediction = takeMisprediction(from: &spec, of: "answer", orders: order == .sjf || order == .drf)
    isCoalescing = spec.take("coalescing", "Run like steps as one event; results are the same without.", default: true)
    powerExponent = spec.take(
      "power_exponent", "Power grows as load to this exponent between idle and busy.", default: 0.8, in: 0...4)
    singleLoad = spec.takeOptional(
      "single_load", "Load of the device with one sequence alone; else the device family's.", in: 0...1)
    if tokenBudget < slots && !spec.isDescribing {
      spec.problem("token_budget", "is less than the slots", remedy: "give each slot at least one token of the budget")
    }
    tokenBudget = max(tokenBudget, slots)
  }

  /// The defaults of a scenario that says nothing.
  public init(slots: Int = 16, tokenBudget: Int = 2048) {
    self.slots = slots
    self.tokenBudget = max(slots, tokenBudget)
    memory = MemoryPlan()
    watermark = 0.01
    queueLimit = 1000
    order = .fifo
    misprediction = nil
    isCoalescing = true
    powerExponent = 0.8
    singleLoad = nil
  }

  public func makeEngine(device: DeviceProfile, model: ModelProfile, latency: any LatencyModel) -> any InferenceEngine {
    let blocks = self.blocks ?? device.kvBlocks(for: model, plan: memory)
    let limits = LLMLimits(
      slots: slots, tokenBudget: tokenBudget, blocks: blocks, watermark: Int((Double(blocks) * watermark).rounded(.up)),
      queueLimit: queueLimit)
    let power = PowerCurve(
      idle: device.idleDraw, most: device.draw, places: slots, exponent: powerExponent,
      single: singleLoad ?? device.family.singleLoad)
    return LLMEngine(
      limits: limits, law: latency.stepLaw(of: model, on: device), power: power, order: order, coalescing: isCoalescing)
  }

  public func nominalSpeed(device: DeviceProfile, model: ModelProfile, latency: any LatencyModel) -> NominalSpeed {
    let law = latency.stepLaw(of: model, on: device)
    return NominalSpeed(promptPicoseconds: law.promptTokenAlone(), outputPicoseconds: law.outputTokenAlone())
  }

  public func fits(device: DeviceProfile, model: ModelProfile) -> Bool {
    blocks.map { $0 > 0 } ?? device.fits(model, plan: memory)
  }
}

/// Makes stations that serve jobs by their stated work.
public struct ServiceMaker: EngineMaker {
  public var slots: Int
  var order: QueueOrder
  /// A better job interrupts one in service.
  var isPreemptive: Bool
  var levels: FeedbackLevels
  public var misprediction: (any Distribution)?
  /// Most jobs in service and waiting; nil for no limit.
  public var capacity: Int?
  public var speed16: Int64
  public var servesStatedWork: Bool { true }
  public var powerExponent: Double

  public init(from spec: inout Spec) {
    slots = spec.take("servers", "Servers before the queue.", default: 1, in: 1...100_000)
    order = spec.take(
      "order", "Who is served next: by arrival, class, predicted work, deadline, service so far, or fair by client.",
      default: .fifo)
    let preemptive: Bool? = spec.takeOptional(
      "preemptive", "A better job interrupts one in service, which goes on later; always with srpt, las and mlfq.")
    isPreemptive = preemptive ?? order.alwaysInterrupts
    levels = Self.takeLevels(of: order, from: &spec)
    misprediction = takeMisprediction(
      from: &spec, of: "work", orders: [.sjf, .srpt, .llf, .wfq].contains(order))
    capacity = spec.takeOptional(
      "capacity", "Most jobs in service and waiting; beyond, jobs are refused.", in: 1...Int.max)
    let speed = spec.take(
      "speed", "Speed of a server, relative to the one that stated work is for.", default: 1, in: 1e-4...1e6)
    speed16 = Int64((speed * 65_536).rounded())
    powerExponent = spec.take(
      "power_exponent", "Power grows as load to this exponent between idle and busy.", default: 0.8, in: 0...4)
    guard !spec.isDescribing else { return }
    if let capacity, capacity < slots, order != .ps {
      spec.problem("capacity", "is less than the servers", remedy: "count the jobs in service too")
      self.capacity = slots
    }
    if isPreemptive ? !order.mayInterrupt : order.alwaysInterrupts {
      spec.problem(
        "preemptive", "does not go with the order `\(order.rawValue)`",
        remedy: "leave it out, or take the order lifo, priority, sjf or edf")
      isPreemptive = order.alwaysInterrupts
    }
  }

  /// What feedback queues are made of.
  private static func takeLevels(of order: QueueOrder, from spec: inout Spec) -> FeedbackLevels {
    let (usualQuantum, usualCount, usualGrowth) = (TimeSpan.milliseconds(100), 4, Int64(2))
    let quantum = spec.take(
      "quantum", "Service after which las looks again and mlfq lets a job go down from the uppermost level.",
      default: usualQuantum, in: TimeSpan(nanoseconds: 1000)...TimeSpan.hours(24))
    let count = spec.take(
      "levels", "Levels of mlfq; on the last a job stays until it is done.", default: usualCount, in: 1...64)
    let growth = spec.take(
      "growth", "Quantum of a level of mlfq over that of the level above.", default: usualGrowth, in: 1...1000)
    let unused = order == .mlfq ? [] : order == .las ? ["levels", "growth"] : ["quantum", "levels", "growth"]
    // A resolved scenario says every default, and must read again.
    let isUsual = ["quantum": quantum == usualQuantum, "levels": count == usualCount, "growth": growth == usualGrowth]
    for key in unused where spec.has(key) && isUsual[key] == false && !spec.isDescribing {
      spec.problem(key, "changes nothing with the order `\(order.rawValue)`", remedy: "leave it out")
    }
    return order == .mlfq
      ? FeedbackLevels(quantum: quantum, count: count, growth: growth) : FeedbackLevels(quantum: quantum)
  }

  public func makeEngine(device: DeviceProfile, model: ModelProfile, latency: any LatencyModel) -> any InferenceEngine {
    let places = order == .ps ? min(slots, capacity ?? slots) : slots
    let power = PowerCurve(idle: device.idleDraw, most: device.draw, places: places, exponent: powerExponent)
    let most = capacity ?? .max
    if order == .ps { return SharingEngine(servers: slots, capacity: most, speed16: speed16, power: power) }
    if isPreemptive {
      return PreemptiveEngine(
        servers: slots, order: order, levels: levels, capacity: most, speed16: speed16, power: power)
    }
    return ServiceEngine(servers: slots, order: order, capacity: most, speed16: speed16, power: power)
  }

  /// Nothing: tokens take no time here, the jobs state their work, and `speed16` says how fast it is done.
  public func nominalSpeed(device: DeviceProfile, model: ModelProfile, latency: any LatencyModel) -> NominalSpeed {
    NominalSpeed(promptPicoseconds: 0, outputPicoseconds: 0)
  }

  public func fits(device: DeviceProfile, model: ModelProfile) -> Bool { true }
}

/// The law of the factor between what is predicted and what is so, which only some orders look at.
private func takeMisprediction(
  from spec: inout Spec, of length: String, orders isUsed: Bool
) -> (any Distribution)? {
  let law = spec.takeOptionalDistribution(
    "misprediction", "Law of the predicted \(length) over the true one, drawn for each job; without it they are equal.",
    in: .number)
  if law != nil && !isUsed && !spec.isDescribing {
    spec.problem(
      "misprediction", "changes nothing with this order", remedy: "leave it out, or take an order that goes by length")
  }
  return law
}

/// Engines that a scenario may name.
public let engines = Catalog<any EngineMaker>(
  "engine",
  [
    .init("llm", "Continuous batching of token sequences over a paged cache.") { LLMMaker(from: &$0) },
    .init("service", "Servers before a queue, for jobs that state their work.") { ServiceMaker(from: &$0) },
  ])
