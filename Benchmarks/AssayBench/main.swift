import Glibc
import Quantities
import SimulationKernel

// assay-bench phold PENDING EVENTS | mmc SERVERS CUSTOMERS | market REQUESTS, each with `ziggurat` or `gsl` at the end.
// Prints one line; `Benchmarks/run` runs it beside the peers and prints the ratios.
//
// assay-bench decisions [limits] [POLICY...] prints the median cost of a decision by the number of providers, and how
// it grows; with `limits` every job has a budget and a deadline.

/// Processor time of this process in seconds.
func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// Allocations so far, where the counting shim of the driver is loaded.
let allocations: (@convention(c) () -> Int)? = {
  guard let symbol = dlsym(nil, "assay_bench_allocations") else { return nil }
  return unsafeBitCast(symbol, to: (@convention(c) () -> Int).self)
}()

/// The peak of resident memory of this program alone, in KiB, from the kernel's own count.
func peakKiB() -> Int {
  guard let file = fopen("/proc/self/status", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 256)
  while fgets(&line, Int32(line.count), file) != nil {
    if strncmp(line, "VmHWM:", 6) == 0 { return line.withUnsafeBufferPointer { atol($0.baseAddress! + 6) } }
  }
  return 0
}

/// Runs to the end, or through `events`, and prints the line.
@inline(__always) func measure<M: Model>(
  _ name: String, _ simulation: consuming Simulation<M>, events: UInt64 = .max, check: (borrowing M) -> Double
) {
  let before = allocations?() ?? 0
  let start = cpuSeconds()
  simulation.run(through: Instant(nanoseconds: .max - 1), eventLimit: events)
  let cpu = cpuSeconds() - start
  let allocated = (allocations?() ?? 0) - before
  print(
    "peer=assay-\(name) events=\(simulation.eventsHandled) cpu=\(cpu) rssKiB=\(peakKiB())",
    "check=\(check(simulation.model)) fingerprint=\(String(simulation.fingerprint, radix: 16))",
    allocations == nil ? "" : "allocations=\(allocated)")
}

func run<S: Sampler>(_ words: [String], _: S.Type) {
  let numbers = words.dropFirst().compactMap { Int($0) }
  switch (words.first, numbers.count) {
  case ("phold", 2):
    measure(S.name, Phold<S>.simulation(processes: numbers[0]), events: UInt64(numbers[1])) {
      Double($0.hits.reduce(0, &+))
    }
  case ("mmc", 2):
    measure(S.name, MultiServer<S>.simulation(servers: numbers[0], customers: numbers[1])) {
      $0.totalWait.seconds / Double($0.departures)
    }
  case ("market", 1):
    measure(S.name, Market<S>.simulation(requests: numbers[0])) { $0.totalSojourn.seconds / Double($0.done) }
  default:
    print("usage: assay-bench phold PENDING EVENTS | mmc SERVERS CUSTOMERS | market REQUESTS  [ziggurat | gsl]")
    exit(64)
  }
}

let words = Array(CommandLine.arguments.dropFirst())
if words.first == "decisions" {
  Decisions.run(Array(words.dropFirst()))
} else if words.last == "gsl" {
  run(words, GSL.self)
} else {
  run(words, Ziggurat.self)
}
