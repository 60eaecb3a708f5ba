import Quantities
import Randomness
import Specs

/// The self-exciting process of Hawkes (1971) with an exponential kernel: each arrival raises the rate by `branching`
/// ÷ `memory`, which then dies away with the time constant `memory`; each arrival has `branching` children on average.
///
/// Simulated by Ogata's thinning (1981) in constant time per candidate, because the exponential kernel makes the rate a
/// Markov process. Mean rate: background ÷ (1 − branching). Starts at the mean excitation.
struct HawkesArrivals: ArrivalProcess {
  /// Arrivals per second that nothing excites.
  let background: Double
  /// Children of an arrival, 0 ..< 1.
  let branching: Double
  /// Mean time in seconds from an arrival to a child.
  let memory: Double
  /// What earlier arrivals add to the rate at `clock`; negative before the first.
  private var excitation = -1.0
  private var clock = Instant.start

  init(background: Double, branching: Double, memory: Double) {
    precondition(background >= 0 && branching >= 0 && branching < 1 && memory > 0, "a Hawkes process must not explode")
    self.background = background
    self.branching = branching
    self.memory = memory
  }

  init(from spec: inout Spec) {
    let background: Rate = spec.takeRequired(
      "background", "Jobs per unit of time that no other job excites.", in: rateLimits)
    branching = spec.take("branching", "Further jobs that a job excites on average.", default: 0.5, in: 0...0.999)
    let memory: TimeSpan = spec.take(
      "memory", "Mean time from a job to one that it excites.", default: .seconds(10),
      in: TimeSpan(nanoseconds: 1_000)...TimeSpan.hours(24 * 366))
    self.background = background.perSecond
    self.memory = memory.seconds
  }

  var meanRate: Double { background / (1 - branching) }

  mutating func next(after last: Instant, using stream: inout RandomStream) -> Instant? {
    if excitation < 0 {
      excitation = meanRate * branching
      clock = last
    }
    if background == 0 { return nil }
    while clock < .never {
      // The rate only falls until the next arrival: what it is now bounds it.
      let bound = background + excitation
      let gap = TimeSpan(seconds: stream.exponential() / bound)
      clock = clock.adding(saturating: gap)
      excitation *= portableExp(-gap.seconds / memory)
      if stream.uniform() * bound < background + excitation {
        excitation += branching / memory
        return max(clock, last)
      }
    }
    return nil
  }
}
