import Economy
import Network
import Quantities
import Randomness
import Recording
import Roles
import Scenarios
import Scheduling
import SimulationKernel
import Vocabulary

/// The world of one run: a decentralised inference marketplace.
///
/// A value: copying it forks the run. It opens no file and reads no clock; its `journal` is drained by whoever runs it.
public struct World: Model {
  public typealias Event = WorldEvent

  public let scenario: Scenario
  public let seed: UInt64
  public let horizon: Instant
  let names: StreamNames
  let source: RandomSource

  let demands: [DemandFacts]
  /// The factor on the time of each attempt, by fleet.
  let slowdowns: [TimeFactor]
  /// The factor between a job's predicted and its true length, by fleet.
  let mispredictions: [TimeFactor]
  var clients: ClientRoster
  var providers: [ProviderRole]
  var books: [ProviderBook]
  var roster: ProviderRoster
  var brokers: [BrokerRole]
  let brokerPlace: [NodePlace]
  /// Who rates providers, if anybody does.
  var reputation: (any ReputationRule)?
  /// Where each broker's jobs wait for their window to close; empty when brokers decide at once.
  var halls: [WaitingHall]
  /// What is so of the providers, told at once.
  var truth: ProviderTable
  /// What each broker believes, when its view has an age.
  var views: [ProviderTable]
  var topology: Topology
  var bulk: BulkDesk
  var ledger: Ledger
  var token: TokenState
  var arrivals: [ArrivalDesk]
  var jobs = JobTable()
  var messages = MessageTable()
  var counts = JobCounts()
  var measures: Measures
  public var journal: Journal
  /// What broke, if an invariant did: the run must stop.
  public internal(set) var violation: String?
  /// The number of a job of which every decision is explained; −1 for none. Changes no event.
  public var explainedJob: Int64 = -1
  /// The decisions about that job, in order.
  public internal(set) var explanations: [Explanation] = []

  // Outboxes, kept for their capacity. Stacks: who adds actions performs them and takes them away again, so that a
  // party may be called while another's actions are performed.
  var clientOutbox: [ClientAction] = []
  var providerOutbox = ProviderOutbox()
  var decisions: Int = 0

  /// A switch whose arms are one call each.
  public mutating func handle(_ event: WorldEvent, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    switch event {
    case .jobArrived(let demand): jobArrived(Int(demand), at: now, &queue)
    case .messageArrived(let message): messageArrived(message, at: now, &queue)
    case .answerOverdue(let job, let incarnation): told(.timedOut, job, incarnation, at: now, &queue)
    case .backoffElapsed(let job, let incarnation): told(.retryDue, job, incarnation, at: now, &queue)
    case .cloudAnswered(let job, let incarnation): told(.cloudAnswered, job, incarnation, at: now, &queue)
    case .hedgeElapsed(let job, let incarnation): hedgeElapsed(job, incarnation, at: now, &queue)
    case .engineAdvanced(let provider): engineAdvanced(Int(provider), at: now, &queue)
    case .providerFailed(let provider): providerFailed(Int(provider), at: now, &queue)
    case .providerRecovered(let provider): providerRecovered(Int(provider), at: now, &queue)
    case .weightsLoaded(let provider, let incarnation): weightsLoaded(Int(provider), incarnation, at: now, &queue)
    case .viewRefreshed(let broker): viewRefreshed(Int(broker), at: now, &queue)
    case .batchClosed(let broker): batchClosed(Int(broker), at: now, &queue)
    case .blockSealed: blockSealed(at: now, &queue)
    case .epochEnded: epochEnded(at: now, &queue)
    case .sampleTaken: sampleTaken(at: now, &queue)
    case .warmupEnded: warmupEnded(at: now)
    case .transferStarted(let transfer): transferStarted(Int(transfer), at: now, &queue)
    case .transfersAdvanced: transfersAdvanced(at: now, &queue)
    }
  }
}

extension World {
  /// About the memory that may be wanted at once within so many events: tables double when they are full, and of every
  /// job in flight there is a row in some line and an event or two, which double at a time of their own.
  public func memoryAhead(ofEvents count: Int) -> ByteCount {
    let tables = jobs.growth(within: count) + messages.growth(within: count)
    return ByteCount(bytes: Int64(tables + 128 * jobs.count))
  }

  /// Jobs that have left the system.
  public var jobsEnded: Int64 { counts.ended }

  /// `simulation.run(through:eventLimit:)`, compiled here, where the world is known: one call a slice, none an event.
  public static func advance(
    _ simulation: inout Simulation<World>, through horizon: Instant, eventLimit: UInt64
  ) -> StopReason {
    simulation.run(through: horizon, eventLimit: eventLimit)
  }
}

/// Names of the world's random streams, hashed once.
struct StreamNames: Sendable {
  let arrival = StreamName("arrival")
  let job = StreamName("job")
  let path = StreamName("path")
  let copy = StreamName("copy")
  let fleet = StreamName("fleet")
  let client = StreamName("client")
  let broker = StreamName("broker")
  let churn = StreamName("churn")
  let traceCopy = StreamName("trace-copy")

  init() {
    let all = [arrival, job, path, copy, fleet, client, broker, churn, traceCopy]
    precondition(StreamName.areDistinct(all), "two names of random streams have the same hash")
  }
}

/// The clients, one row each.
struct ClientRoster: Sendable {
  var roles: [ClientRole] = []
  /// First client of each group, and one past the last of all.
  var groupStart: [Int] = [0]
  var places: [ClientPlace] = []
  /// The clients of each group in each region, ascending: `[group × regionCount + region]`.
  var byRegion: [[Int32]] = []

  var count: Int { places.count }
}

/// Where a client is, and whom it asks. All three are wanted at once, at random.
struct ClientPlace: BitwiseCopyable, Sendable {
  var node: NodePlace
  var region: RegionID
  var broker: Int32
}

/// What does not change of each provider, one row each.
struct ProviderRoster: Sendable {
  var fleet: [Int32] = []
  var model: [ModelID] = []
  var place: [NodePlace] = []
  /// Index of its access class.
  var access: [Int32] = []
  /// Nanoseconds to load the weights after an absence.
  var loadTime: [TimeSpan] = []
  /// Named links that a fleet's weights are downloaded over, by fleet; nil where they stay on disk.
  var downloadPath: [[Int]?] = []
  var churn: [ChurnDesk] = []
}

/// A provider's coming and going, with its own chance.
struct ChurnDesk: Sendable {
  var process: any ChurnProcess
  var stream: RandomStream

  mutating func nextChange(after now: Instant, isUp: Bool) -> Instant? {
    process.nextChange(after: now, isUp: isUp, using: &stream)
  }
}

/// A class's arrivals, with their own chance, and the row of the trace that arrives next, if one is replayed.
struct ArrivalDesk: Sendable {
  var process: any ArrivalProcess
  var stream: RandomStream
  /// Those that came, and those that stayed away for the price: a job is the same whatever became of the others.
  var candidates: Int64 = 0
  var lastArrival: Instant?
  var row: ArrivedRow?
  /// The client of the next arrival, and its job's own chance: drawn as soon as it is known when it comes, so that the
  /// client's row is on its way from memory until then.
  var client = 0
  var chance = RandomStream(key: 0, entity: 0)
  /// The region that each copy of a trace keeps to; empty where none is replayed.
  var regionOfCopy: [RegionID] = []

  mutating func next(after now: Instant) -> Instant? {
    let next = process.next(after: now, using: &stream)
    row = process.currentRow
    return next
  }
}
