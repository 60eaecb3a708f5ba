import Datasets
import Quantities
import Randomness
import Specs
import Testing

@testable import Scenarios

private let source = RandomSource(seed: 20_261_121)
private let name = StreamName("arrivals")

/// Numbers of arrivals in `windows` windows of a length in seconds, after a warm-up of as much.
private func counts(_ process: any ArrivalProcess, window: Double, windows: Int, entity: Int) -> [Double] {
  var process = process
  var stream = source.stream(name, entity)
  var counts = [Double](repeating: 0, count: windows)
  var now = Instant.start
  let warmup = 20 * window
  while let next = process.next(after: now, using: &stream) {
    precondition(next >= now, "arrivals are in order")
    now = next
    let place = Int(((next.seconds - warmup) / window).rounded(.down))
    if place >= windows { break }
    if place >= 0 { counts[place] += 1 }
  }
  return counts
}

private func moments(_ x: [Double]) -> (mean: Double, variance: Double, fourth: Double) {
  let n = Double(x.count)
  let mean = x.reduce(0, +) / n
  let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
  let fourth = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) * ($1 - mean) } / n
  return (mean, variance, fourth)
}

/// The mean within `sigmas` standard errors, the variance too (by its own fourth moment). Windows are long against the
/// process's memory, so counts are all but independent; the factor 1.5 covers what is left.
private func expectCounts(
  _ x: [Double], mean: Double, variance: Double, sigmas: Double = 4, sourceLocation: SourceLocation = #_sourceLocation
) {
  let n = Double(x.count)
  let m = moments(x)
  let errorOfMean = 1.5 * (variance / n).squareRoot()
  let errorOfVariance = 1.5 * ((m.fourth - m.variance * m.variance) / n).squareRoot()
  #expect(abs(m.mean - mean) < sigmas * errorOfMean, "mean \(m.mean), expected \(mean)", sourceLocation: sourceLocation)
  #expect(
    abs(m.variance - variance) < sigmas * errorOfVariance, "variance \(m.variance), expected \(variance)",
    sourceLocation: sourceLocation)
}

@Test func poissonHasDispersionOne() {
  let x = counts(PoissonArrivals(rate: Rate(perSecond: 5)), window: 2, windows: 12_000, entity: 0)
  expectCounts(x, mean: 10, variance: 10)
  // The whole law: chi-square over cells of 4 … 17 and the two tails, 15 degrees of freedom, alpha about 1e-4.
  var expected: [Double] = []
  var chance = 1.0 / 22_026.465794806718
  var below = 0.0
  for k in 0...17 {
    if k > 0 { chance *= 10 / Double(k) }
    if k < 4 { below += chance } else { expected.append(chance) }
  }
  expected.insert(below, at: 0)
  expected.append(1 - expected.reduce(0, +))
  var seen = [Double](repeating: 0, count: expected.count)
  for count in x { seen[count < 4 ? 0 : min(Int(count) - 3, 15)] += 1 }
  let chi = zip(seen, expected).reduce(0) { sum, cell in
    let want = cell.1 * Double(x.count)
    return sum + (cell.0 - want) * (cell.0 - want) / want
  }
  #expect(chi < 44.3, "chi-square \(chi)")
}

@Test func clockHasNoVariance() {
  let x = counts(RenewalArrivals(gap: ConstantLaw(0.25)), window: 10, windows: 100, entity: 1)
  #expect(x.allSatisfy { $0 == 40 })
  #expect(RenewalArrivals(gap: ConstantLaw(0.25)).meanRate == 4)
}

/// Renewal theory: a count over a long time has mean t/μ and variance t σ²/μ³, here dispersion 1/4 of Erlang-4.
@Test func erlangGapsThinOutTheVariance() {
  let x = counts(RenewalArrivals(gap: ErlangLaw(stages: 4, mean: 0.1)), window: 20, windows: 1_500, entity: 2)
  let m = moments(x)
  #expect(abs(m.mean - 200) < 1)
  #expect(abs(m.variance / m.mean - 0.25) < 0.035, "dispersion \(m.variance / m.mean)")
}

/// Two states: Fischer & Meier-Hellstern's index of dispersion for counts.
@Test func mmppMeetsItsClosedForm() {
  let (l1, l2, r1, r2, t) = (20.0, 2.0, 1.0 / 3, 1.0 / 7, 60.0)
  let process = MMPPArrivals(states: [.init(rate: l1, stay: 1 / r1), .init(rate: l2, stay: 1 / r2)])
  let mean = (l1 * r2 + l2 * r1) / (r1 + r2)
  #expect(abs(process.meanRate - mean) < 1e-12)
  let r = r1 + r2
  let dispersion =
    1 + 2 * (l1 - l2) * (l1 - l2) * r1 * r2 / (r * r * (l1 * r2 + l2 * r1)) * (1 - (1 - portableExp(-r * t)) / (r * t))
  #expect(dispersion > 10)
  let x = counts(process, window: t, windows: 1_500, entity: 3)
  expectCounts(x, mean: mean * t, variance: mean * t * dispersion)
}

@Test func mmppOfThreeStatesHasItsMean() {
  let process = MMPPArrivals(states: [.init(rate: 0, stay: 5), .init(rate: 6, stay: 1), .init(rate: 30, stay: 0.5)])
  let x = counts(process, window: 200, windows: 400, entity: 4)
  let m = moments(x)
  #expect(abs(process.meanRate - 21 / 6.5) < 1e-12)
  #expect(abs(m.mean / 200 - process.meanRate) < 4 * (m.variance / 400).squareRoot() / 200)
}

/// Hawkes (1971): covariance density Λ α (2β − α) / (2 (β − α)) e^−(β − α)τ, integrated twice.
@Test func hawkesMeetsItsClosedForm() {
  let (background, branching, memory, t) = (2.0, 0.6, 0.5, 40.0)
  let process = HawkesArrivals(background: background, branching: branching, memory: memory)
  let mean = background / (1 - branching)
  #expect(abs(process.meanRate - mean) < 1e-12)
  let (beta, alpha) = (1 / memory, branching / memory)
  let gamma = beta - alpha
  let k = alpha * (2 * beta - alpha) / (2 * gamma)
  let dispersion = 1 + 2 * k / gamma * (1 - (1 - portableExp(-gamma * t)) / (gamma * t))
  #expect(dispersion > 5 && dispersion < 1 / ((1 - branching) * (1 - branching)))
  let x = counts(process, window: t, windows: 2_000, entity: 5)
  expectCounts(x, mean: mean * t, variance: mean * t * dispersion)
}

@Test func hawkesWithoutExcitementIsPoisson() {
  let x = counts(HawkesArrivals(background: 5, branching: 0, memory: 1), window: 2, windows: 5_000, entity: 6)
  expectCounts(x, mean: 10, variance: 10)
}

@Test func curveIntegratesToTheDailyTotal() {
  let points: [RateCurve.Point] = [
    .init(at: 3 * 3600, perSecond: 1), .init(at: 9 * 3600, perSecond: 6), .init(at: 21 * 3600, perSecond: 4),
  ]
  let curves = [
    RateCurve(shape: .points(points)), RateCurve(shape: .points([.init(at: 0, perSecond: 2)])),
    RateCurve(shape: .cosine(mean: 3, swing: 0.7, peakAt: 20 * 3600), startsAt: 5 * 3600),
    RateCurve(shape: .points(points), days: [1, 1, 1, 1, 1, 0.5, 0.25], startsAt: 7 * 3600),
  ]
  for curve in curves {
    // The mid-point rule over a week at 10 s steps, through `rate(at:)` itself.
    let steps = 7 * 8_640
    var sum = 0.0
    var highest = 0.0
    for step in 0..<steps {
      let rate = curve.rate(at: Instant(nanoseconds: Int64(step) * 10_000_000_000 + 5_000_000_000))
      sum += rate
      highest = max(highest, rate)
    }
    #expect(abs(sum / Double(steps) / curve.mean - 1) < 1e-5)
    #expect(highest <= curve.peak * (1 + 1e-12) && highest > curve.peak * 0.999)
  }
}

/// Thinning is exact in law: time changed by the integral of the rate, the arrivals are a Poisson process of rate 1, so
/// their gaps are exponential (Kolmogorov–Smirnov).
@Test func thinningFollowsTheCurveInLaw() {
  let points: [RateCurve.Point] = [
    .init(at: 0, perSecond: 0), .init(at: 43_200, perSecond: 0.9), .init(at: 60_000, perSecond: 0.1),
  ]
  let curve = RateCurve(shape: .points(points), days: [1, 0.5, 2, 1, 0, 1, 3])
  var process = CurvedArrivals(curve: curve)
  var stream = source.stream(name, 7)
  var now = Instant.start
  var gaps: [Double] = []
  while gaps.count < 20_000 {
    let next = process.next(after: now, using: &stream)!
    gaps.append(1 - portableExp(-area(of: curve, from: now.seconds, to: next.seconds)))
    now = next
  }
  gaps.sort()
  let n = Double(gaps.count)
  let distance = gaps.enumerated().reduce(0.0) {
    max($0, abs(Double($1.offset) / n - $1.element), abs(Double($1.offset + 1) / n - $1.element))
  }
  #expect(distance * n.squareRoot() < 2.2, "sqrt(n) D = \(distance * n.squareRoot()); 2.2 has alpha 1e-4")
  // And the test sees a curve wrong by 3 %.
  let wrong = gaps.map { 1 - portablePow(1 - $0, 1.03) }
  let seen = wrong.enumerated().reduce(0.0) { max($0, abs(Double($1.offset) / n - $1.element)) }
  #expect(seen * n.squareRoot() > 2.2)
}

/// Exact over pieces that are linear: Simpson's rule over stretches that break at every point and midnight.
private func area(of curve: RateCurve, from start: Double, to end: Double) -> Double {
  guard case .points(let points) = curve.shape else { return .nan }
  var breaks = [start, end]
  var midnight = (start / RateCurve.day).rounded(.down) * RateCurve.day
  while midnight <= end {
    for at in [0] + points.map(\.at) where midnight + at > start && midnight + at < end { breaks.append(midnight + at) }
    midnight += RateCurve.day
  }
  breaks.sort()
  return zip(breaks, breaks.dropFirst()).reduce(0) { sum, piece in
    let middle = (piece.0 + piece.1) / 2
    return sum + (piece.1 - piece.0) * curve.rate(at: Instant(nanoseconds: Int64(middle * 1e9)))
  }
}

@Test func priceKeepsItsShareOfTheSameJobs() {
  let base = PoissonArrivals(rate: Rate(perSecond: 25))
  func arrivals(at price: Int64) -> [Int64] {
    var process = PriceElasticArrivals(base: base, reference: Dollars(nano: 1_000), elasticity: 1.5)
    process.observe(price: Dollars(nano: price))
    var stream = source.stream(name, 8)
    var now = Instant.start
    var times: [Int64] = []
    while let next = process.next(after: now, using: &stream), next.seconds < 2_000 {
      now = next
      if process.keepsCurrent { times.append(next.nanoseconds) }
    }
    return times
  }
  let all = arrivals(at: 1_000)
  #expect(all == arrivals(at: 500), "below the reference price nothing is added")
  var before = Set(all)
  for (price, share) in [(1_500 as Int64, 0.54433), (2_000, 0.35355), (8_000, 0.044194)] {
    let some = arrivals(at: price)
    let n = Double(all.count)
    #expect(abs(Double(some.count) / n - share) < 4 * (share * (1 - share) / n).squareRoot(), "price \(price)")
    #expect(before.isSuperset(of: some), "a higher price only takes jobs away")
    before = Set(some)
    // What is left is Poisson again: dispersion 1 in windows of a second.
    var counts = [Double](repeating: 0, count: 2_000)
    for time in some { counts[Int(time / 1_000_000_000)] += 1 }
    let m = moments(counts)
    #expect(abs(m.variance / m.mean - 1) < 4 * (2.0 / 2_000).squareRoot() * 1.2, "dispersion at \(price)")
  }
}
