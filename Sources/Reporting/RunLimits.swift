import Glibc
import Quantities

/// What a run may use up. A run that needs more ends with partial results and exit code 75.
public struct RunLimits: Sendable {
  /// Events, counted exactly.
  public var events: UInt64 = .max
  /// Time on the wall; looked at every few hundred events.
  public var wall: TimeSpan = .forever
  /// Memory that the user grants: the estimate must fit before anything is allocated, the peak so far while it runs.
  public var memory = ByteCount(bytes: .max)
  /// Memory that the process can have at all.
  public var available = AvailableMemory()

  public init() {}

  /// Why a run that is expected to need that much memory is not begun; nil if it may.
  public func refusal(ofEstimate estimate: ByteCount) -> String? {
    let mebibytes = { (bytes: ByteCount) in "\((bytes.bytes + 1_048_575) / 1_048_576) MiB" }
    if estimate > memory {
      return "needs about \(mebibytes(estimate)) of memory, more than --max-memory \(mebibytes(memory)); "
        + "raise it, or make the scenario smaller"
    }
    guard memory.bytes == .max, estimate > available.least else { return nil }
    return "needs about \(mebibytes(estimate)) of memory where it may have \(mebibytes(available.least)); "
      + "make the scenario smaller, or insist with --max-memory"
  }

  /// What is used up by now, in words that follow "stopped by". `ahead`: what the model may want next, all at once.
  func hit(events handled: UInt64, wall elapsed: TimeSpan, memoryAhead ahead: ByteCount) -> String? {
    if handled >= events { return "--max-events" }
    if elapsed >= wall { return "--max-wall" }
    let held = peakMemory().bytes
    if held.addingSaturated(ahead.bytes) > memory.bytes { return "--max-memory" }
    let lacksMemory = held.addingSaturated(ahead.bytes) > available.resident.bytes
    let lacksAddresses =
      available.addresses.bytes < .max && addressSpace().addingSaturated(ahead.bytes) > available.addresses.bytes
    return lacksMemory || lacksAddresses ? "want of memory" : nil
  }
}

/// The most memory that a process may come to hold.
public struct AvailableMemory: Sendable {
  /// Of the machine, or less by its control group.
  public var resident = ByteCount(bytes: .max)
  /// Of addresses, by the limits of its shell (`ulimit -v`, `-d`).
  public var addresses = ByteCount(bytes: .max)

  public init() {}

  public var least: ByteCount { min(resident, addresses) }

  /// As the system tells it; what it does not tell stays without limit.
  public static func ofThisProcess() -> AvailableMemory {
    var memory = AvailableMemory()
    let machine = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
    if machine > 0 { memory.resident = ByteCount(bytes: machine) }
    for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
      if let limit = numbersInKernelFile(path).first { memory.resident = min(memory.resident, ByteCount(bytes: limit)) }
    }
    for resource in [RLIMIT_AS, RLIMIT_DATA] {
      var limit = rlimit()
      if getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0 {
        memory.addresses = min(memory.addresses, ByteCount(bytes: Int64(clamping: limit.rlim_cur)))
      }
    }
    return memory
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

/// Bytes of addresses that the process has mapped.
private func addressSpace() -> Int64 {
  (numbersInKernelFile("/proc/self/statm").first ?? 0) * Int64(sysconf(Int32(_SC_PAGESIZE)))
}

/// The numbers of a file of the kernel up to its first other word; such files have no size.
private func numbersInKernelFile(_ path: String) -> [Int64] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return [] }
  defer { close(descriptor) }
  var bytes = [UInt8](repeating: 0, count: 128)
  let taken = read(descriptor, &bytes, bytes.count)
  let words = String(decoding: bytes.prefix(max(taken, 0)), as: UTF8.self).split { $0 == " " || $0 == "\n" }
  return words.prefix { Int64($0) != nil }.compactMap { Int64($0) }
}

extension Int64 {
  fileprivate func addingSaturated(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
