import Glibc
import Quantities
import Recording
import Reporting
import SimulationKernel

struct Tick: SimulationEvent {
  var number: UInt64
  var signature: UInt64 { number }
}

/// A world of one clock: a tick each millisecond, a job's row for every tenth.
struct Toy: RunnableModel {
  /// Something that happens at the tick of that number.
  enum Mishap: Sendable { case none, violated, raised(Int32, times: Int) }

  var journal = Journal(
    names: JournalNames(clients: ["alice"], regions: ["eu"], models: ["m"]), tables: [.jobs, .timeseries])
  var horizon = Instant(nanoseconds: 20_000_000_000)
  var violation: String?
  var ticks: UInt64 = 0
  var mishap = Mishap.none
  var mishapAt: UInt64 = .max
  var seed: UInt64 = 1
  var unaccounted: Int128 = 0

  var jobsEnded: Int64 { Int64(ticks) }

  mutating func handle(_ event: Tick, at now: Instant, _ queue: inout EventQueue<Tick>) {
    ticks += 1
    if event.number % 10 == 0 {
      var record = JobRecord()
      record.job = Int64(event.number)
      record.arrivedAt = now
      record.finishedAt = now + TimeSpan(nanoseconds: Int64(seed))
      journal.append(record)
    }
    if ticks == mishapAt { meet() }
    queue.schedule(Tick(number: event.number + 1), at: now + .milliseconds(1))
  }

  private mutating func meet() {
    switch mishap {
    case .none: break
    case .violated: violation = "a token was lost"
    case .raised(let signal, let times):
      for _ in 0..<times {
        kill(getpid(), signal)
        // To the process, not to this thread, which may have signals blocked; so wait until it is there.
        while CaughtSignals.first == nil { usleep(1000) }
      }
      if times > 1 { sleep(10) }
    }
  }

  func memoryAhead(ofEvents count: Int) -> ByteCount { .zero }
  mutating func checkInvariants(at now: Instant) {}
  mutating func appendFinalRows(at now: Instant) {}

  mutating func summarize(at now: Instant) -> MetricTable {
    var table = MetricTable()
    table.startGroup("Jobs")
    table.add("jobs_completed", .count(ticks), unit: "", better: .higher, label: "completed")
    let arrived = Int128(ticks) + unaccounted
    let completed = ExactAccount.Term("completed", Int128(ticks))
    table.add(ExactAccount("jobs", unit: "jobs", left: [.init("arrived", arrived)], right: [completed]))
    return table
  }

  static func advance(
    _ simulation: inout Simulation<Toy>, through horizon: Instant, eventLimit: UInt64
  ) -> StopReason {
    simulation.run(through: horizon, eventLimit: eventLimit)
  }
}

func toyManifest(seed: UInt64 = 1) -> Manifest {
  Manifest(
    scenario: "toy", scenarioDigest: SHA256.digest(of: []), seed: seed,
    command: ReplayCommand(scenario: "scenarios/toy.yaml", seed: seed))
}

/// Runs a toy into a folder, as the command line does.
func runToy(
  _ toy: Toy = Toy(), into path: String?, limits: RunLimits = RunLimits()
) throws(OutputError) -> RunReport {
  let manifest = toyManifest(seed: toy.seed)
  var folder: OutputFolder?
  if let path { folder = try OutputFolder(path, manifest: manifest) }
  var simulation = Simulation(toy)
  simulation.schedule(Tick(number: 0), at: .start)
  var session = RunSession(
    simulation, manifest: manifest, scenarioJSON: Array("{}\n".utf8), folder: folder,
    progress: ProgressLine(isQuiet: true))
  session.limits = limits
  return session.run()
}
