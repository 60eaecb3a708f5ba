import Quantities
import Specs
import Vocabulary

/// How long a model takes on a device: compiled once for each pair into an integer law.
public protocol LatencyModel: Sendable {
  func stepLaw(of model: ModelProfile, on device: DeviceProfile) -> StepLaw
}

extension LatencyModel {
  /// How long one step takes.
  public func duration(of shape: BatchShape, model: ModelProfile, on device: DeviceProfile) -> TimeSpan {
    TimeSpan(nanoseconds: (stepLaw(of: model, on: device).duration(of: shape) + 999) / 1000)
  }
}

/// Latency models that a scenario may name.
public let latencyModels = Catalog<any LatencyModel>(
  "latency model",
  [
    .init("roofline", "From the device's data sheet with fitted efficiencies.") { Roofline(from: &$0) },
    .init("measured", "From measured step times, in a table or a CSV file.") { MeasuredProfile(from: &$0) },
  ])
