import Quantities
import Randomness
import Specs

/// The Markov-modulated Poisson process (Fischer & Meier-Hellstern, "The Markov-modulated Poisson process (MMPP)
/// cookbook", 1993): a Poisson process whose rate is that of a hidden state. A state lasts an exponential time and is
/// followed by any of the others with equal chance. Starts in the stationary law.
struct MMPPArrivals: ArrivalProcess {
  struct State: Sendable {
    /// Arrivals per second while it lasts.
    var rate: Double
    /// Its mean length in seconds, positive.
    var stay: Double
  }

  let states: [State]
  private var state = -1
  private var stateEnds = Instant.start
  private var horizon = Instant.never

  init(states: [State]) {
    precondition(!states.isEmpty && states.allSatisfy { $0.stay > 0 && $0.rate >= 0 }, "a state lasts some time")
    self.states = states
  }

  init(from spec: inout Spec) {
    states = spec.takeSections("states", "The states, each with a rate and a mean length.", count: 1...1_000) { state in
      let rate: Rate = state.takeRequired("rate", "Jobs per unit of time in this state.", in: rateLimits)
      let stay: TimeSpan = state.takeRequired(
        "stay", "Mean time in this state.", in: TimeSpan(nanoseconds: 1_000)...TimeSpan.hours(24 * 36_500))
      return State(rate: rate.perSecond, stay: stay.seconds)
    }
  }

  /// Jumps to any other state are equally likely, so the time in a state is in proportion to its mean length.
  var meanRate: Double {
    let total = states.reduce(0) { $0 + $1.stay }
    return states.reduce(0) { $0 + $1.rate * $1.stay } / total
  }

  mutating func stop(after horizon: Instant) { self.horizon = horizon }

  mutating func next(after last: Instant, using stream: inout RandomStream) -> Instant? {
    if state < 0 {
      state = stationaryState(using: &stream)
      stateEnds = end(from: last, using: &stream)
    }
    if states.allSatisfy({ $0.rate == 0 }) { return nil }
    var now = last
    while now <= horizon && now < .never {
      let rate = states[state].rate
      if rate > 0 {
        // What is left of an exponential gap is exponential again, so a new one is drawn in each state.
        let arrival = now.afterExponential(rate: rate, using: &stream)
        if arrival <= stateEnds { return arrival }
      } else if states.count == 1 {
        return nil
      }
      now = stateEnds
      state = nextState(using: &stream)
      stateEnds = end(from: now, using: &stream)
    }
    return nil
  }

  private func end(from now: Instant, using stream: inout RandomStream) -> Instant {
    now.afterExponential(rate: 1 / states[state].stay, using: &stream)
  }

  private func nextState(using stream: inout RandomStream) -> Int {
    if states.count == 1 { return 0 }
    let other = stream.below(states.count - 1)
    return other < state ? other : other + 1
  }

  private func stationaryState(using stream: inout RandomStream) -> Int {
    var left = stream.uniform() * states.reduce(0) { $0 + $1.stay }
    for (index, state) in states.enumerated() {
      if left < state.stay { return index }
      left -= state.stay
    }
    return states.count - 1
  }
}
