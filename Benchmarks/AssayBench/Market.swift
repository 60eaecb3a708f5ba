import Quantities
import Randomness
import SimulationKernel

/// 10,000 providers at utilisation 0.8 with mean service 1 s; each request goes to the less loaded of two, over a link
/// of lognormal latency (median 20 ms, sigma 0.5), and a reply comes back the same way: four events a request.
struct Market<S: Sampler>: Model {
  struct Step: SimulationEvent {
    enum Kind: UInt32 { case requested, delivered, served, replied }
    var kind: Kind
    var request: UInt32
    var signature: UInt64 { UInt64(kind.rawValue) << 32 | UInt64(request) }
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
    let id = event.request
    switch event.kind {
    case .requested: request(at: now, &queue)
    case .delivered: deliver(id, at: now, &queue)
    case .served: serve(id, at: now, &queue)
    case .replied:
      totalSojourn += now - inFlight[Int(id)].sent
      done += 1
      inFlight[Int(id)].next = free
      free = Int32(bitPattern: id)
    }
  }

  @inline(__always) func anticipate(_ event: Step) {
    inFlight.withUnsafeBufferPointer { prefetch($0.baseAddress! + Int(event.request)) }
  }

  mutating func request(at now: Instant, _ queue: inout EventQueue<Step>) {
    made += 1
    if made < requests {
      let rate = 0.8 * Double(providers.count)
      let gap = TimeSpan(seconds: sampler.exponential(&stream) / rate)
      queue.schedule(Step(kind: .requested, request: 0), at: now + gap)
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
    let delivery = Step(kind: .delivered, request: UInt32(truncatingIfNeeded: id))
    queue.schedule(delivery, at: now + latency())
  }

  mutating func deliver(_ id: UInt32, at now: Instant, _ queue: inout EventQueue<Step>) {
    let provider = Int(inFlight[Int(id)].provider)
    if !providers[provider].isBusy {
      providers[provider].isBusy = true
      queue.schedule(Step(kind: .served, request: id), at: now + service())
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
    queue.schedule(Step(kind: .replied, request: id), at: now + latency())
    let next = providers[provider].first
    if next < 0 {
      providers[provider].isBusy = false
      return
    }
    providers[provider].first = inFlight[Int(next)].next
    if providers[provider].first < 0 { providers[provider].last = -1 }
    inFlight[Int(next)].next = -1
    queue.schedule(Step(kind: .served, request: UInt32(bitPattern: next)), at: now + service())
  }

  mutating func latency() -> TimeSpan { TimeSpan(seconds: sampler.latency(&stream)) }
  mutating func service() -> TimeSpan { TimeSpan(seconds: sampler.exponential(&stream)) }

  static func simulation(requests: Int) -> Simulation<Market> {
    let stream = RandomSource(seed: 99).stream(StreamName("market"))
    var simulation = Simulation(Market(requests: requests, stream: stream))
    simulation.schedule(Step(kind: .requested, request: 0), at: .start)
    return simulation
  }
}
