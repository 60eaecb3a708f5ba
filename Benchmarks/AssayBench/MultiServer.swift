import Quantities
import Randomness
import SimulationKernel

/// M/M/c at utilisation 0.9, mean service 1 s, first come first served.
struct MultiServer<S: Sampler>: Model {
  enum Step: SimulationEvent {
    case arrived, departed
    var signature: UInt64 { self == .arrived ? 0 : 1 }
  }

  let servers: Int
  let customers: Int
  let sampler = S()
  var stream: RandomStream
  var arrivals = 0
  var departures = 0
  var busy = 0
  /// A ring of arrival instants, of a power-of-two length.
  var waiting: [Instant] = Array(repeating: .start, count: 1 << 12)
  var head = 0
  var tail = 0
  var totalWait = TimeSpan.zero

  @inline(__always) mutating func handle(_ event: Step, at now: Instant, _ queue: inout EventQueue<Step>) {
    switch event {
    case .arrived:
      arrivals += 1
      if arrivals < customers { queue.schedule(.arrived, at: now + interarrival()) }
      if busy < servers {
        busy += 1
        queue.schedule(.departed, at: now + service())
      } else {
        if tail - head == waiting.count { widen() }
        waiting[tail & (waiting.count - 1)] = now
        tail += 1
      }
    case .departed:
      departures += 1
      if head == tail {
        busy -= 1
      } else {
        totalWait += now - waiting[head & (waiting.count - 1)]
        head += 1
        queue.schedule(.departed, at: now + service())
      }
    }
  }

  mutating func widen() {
    let queued = (head..<tail).map { waiting[$0 & (waiting.count - 1)] }
    waiting = queued + Array(repeating: .start, count: queued.count)
    (head, tail) = (0, queued.count)
  }

  mutating func interarrival() -> TimeSpan { TimeSpan(seconds: sampler.exponential(&stream) / (0.9 * Double(servers))) }
  mutating func service() -> TimeSpan { TimeSpan(seconds: sampler.exponential(&stream)) }

  static func simulation(servers: Int, customers: Int) -> Simulation<MultiServer> {
    let stream = RandomSource(seed: 7).stream(StreamName("mmc"))
    var simulation = Simulation(MultiServer(servers: servers, customers: customers, stream: stream))
    simulation.schedule(.arrived, at: .start)
    return simulation
  }
}
