import Quantities
import Randomness
import SimulationKernel

/// PHOLD (Fujimoto 1990): each event sets off one more, at a uniformly chosen process, an exponential time later.
struct Phold<S: Sampler>: Model {
  struct Hit: SimulationEvent {
    var process: UInt32
    var signature: UInt64 { UInt64(process) }
  }

  /// Outside the model's value, as the C++ peer's: an array would be checked for sharing at each hit. Never freed.
  let hits: UnsafeMutableBufferPointer<UInt64>
  let sampler = S()
  var stream: RandomStream

  @inline(__always) mutating func handle(_ event: Hit, at now: Instant, _ queue: inout EventQueue<Hit>) {
    hits[Int(event.process)] += 1
    let target = UInt32(truncatingIfNeeded: stream.below(hits.count))
    queue.schedule(Hit(process: target), at: now + TimeSpan(seconds: sampler.exponential(&stream)))
  }

  @inline(__always) func anticipate(_ event: Hit) {
    prefetch(hits.baseAddress! + Int(event.process))
  }

  static func simulation(processes: Int) -> Simulation<Phold> {
    let stream = RandomSource(seed: 42).stream(StreamName("phold"))
    let hits = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: processes)
    hits.initialize(repeating: 0)
    var simulation = Simulation(Phold(hits: hits, stream: stream))
    for process in 0..<processes {
      let delay = TimeSpan(seconds: simulation.model.sampler.exponential(&simulation.model.stream))
      simulation.schedule(Hit(process: UInt32(process)), at: .start + delay)
    }
    return simulation
  }
}
