import Glibc
import Quantities

/// What a user grants a run. A run that needs more ends with partial results and exit code 75.
public struct RunLimits: Sendable {
  /// Events, counted exactly.
  public var events: UInt64 = .max
  /// Time on the wall; looked at between slices of events.
  public var wall: TimeSpan = .forever
  /// Memory of the process: the estimate must fit before anything is allocated, the peak so far while it runs.
  public var memory = ByteCount(bytes: .max)

  public init() {}

  /// Why a run that is expected to need that much memory is not begun; nil if it may.
  public func refusal(ofEstimate estimate: ByteCount) -> String? {
    guard estimate > memory else { return nil }
    let mebibytes = { (bytes: ByteCount) in "\((bytes.bytes + 1_048_575) / 1_048_576) MiB" }
    return "needs about \(mebibytes(estimate)) of memory, more than --max-memory \(mebibytes(memory)); "
      + "raise it, or make the scenario smaller"
  }

  /// The flag whose limit is hit, if one is.
  func hit(events handled: UInt64, wall elapsed: TimeSpan, memory peak: ByteCount) -> String? {
    if handled >= events { return "--max-events" }
    if elapsed >= wall { return "--max-wall" }
    return peak > memory ? "--max-memory" : nil
  }
}

/// A clock of the machine that only goes forward; for limits and progress, never for results.
struct WallClock {
  private let start = Self.now

  var elapsed: TimeSpan { TimeSpan(nanoseconds: Self.now - start) }

  private static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

/// The most memory that the process has held so far.
func peakMemory() -> ByteCount {
  var usage = rusage()
  getrusage(RUSAGE_SELF.rawValue, &usage)
  return ByteCount(bytes: Int64(usage.ru_maxrss) * 1024)
}
