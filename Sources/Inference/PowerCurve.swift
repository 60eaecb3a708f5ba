import Quantities
import Randomness
import Vocabulary

/// Electrical power by the number of tasks being served: `idle + (most − idle) × u^a`, one integer a place.
///
/// u runs from `single` with one task to 1 with all places taken: one stream of decoding already keeps the memory busy.
/// Leaves out the difference between prefill and decoding, and throttling.
public struct PowerCurve: Sendable, Equatable {
  private var microwatts: [Int64]

  /// - Parameters:
  ///   - places: tasks served at once, at least 1.
  ///   - exponent: a, in 0 … 4.
  ///   - single: u with one task, in 0 … 1; nil for 1 ÷ places.
  public init(idle: Power, most: Power, places: Int, exponent: Double = 0.8, single: Double? = nil) {
    precondition(places >= 1, "an engine serves at least one task at once")
    let range = Double((most - idle).microwatts)
    let first = single ?? 1 / Double(places)
    microwatts = (0...places).map { taken in
      guard taken > 0 else { return idle.microwatts }
      let load = places == 1 ? first : first + (1 - first) * Double(taken - 1) / Double(places - 1)
      return idle.microwatts + Int64((range * portablePow(load, exponent)).rounded(.toNearestOrEven))
    }
  }

  /// The power with `taken` tasks in service; more than there are places counts as all of them.
  @inline(__always) public subscript(taken: Int) -> Power {
    Power(microwatts: microwatts[min(taken, microwatts.count - 1)])
  }
}

extension DeviceProfile.Family {
  /// u of one stream of decoding, set from readings at the wall with a = 0.8 (geerlingguy/ai-benchmarks: RTX 3060 214
  /// W, RTX 4090 262–464 W, Mac mini M4 30 W of 65, DGX Spark 129–138 W, Raspberry Pi 5 13–14 W); others are
  /// assumptions.
  var singleLoad: Double {
    switch self {
    case .nvidiaGDDR: 0.75
    case .nvidiaHBM, .amdHBM, .apple: 0.45
    case .unified, .phone: 0.8
    case .board, .edgeTPU: 1
    }
  }
}
