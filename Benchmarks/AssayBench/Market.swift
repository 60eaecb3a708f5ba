import Quantities
import Randomness
import SimulationKernel

/// 10,000 providers at utilisation 0.8 with mean service 1 s; each request goes to the less loaded of two, over a link of
/// lognormal latency (median 20 ms, sigma 0.5), and a reply comes back the same way: four events a request.
struct Market<S: Sampler>: Model {
  enum Step: SimulationEvent {
    case requested
    case delivered(UInt32)
    case served(UInt32)
    case replied(UInt32)

    var signature: UInt64 {
      switch self {
      case .requested: 0
      case .delivered(let request): 1 << 32 | UInt64(request)
      case .served(let request): 2 << 32 | UInt64(request)
      case .replied(let request): 3 << 32 | UInt64(request)
      }
    }
  }

  struct Provider {
    var load: Int32 = 0
    var first: Int32 = -1
    var last: Int32 = -1
    var isBusy = false
  }

  struct Request {
    var sent: Instant
    var provider: Int32
    /// The next in the provider's queue, or in the list of free places.
    var next: Int32
  }

  let requests: Int
  let sampler = S()
  var stream: RandomStream
  var providers: [Provider] = Array(repeating: Provider(), count: 10_000)
  var inFlight: [Request] = []
  var free: Int32 = -1
  var made = 0
  var done = 0
  var totalSojourn = TimeSpan.zero

  @inline(__always) mutating func handle(_ event: Step, at now: Instant, _ queue: inout EventQueue<Step>) {
    switch event {
    case .requested: request(at: now, &queue)
    case .delivered(let id): deliver(id, at: now, &queue)
    case .served(let id): serve(id, at: now, &queue)
    case .replied(let id):
      totalSojourn += now - inFlight[Int(id)].sent
      done += 1
      inFlight[Int(id)].next = free
      free = Int32(id)
    }
  }

  mutating func request(at now: Instant, _ queue: inout EventQueue<Step>) {
    made += 1
    if made < requests {
      let rate = 0.8 * Double(providers.count)
      queue.schedule(.requested, at: now + TimeSpan(seconds: sampler.exponential(&stream) / rate))
    }
    let one = stream.below(providers.count)
    let other = stream.below(providers.count)
    let chosen = providers[other].load < providers[one].load ? other : one
    providers[chosen].load += 1
    let record = Request(sent: now, provider: Int32(truncatingIfNeeded: chosen), next: -1)
    var id = Int(free)
    if id >= 0 {
      free = inFlight[id].next
      inFlight[id] = record
    } else {
      id = inFlight.count
      inFlight.append(record)
    }
    queue.schedule(.delivered(UInt32(truncatingIfNeeded: id)), at: now + latency())
  }

  mutating func deliver(_ id: UInt32, at now: Instant, _ queue: inout EventQueue<Step>) {
    let provider = Int(inFlight[Int(id)].provider)
    if !providers[provider].isBusy {
      providers[provider].isBusy = true
      queue.schedule(.served(id), at: now + service())
      return
    }
    let last = providers[provider].last
    if last < 0 {
      providers[provider].first = Int32(bitPattern: id)
    } else {
      inFlight[Int(last)].next = Int32(bitPattern: id)
    }
    providers[provider].last = Int32(bitPattern: id)
  }

  mutating func serve(_ id: UInt32, at now: Instant, _ queue: inout EventQueue<Step>) {
    let provider = Int(inFlight[Int(id)].provider)
    providers[provider].load -= 1
    queue.schedule(.replied(id), at: now + latency())
    let next = providers[provider].first
    if next < 0 {
      providers[provider].isBusy = false
      return
    }
    providers[provider].first = inFlight[Int(next)].next
    if providers[provider].first < 0 { providers[provider].last = -1 }
    inFlight[Int(next)].next = -1
    queue.schedule(.served(UInt32(bitPattern: next)), at: now + service())
  }

  mutating func latency() -> TimeSpan { TimeSpan(seconds: sampler.latency(&stream)) }
  mutating func service() -> TimeSpan { TimeSpan(seconds: sampler.exponential(&stream)) }

  static func simulation(requests: Int) -> Simulation<Market> {
    let stream = RandomSource(seed: 99).stream(StreamName("market"))
    var simulation = Simulation(Market(requests: requests, stream: stream))
    simulation.schedule(.requested, at: .start)
    return simulation
  }
}
