import Marketplace
import Quantities
import Recording
import Scenarios
import SimulationKernel

/// What became of one job of a run, found by replaying the run up to its end.
public struct JobStory: Sendable {
  /// Every decision about where it goes.
  public var explanations: [Explanation] = []
  /// The events that were about it.
  public var events: [TracedEvent] = []
  /// Its row of jobs.csv, by column; empty while it is under way.
  public var row: [(column: String, value: String)] = []
  /// Names of the providers, by id.
  public var providers: [String] = []

  public subscript(column: String) -> String? { row.first { $0.column == column }?.value }

  /// Replays the run until the job has ended or the run has. Nil if the run has no such job.
  public static func tell(job: Int64, of scenario: Scenario, seed: UInt64) -> JobStory? {
    let start = World.simulation(of: scenario, seed: seed, recording: [.jobs])
    let horizon = start.model.horizon
    var simulation = Simulation(StoryWorld(world: start.model, job: job))
    simulation.model.world.explainedJob = job
    simulation.queue = start.queue.copy()
    let columns = JournalTable.jobs.description.columns.map(\.name)
    let mark = Array("\(job),".utf8)
    var story = JobStory()
    var isOver = false
    while !isOver && story.row.isEmpty {
      isOver = simulation.run(through: horizon, eventLimit: 1024) != .limitReached
      simulation.model.world.journal.drain { _, bytes in
        for line in bytes.split(separator: 0x0A) where line.starts(with: mark) {
          let cells = String(decoding: line, as: UTF8.self).split(separator: ",", omittingEmptySubsequences: false)
          story.row = zip(columns, cells).map { ($0, String($1)) }
        }
      }
    }
    story.explanations = simulation.model.world.explanations
    story.events = simulation.model.events
    story.providers = (0..<scenario.providerCount).map { simulation.model.world.providerName($0) }
    return story.row.isEmpty && story.explanations.isEmpty && story.events.isEmpty ? nil : story
  }
}

/// The world, and the events that were about one job. Same events, same fingerprint.
private struct StoryWorld: Model {
  var world: World
  let job: Int64
  var events: [TracedEvent] = []
  private var count: UInt64 = 0

  init(world: World, job: Int64) {
    self.world = world
    self.job = job
  }

  mutating func handle(_ event: WorldEvent, at now: Instant, _ queue: inout EventQueue<WorldEvent>) {
    count += 1
    if world.job(of: event) == job {
      events.append(TracedEvent(number: count, time: now, fingerprint: 0, words: world.words(of: event)))
    }
    world.handle(event, at: now, &queue)
  }
}
