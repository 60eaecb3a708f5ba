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
public struct WallClock: Sendable {
  private let start = Self.now

  /// Starts now.
  public init() {}

  public var elapsed: TimeSpan { TimeSpan(nanoseconds: Self.now - start) }

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

/// The most memory that this process may come to hold: that of the machine, or less by the limits of its shell
/// (`ulimit -v`, `-d`) or of its control group. Nil if nothing tells.
public func availableMemory() -> ByteCount? {
  var least = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
  if least <= 0 { least = .max }
  for resource in [RLIMIT_AS, RLIMIT_DATA] {
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 {
      least = min(least, Int64(clamping: limit.rlim_cur))
    }
  }
  for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
    if let limit = numberInKernelFile(path) { least = min(least, limit) }
  }
  return least == .max ? nil : ByteCount(bytes: least)
}

/// The number that a file of the kernel begins with; such files have no size.
private func numberInKernelFile(_ path: String) -> Int64? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 64)
  let taken = read(descriptor, &bytes, bytes.count)
  return Int64(String(decoding: bytes.prefix(max(taken, 0)).prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
}
