import Quantities
import Randomness
import Roles
import Scenarios
import SimulationKernel
import Vocabulary

extension World {
  /// A job of the class comes to one of its clients, unless the price keeps it away; the class's next arrival is
  /// scheduled.
  mutating func jobArrived(_ demand: Int, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let row = arrivals[demand].row
    let client = arrivals[demand].client
    let chance = arrivals[demand].chance
    let comes = arrivals[demand].process.keepsCurrent
    arrivals[demand].candidates += 1
    scheduleArrival(of: demand, after: now, &queue)
    guard comes else {
      counts.pricedOut += 1
      return
    }
    if arrivals[demand].lastArrival == now { counts.ties += 1 }
    arrivals[demand].lastArrival = now
    let slot = open(demand, for: client, row: row, chainArrivedAt: now, at: now, stream: chance)
    advance(slot, .requested, at: now, &queue)
  }

  mutating func scheduleArrival(of demand: Int, after now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    guard let next = arrivals[demand].next(after: now) else { return }
    if next <= horizon {
      queue.schedule(.jobArrived(demand: Int32(demand)), at: next)
      drawClient(ofNext: demand)
    }
  }

  /// Draws the client of the next arrival and begins its job's own chance.
  private mutating func drawClient(ofNext demand: Int) {
    var chance = source.stream(names.job, demand << 40 | Int(arrivals[demand].candidates))
    let client = drawClient(for: demand, row: arrivals[demand].row, using: &chance)
    clients.places.withUnsafeBufferPointer { prefetch($0.baseAddress.unsafelyUnwrapped + client) }
    arrivals[demand].client = client
    arrivals[demand].chance = chance
  }

  /// Any client of the group. Of a replayed trace: one in the row's region, or in the region of its copy (so that
  /// copies keep to one region each), and always the same one for the same client of the trace.
  ///
  /// Changes nothing; `mutating` lends the world, where a plain method may copy it for each call.
  private mutating func drawClient(for demand: Int, row: ArrivedRow?, using stream: inout RandomStream) -> Int {
    let group = demands[demand].group
    let start = clients.groupStart[group]
    let end = clients.groupStart[group + 1]
    guard let row else { return start + stream.below(end - start) }
    var region = arrivals[demand].regionOfCopy[row.copy]
    if row.region >= 0 { region = RegionID(demands[demand].traceRegions[Int(row.region)]) }
    let place = group * topology.map.count + region.index
    let peers = clients.byRegion[place].count
    if peers == 0 { return start + stream.below(end - start) }
    return Int(clients.byRegion[place][row.client >= 0 ? Int(row.client) % peers : stream.below(peers)])
  }

  /// The region of a client drawn for each copy of a replayed trace.
  func copyRegions(of demand: Int) -> [RegionID] {
    let process = scenario.demand[demand].value.arrivals
    guard process.trace != nil else { return [] }
    let group = demands[demand].group
    let start = clients.groupStart[group]
    return (0..<process.copies).map { copy in
      var regional = source.stream(names.traceCopy, group << 32 | copy)
      return clients.places[start + regional.below(clients.groupStart[group + 1] - start)].region
    }
  }

  /// Opens a job of the class: its lengths and its work are drawn here, so no policy changes them.
  private mutating func open(
    _ demand: Int, for client: Int, row: ArrivedRow?, chainArrivedAt: Instant, at now: Instant, stream: RandomStream
  ) -> Int32 {
    var chance = stream
    let kind = demands[demand]
    let place = clients.places[client]
    let serial = counts.arrived
    counts.arrived += 1
    var job = Job(
      serial: serial, arrivedAt: now, client: ClientID(client), region: place.region, model: kind.model,
      allowedRegions: kind.allowedRegions)
    job.deadline = now.adding(saturating: kind.patience)
    job.budget = kind.budget
    if let law = kind.work {
      job.work = max(TimeSpan(nanoseconds: 1), TimeSpan(seconds: law.sample(using: &chance)))
    } else if let row {
      job.promptTokens = row.promptTokens
      job.outputTokens = row.outputTokens
    } else {
      job.promptTokens = Self.tokens(kind.promptTokens.sample(using: &chance))
      job.outputTokens = Self.tokens(kind.outputTokens.sample(using: &chance))
    }
    job.outputTokens = min(job.outputTokens, kind.maxContext - 1)
    job.promptTokens = min(job.promptTokens, kind.maxContext - job.outputTokens)
    job.affinity = UInt64(bitPattern: Int64(client))
    if let row {
      if row.affinity != 0 { job.affinity = row.affinity }
      if row.model >= 0 { job.model = ModelID(kind.traceModels[Int(row.model)]) }
    }
    return jobs.insert(
      JobBody(
        demand: Int32(demand), group: Int32(kind.group), broker: place.broker, client: place.node,
        providerPlace: place.node, job: job,
        chainArrivedAt: chainArrivedAt, chance: chance, path: source.stream(names.path, Int(serial))))
  }

  /// A length in tokens: at least one, rounded to the nearest.
  private static func tokens(_ length: Double) -> Int32 {
    length >= 1 ? Int32(clamping: Int64(min(length, 1e9).rounded(.toNearestOrEven))) : 1
  }

  /// What the job's client asks for next, if anything: drawn from the job's own chance.
  mutating func followUp(of body: JobBody, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    let next = demands[Int(body.demand)].next
    if next.isEmpty { return chainEnded(body, at: now) }
    var chance = body.chance
    var left = chance.uniform()
    for (demand, probability) in next.enumerated() where probability > 0 {
      if left < probability {
        let slot = open(
          demand, for: body.job.client.index, row: nil, chainArrivedAt: body.chainArrivedAt, at: now, stream: chance)
        return advance(slot, .requested, at: now, &queue)
      }
      left -= probability
    }
    chainEnded(body, at: now)
  }

  private mutating func chainEnded(_ body: JobBody, at now: Instant) {
    if body.chainArrivedAt >= measures.from { measures.chain.add(now - body.chainArrivedAt) }
  }
}
