import Quantities
import Specs
import Vocabulary

extension DeviceProfile {
  /// The built-in device of that name.
  public static func named(_ name: String) -> DeviceProfile? { deviceProfiles.first { $0.name == name } }

  /// Takes the key `device`: a name of the catalogue, alone or with figures to change, or `custom` with all of them.
  public init(from spec: inout Spec) {
    self = spec.takeChoice("device", "The hardware: a name of the catalogue, or custom.", from: devices, default: nil)
  }

  /// Takes figures that differ from this profile.
  fileprivate func changed(by spec: inout Spec) -> DeviceProfile {
    var device = self
    device.family = spec.take("family", "Kind of memory and software, which decides efficiencies.", default: family)
    device.fp16Flops =
      1e12 * spec.take("fp16_tflops", "Dense FP16 peak, 10^12 operations per second.", default: fp16Flops / 1e12, in: 0...1e6)
    device.int8Ops =
      1e12 * spec.take("int8_tops", "Dense INT8 peak, 10^12 operations per second.", default: int8Ops / 1e12, in: 0...1e6)
    device.memory = spec.take("memory", "Memory that holds weights and cache.", default: memory)
    let rate = BitRate(bitsPerSecond: Int64((bandwidth * 8).rounded()))
    let least = BitRate(bitsPerSecond: 1_000_000)
    let taken = spec.take(
      "bandwidth", "Peak memory bandwidth.", default: rate, in: least...BitRate(bitsPerSecond: 1_000_000_000_000_000))
    device.bandwidth = taken.bytesPerSecond
    device.draw = spec.take("draw", "Electrical power when busy.", default: draw)
    device.idleDraw = spec.take("idle_draw", "Electrical power when idle.", default: idleDraw)
    device.price = spec.take("price", "Price to buy one.", default: price)
    device.rent = spec.take("rent", "Going rent for an hour.", default: rent)
    if device.idleDraw > device.draw && !spec.isDescribing {
      spec.problem("idle_draw", "is more than the power when busy", remedy: "lower it, or raise draw")
      device.idleDraw = device.draw
    }
    if max(device.fp16Flops, device.int8Ops) <= 0 && !spec.isDescribing {
      spec.problem("fp16_tflops", "the device computes nothing", remedy: "give fp16_tflops or int8_tops")
      device.fp16Flops = 1e12
    }
    if device != self { device.origin = "scenario; else \(origin)" }
    return device
  }
}

extension ModelProfile {
  /// The built-in model of that name with its weights kept so.
  public static func named(_ name: String, precision: WeightPrecision = .q4) -> ModelProfile? {
    cataloguedModels.first { $0.profile.name == name }?.served(at: precision)
  }

  /// Takes the keys `profile` (a name of the catalogue, alone or with figures to change, or `custom`) and `precision`.
  public init(from spec: inout Spec) {
    let model = spec.takeChoice("profile", "The network: a name of the catalogue, or custom.", from: models, default: nil)
    let usual = model.profile.task == .llm ? WeightPrecision.q4 : .fp16
    self = model.served(at: spec.take("precision", "How its weights are kept; llm: q4, others: fp16.", default: usual))
  }
}

extension CataloguedModel {
  fileprivate func changed(by spec: inout Spec) -> CataloguedModel {
    var model = profile
    model.task = spec.take("task", "What it does; llm works by tokens, the others by items.", default: profile.task)
    let billions = spec.take("parameters", "Parameters, in billions.", default: profile.parameters / 1e9, in: 1e-6...1e5)
    model.parameters = 1e9 * billions
    model.activeParameters =
      1e9
      * spec.take(
        "active_parameters", "Parameters that one token touches, in billions; all but in a mixture of experts.",
        default: min(billions, profile.activeParameters / 1e9), in: 1e-6...1e5)
    model.layers = spec.take("layers", "Layers.", default: profile.layers, in: 1...10_000)
    model.width = spec.take("width", "Width of a layer.", default: profile.width, in: 1...1_000_000)
    model.heads = spec.take("heads", "Attention heads.", default: profile.heads, in: 0...10_000)
    model.kvHeads = spec.take("kv_heads", "Heads of keys and values.", default: profile.kvHeads, in: 0...10_000)
    model.headWidth = spec.take("head_width", "Width of a head.", default: profile.headWidth, in: 0...100_000)
    model.flopsPerItem =
      1e9
      * spec.take(
        "item_gflops", "Operations of one item, in 10^9, where the task is not llm.", default: profile.flopsPerItem / 1e9,
        in: 0...1e9)
    if model.task == .llm { model.kvBytesPerToken = 2 * model.layers * model.kvHeads * model.headWidth * 2 }
    if model.activeParameters > model.parameters && !spec.isDescribing {
      spec.problem("active_parameters", "more than all parameters", remedy: "lower it, or raise parameters")
      model.activeParameters = model.parameters
    }
    guard model != profile else { return self }
    model.weightBytes = Int64((model.parameters * 2).rounded())
    model.origin = "scenario; else \(profile.origin)"
    return CataloguedModel(profile: model, q4Bytes: model.parameters == profile.parameters ? q4Bytes : nil)
  }
}

/// Devices that a scenario may name; each takes changes to its figures.
public let devices = Catalog<DeviceProfile>(
  "device",
  deviceProfiles.map { device in .init(device.name, summary(of: device)) { device.changed(by: &$0) } } + [
    .init("custom", "A device of your own; figures not given are those of a round-numbered machine.") { spec in
      var device = DeviceProfile.generic
      device.name = spec.take("name", "What to call it.", default: Name("custom")).text
      device.origin = "scenario"
      return device.changed(by: &spec)
    }
  ])

/// Models that a scenario may name; each takes changes to its figures.
public let models = Catalog<CataloguedModel>(
  "model",
  cataloguedModels.map { model in .init(model.profile.name, summary(of: model)) { model.changed(by: &$0) } } + [
    .init("custom", "A model of your own; figures not given are those of a small generic one.") { spec in
      var model = cataloguedModels[cataloguedModels.count - 1]
      model.profile.name = spec.take("name", "What to call it.", default: Name("custom")).text
      model.profile.origin = "scenario"
      return model.changed(by: &spec)
    }
  ])

extension DeviceProfile {
  fileprivate static var generic: DeviceProfile { deviceProfiles[deviceProfiles.count - 1] }
}

private func summary(of device: DeviceProfile) -> String {
  let gibibytes = Int((Double(device.memory.bytes) / 0x1p30).rounded())
  let size = gibibytes > 0 ? "\(gibibytes) GiB" : "\(device.memory.bytes >> 20) MiB"
  return "\(size), \(Int(device.bandwidth / 1e9)) GB/s, \(Int(device.draw.watts)) W. From \(device.origin)."
}

private func summary(of model: CataloguedModel) -> String {
  "\(model.profile.parameters / 1e9) billion parameters, \(model.profile.task.rawValue). From \(model.profile.origin)."
}
