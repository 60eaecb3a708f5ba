import Foundation

/// Closed forms of queueing theory as functions of what a scenario says: where the numbers of `expected.csv` come from.
enum ClosedForms {
  /// Integral by Simpson's rule over equal pieces of [low, high].
  static func integral(_ low: Double, _ high: Double, pieces: Int = 4000, _ f: (Double) -> Double) -> Double {
    let step = (high - low) / Double(pieces)
    var sum = f(low) + f(high)
    for piece in 1..<pieces { sum += (piece % 2 == 0 ? 2 : 4) * f(low + Double(piece) * step) }
    return sum * step / 3
  }

  /// Erlang 1917: probability that all servers are taken, at this offered load.
  static func erlangB(_ servers: Int, _ load: Double) -> Double {
    (1...servers).reduce(1.0) { blocked, k in load * blocked / (Double(k) + load * blocked) }
  }

  /// Probability of waiting in M/M/c.
  static func erlangC(_ servers: Int, _ load: Double) -> Double {
    let blocked = erlangB(servers, load)
    return blocked / (1 - load / Double(servers) * (1 - blocked))
  }

  /// Pollaczek and Khinchine: mean wait in M/G/1 of mean service 1.
  static func pollaczekKhinchine(load: Double, squaredVariation: Double) -> Double {
    load * (1 + squaredVariation) / (2 * (1 - load))
  }

  // Exponential work of mean 1: what arrives of jobs no longer than x, and the second moment of those.
  static func loadBelow(_ x: Double, rate: Double) -> Double { rate * (1 - exp(-x) * (1 + x)) }
  static func momentBelow(_ x: Double) -> Double { 2 - exp(-x) * (x * x + 2 * x + 2) }

  /// Schrage & Miller 1966, M/M/1.
  static func shortestRemaining(rate: Double) -> Double {
    // The residence ∫ dt/(1 − ρ(t)) up to x is carried along, by the trapezoidal rule on a fine grid.
    let (step, count) = (0.0005, 100_000)
    var (sum, residence) = (0.0, 0.0)
    var lastTerm = 0.0
    for index in 1...count {
      let x = Double(index) * step
      residence += step / 2 * (1 / (1 - loadBelow(x - step, rate: rate)) + 1 / (1 - loadBelow(x, rate: rate)))
      let free = 1 - loadBelow(x, rate: rate)
      let wait = rate * (momentBelow(x) + x * x * exp(-x)) / 2 / (free * free)
      let term = exp(-x) * (wait + residence)
      sum += step / 2 * (lastTerm + term)
      lastTerm = term
    }
    return sum
  }

  /// Shortest job first in M/M/1, without and with interruption.
  static func shortestFirst(rate: Double) -> Double {
    1 + integral(0, 50, pieces: 100_000) { rate / pow(1 - loadBelow($0, rate: rate), 2) * exp(-$0) }
  }
  static func shortestFirstInterrupting(rate: Double) -> Double {
    integral(0, 50, pieces: 100_000) { x in
      let free = 1 - loadBelow(x, rate: rate)
      return exp(-x) * (rate * momentBelow(x) / 2 / (free * free) + x / free)
    }
  }

  /// Shortest guess first in M/M/1, where a guess is the work times a lognormal factor of median 1: a job of guess y
  /// waits W_0/(1 − ρ(y))², ρ(y) being the load of those with lesser guesses. Integrals over the logarithms.
  static func shortestGuessFirst(rate: Double, sigma: Double) -> Double {
    func below(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }
    func density(_ z: Double) -> Double { exp(-z * z / 2) / (2 * Double.pi).squareRoot() }
    return 1
      + integral(-26, 10, pieces: 720) { guess in
        let load =
          rate
          * integral(-22, 4.2, pieces: 524) { x in
            exp(2 * x - exp(x)) * below((guess - x) / sigma)
          }
        let chance = integral(-22, 4.2, pieces: 524) { x in exp(x - exp(x)) * density((guess - x) / sigma) / sigma }
        return chance * rate / ((1 - load) * (1 - load))
      }
  }

  /// Kleinrock 1976, section 4.7: M/G/1 with feedback levels that end at these attained services, each in order of
  /// arrival; hyperexponential work of the given branches.
  static func feedback(rate: Double, ends: [Double], branches: [(weight: Double, mean: Double)]) -> Double {
    func survival(_ x: Double) -> Double { branches.reduce(0) { $0 + $1.weight * exp(-x / $1.mean) } }
    func cutMean(_ x: Double) -> Double { branches.reduce(0) { $0 + $1.weight * $1.mean * (1 - exp(-x / $1.mean)) } }
    func cutSquare(_ x: Double) -> Double {
      branches.reduce(0) { sum, branch in
        let m = branch.mean
        return sum + 2 * branch.weight * (m * m - exp(-x / m) * (m * m + m * x))
      }
    }
    // ∫ x dF from here on.
    func meanAbove(_ x: Double) -> Double { branches.reduce(0) { $0 + $1.weight * exp(-x / $1.mean) * (x + $1.mean) } }
    return zip([0] + ends, ends).reduce(0) { sum, level in
      let wait = rate * cutSquare(level.1) / 2 / (1 - rate * cutMean(level.1))
      let part = wait * (survival(level.0) - survival(level.1)) + meanAbove(level.0) - meanAbove(level.1)
      return sum + part / (1 - rate * cutMean(level.0))
    }
  }

  /// The power of d choices among endless servers at this load (Vvedenskaya, Dobrushin & Karpelevich 1996).
  static func choices(_ d: Double, load: Double) -> Double {
    (1...60).reduce(0.0) { $0 + pow(load, (pow(d, Double($1)) - d) / (d - 1)) }
  }

  /// GI/M/1 with gaps of n exponential stages, as each of n servers taken in turn sees it.
  static func inTurn(_ servers: Double, load: Double) -> Double {
    var root = 0.5
    for _ in 0..<10_000 { root = pow(servers * load / (servers * load + 1 - root), servers) }
    return 1 / (1 - root)
  }

  /// Two M/G/1 queues, each for the jobs on one side of a cut of a bounded Pareto law, together in the mean.
  static func bands(shape: Double, from low: Double, to high: Double, cut: Double, rate: Double) -> Double {
    func moment(_ j: Double, _ a: Double, _ b: Double) -> Double {
      let factor = shape * pow(low, shape) / (1 - pow(low / high, shape))
      return factor * (pow(b, j - shape) - pow(a, j - shape)) / (j - shape)
    }
    return [(low, cut), (cut, high)].reduce(0) { sum, band in
      let chance = moment(0, band.0, band.1)
      let load = rate * moment(1, band.0, band.1)
      let wait = rate * moment(2, band.0, band.1) / (2 * (1 - load))
      return sum + moment(1, band.0, band.1) + chance * wait
    }
  }

  /// M/M/c/K: probabilities of 0 … K jobs.
  static func birthDeath(_ servers: Int, _ room: Int, _ load: Double) -> [Double] {
    var weights = [1.0]
    for k in 1...room { weights.append(weights[k - 1] * load / Double(min(k, servers))) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  /// Redundancy-d among k servers with exponential times of mean 1, independent between copies (Gardner et al. 2017).
  /// `rate` is that of the jobs for each server.
  static func redundancy(_ d: Int, of k: Int, rate: Double) -> Double {
    func choose(_ n: Int, _ m: Int) -> Double { (0..<m).reduce(1.0) { $0 * Double(n - $1) / Double($1 + 1) } }
    return (d...k).reduce(0.0) { sum, i in
      sum + 1 / (Double(k) * choose(k - 1, d - 1) / choose(i - 1, d - 1) - Double(k) * rate)
    }
  }

  /// Mean of the first of a job and its copy, sent after a delay if there is no answer by then.
  static func hedged(after delay: Double, survival: (Double) -> Double) -> Double {
    let ends = [delay, delay + 2, delay + 20, delay + 400]
    let both = zip(ends, ends.dropFirst()).reduce(0.0) { sum, part in
      sum + integral(part.0, part.1, pieces: 40_000) { survival($0) * survival($0 - delay) }
    }
    return integral(0, delay, pieces: 40_000, survival) + both
  }
}
