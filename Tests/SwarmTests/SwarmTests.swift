import Foundation
import TestSupport
import Testing

/// Made-up scenarios, each run in several ways that must agree, with every identity checked about every hundred events.
///
/// What fails prints its seed and the scenario file. More seeds by hand: `assay-probe swarm 1 2000`.
@Suite struct SwarmTests {
  static let seeds = (first: 1, count: 220)
  static let leastEvents = 10_000.0

  @Test func everySeedHoldsWhatAlwaysHolds() throws {
    let output = try ReleaseBuild.run("assay-probe", ["swarm", "\(Self.seeds.first)", "\(Self.seeds.count)"])
    #expect(output.status == 0, "\(Self.failures(output.text))\(output.error)")
    let runs = Self.rows("seed", output.text)
    #expect(runs.count == Self.seeds.count)
    for run in runs {
      #expect(Double(run[2])! >= Self.leastEvents, "seed \(run[1]) is over after \(run[2]) events: it tests too little")
    }
    // What no seed meets, no seed tests.
    let sightings = Self.rows("sometimes", output.text)
    #expect(sightings.count > 100)
    for sighting in sightings where sighting[2] == "0" { Issue.record("no seed meets with: \(sighting[1])") }
    print("swarm: seeds \(Self.seeds.first) to \(Self.seeds.first + Self.seeds.count - 1), \(sightings.count) sights")
  }

  /// Assertions of a debug build hold too, and its runs take the same course.
  @Test func debugBuildsTakeTheSameCourse() throws {
    let fast = try ReleaseBuild.run("assay-probe", ["swarm", "901", "2"])
    let slow = try ReleaseBuild.run("debug:assay-probe", ["swarm", "901", "2"])
    #expect(fast.status == 0, "\(Self.failures(fast.text))\(fast.error)")
    #expect(slow.status == 0, "\(Self.failures(slow.text))\(slow.error)")
    #expect(!fast.text.isEmpty && fast.text == slow.text)
  }

  /// Two purposes that share a stream bind what should not know of each other.
  @Test func everyPurposeHasItsOwnChance() throws {
    let output = try ReleaseBuild.run("assay-probe", ["purposes"])
    #expect(output.status == 0, "\(output.text)\(output.error)")
    #expect(output.text.split(separator: "\n").count > 40)
  }

  /// One job a second on one server, each done in half a second, and a time-out that comes after 32,768 further jobs
  /// have had the same place in the table of jobs.
  static let patientClock = """
    name: patient-clock
    duration: 40000 s
    sampling: 1 h
    network: {fidelity: ideal}
    models:
      unit: {profile: generic}
    providers:
      station: {device: generic, engine: {kind: service}, ask: {per_second: 0 USD}}
    clients:
      source: {timeout: 32768.25 s}
    demand:
      jobs:
        arrivals: {kind: renewal, gap: 1 s}
        work: 0.5 s
    """

  /// A stale time-out must not be taken for that of a later job with the same place and incarnation.
  @Test func timeOutsOutliveTheirJobs() throws {
    let folder = try Scratch.folder()
    defer { Scratch.remove(folder) }
    let file = folder.appending(path: "patient-clock.yaml")
    try Self.patientClock.write(to: file, atomically: true, encoding: .utf8)
    let output = try ReleaseBuild.run("assay-probe", ["replicate", file.path, "1", "jobs_completed", "jobs_failed"])
    #expect(output.text.contains("jobs_completed,0,39999.0"), "\(output.text)\(output.error)")
    #expect(output.text.contains("jobs_failed,0,0.0"), "\(output.text)\(output.error)")
  }

  /// Nor a stale hedge: its delay lasts until 32,768 further jobs have had the place.
  @Test func hedgesOutliveTheirJobs() throws {
    let folder = try Scratch.folder()
    defer { Scratch.remove(folder) }
    let file = folder.appending(path: "patient-hedge.yaml")
    let text = Self.patientClock.replacing("work: 0.5 s", with: "work: 1 ms").replacing("gap: 1 s", with: "gap: 10 ms")
      .replacing("duration: 40000 s", with: "duration: 400 s")
    let hedge = "\nscheduling: {policy: random, redundancy: {kind: hedge, delay: 327.681 s, budget: 1}}\n"
    try (text + hedge).write(to: file, atomically: true, encoding: .utf8)
    let output = try ReleaseBuild.run("assay-probe", ["replicate", file.path, "1", "copies", "jobs_completed"])
    #expect(output.text.contains("copies,0,0.0"), "\(output.text)\(output.error)")
    #expect(output.text.contains("jobs_completed,0,39999.0"), "\(output.text)\(output.error)")
  }

  /// The lines `KIND,…` of the probe's output, as cells.
  private static func rows(_ kind: String, _ text: String) -> [[String]] {
    text.split(separator: "\n").filter { $0.hasPrefix("\(kind),") }.map {
      $0.split(separator: ",").map(String.init)
    }
  }

  /// All but the lines of seeds that passed, and the last line: where a trap came, it is of the seed or the one before.
  private static func failures(_ text: String) -> String {
    let lines = text.split(separator: "\n")
    return (lines.filter { !$0.hasPrefix("seed,") && !$0.hasPrefix("sometimes,") } + lines.suffix(1))
      .joined(separator: "\n")
  }
}
