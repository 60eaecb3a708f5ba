import ArgumentParser
import Experiments
import Glibc
import Quantities
import Reporting
import Scenarios
import Synchronization

/// What commands that make many runs have in common.
struct WorkerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Threads; all processors by default. Changes no result.", valueName: "n"))
  var workers: Int?

  @Flag(help: "No progress line.")
  var quiet = false

  func validate() throws {
    if let workers, !(1...1024).contains(workers) { throw ValidationError("--workers: write a number from 1 to 1024") }
  }

  /// Threads for runs of these scenarios: as many as fit into the memory. Refuses those of which not even one fits.
  func count(for scenarios: [Scenario]) throws(CommandFailure) -> Int {
    let memory = AvailableMemory.ofThisProcess().least
    for scenario in scenarios where scenario.memoryEstimate > memory {
      let needed = scenario.memoryEstimate.bytes >> 20
      throw CommandFailure(
        code: .limitHit,
        message: "\(scenario.name): needs about \(needed) MiB of memory where it may have \(memory.bytes >> 20) MiB; "
          + "make the scenario smaller")
    }
    if let workers { return workers }
    let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let largest = scenarios.map(\.memoryEstimate.bytes).max() ?? 1
    return max(1, min(processors, Int(clamping: memory.bytes / max(1, largest) / 2)))
  }
}

/// Counts runs while they end, on any thread, and shows it.
final class RunProgress: Sendable {
  private struct State {
    var line: ProgressLine
    var runs = 0
    var events: UInt64 = 0
  }

  private let state: Mutex<State>
  private let clock = WallClock()
  private let planned: Int?

  /// `planned`: runs in all, if it is known.
  init(isQuiet: Bool, planned: Int? = nil) {
    state = Mutex(State(line: ProgressLine(isQuiet: isQuiet)))
    self.planned = planned
  }

  /// A run of so many events has ended.
  func note(_ events: UInt64) {
    state.withLock {
      $0.runs += 1
      $0.events += events
      $0.line.show(runs: $0.runs, of: planned, events: $0.events, elapsed: clock.elapsed)
    }
  }

  /// Takes the line away, and says what was done: "640 runs, 84,000,000 events, 8.2 s, 10.2 M events/s".
  func finish() -> String {
    state.withLock {
      $0.line.clear()
      let elapsed = clock.elapsed
      let tenths = Int((elapsed.seconds * 10).rounded())
      return "\($0.runs) runs, \($0.events) events in \(tenths / 10).\(tenths % 10) s: "
        + ProgressLine.rate($0.events, in: elapsed)
    }
  }
}
