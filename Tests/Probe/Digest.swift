import Glibc
import Randomness

/// One digest over all laws: equal in debug and release, with and without fused arithmetic in the CPU.
func printDigest() {
  print("start-up \(PortabilityProbe.digest(drawsPerLaw: 64))")
  print("full \(PortabilityProbe.digest(drawsPerLaw: 20_000))")
  print("failure \(PortabilityProbe.failure() ?? "none")")
}

/// Nanoseconds of CPU time per draw of each law, best of five.
func printSpeed() {
  let source = RandomSource(seed: 1)
  var stream = source.stream(StreamName("speed"))
  var sink = 0.0
  func row(_ name: String, _ count: Int, _ draw: () -> Double) {
    var best = Double.infinity
    for _ in 0..<5 {
      let start = cpuNanoseconds()
      for _ in 0..<count { sink += draw() }
      best = min(best, (cpuNanoseconds() - start) / Double(count))
    }
    print("\((best * 10).rounded() / 10) ns  \(name)")
  }
  row("RandomStream.next", 10_000_000) { Double(stream.next()) }
  row("RandomStream.uniform", 10_000_000) { stream.uniform() }
  row("RandomStream.below(1000)", 10_000_000) { Double(stream.below(1000)) }
  row("RandomStream.exponential", 10_000_000) { stream.exponential() }
  row("RandomStream.normal", 10_000_000) { stream.normal() }
  var entity = 0
  row("opening a stream and its first uniform", 5_000_000) {
    entity += 1
    var opened = source.stream(StreamName.speed, entity)
    return opened.uniform()
  }
  for (name, law) in PortabilityProbe.laws { row(name, 1_000_000) { law.sample(using: &stream) } }
  row("the start-up probe", 5) { PortabilityProbe.failure() == nil ? 0 : 1 }
  if sink.isNaN { print("never") }
}

extension StreamName {
  fileprivate static let speed = StreamName("speed")
}

private func cpuNanoseconds() -> Double {
  var now = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
  return Double(now.tv_sec) * 1e9 + Double(now.tv_nsec)
}
