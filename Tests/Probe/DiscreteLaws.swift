import CGSL
import Randomness

/// A law of whole numbers with its probabilities, and the same probabilities with an error of 1 %.
struct DiscreteCase {
  let name: String
  let law: any Distribution
  let support: ClosedRange<Int>
  let probability: (Int) -> Double
  let wrong: (Int) -> Double

  func check() -> Bool {
    let draws = 1_000_000
    var stream = RandomSource(seed: 2026).stream(StreamName(name))
    var counts: [Int: Int] = [:]
    var sample: [Double] = []
    var isWhole = true
    for _ in 0..<draws {
      let x = law.sample(using: &stream)
      guard let k = Int(exactly: x), support.contains(k) else {
        isWhole = false
        continue
      }
      counts[k, default: 0] += 1
      sample.append(x)
    }
    let (average, error) = moments(of: sample)
    let meanDistance = abs(average - law.mean) / error
    let (first, last) = (support.lowerBound, support.upperBound)
    let fit = GoodnessOfFit(counts: counts, first: first, through: last, probability: probability)
    let scaled = GoodnessOfFit(counts: counts, first: first, through: last, probability: wrong)
    let passes = isWhole && meanDistance < 4.5 && !fit.isRejected && scaled.isRejected
    report(
      passes, name,
      "p \(short(fit.worst)); off by 1 %: p \(short(scaled.worst)); mean off by \(short(meanDistance)) s.e."
        + (isWhole ? "" : "; outside its support"))
    return passes
  }
}

func discreteCases() -> [DiscreteCase] {
  var cases: [DiscreteCase] = []
  for mean in [0.3, 3, 1000] {
    cases.append(
      DiscreteCase(
        name: "poisson \(mean)", law: PoissonLaw(mean: mean), support: 0...10_000,
        probability: { gsl_ran_poisson_pdf(UInt32($0), mean) },
        wrong: { gsl_ran_poisson_pdf(UInt32($0), mean * 1.01) }))
  }
  for p in [0.9, 0.3, 0.001] {
    cases.append(
      DiscreteCase(
        name: "geometric \(p)", law: GeometricLaw(probability: p), support: 1...100_000,
        probability: { gsl_ran_geometric_pdf(UInt32($0), p) },
        wrong: { gsl_ran_geometric_pdf(UInt32($0), p / 1.01) }))
  }
  for (exponent, count) in [(1.1, 1000), (0.8, 20), (2, 100_000)] {
    let right = zipfChances(exponent: exponent, count: count)
    let wrong = zipfChances(exponent: exponent * 1.01, count: count)
    cases.append(
      DiscreteCase(
        name: "zipf \(exponent), \(count)", law: ZipfLaw(exponent: exponent, count: count), support: 1...count,
        probability: { right[$0 - 1] }, wrong: { wrong[$0 - 1] }))
  }
  let weights = [5.0, 3, 0, 1, 1]
  cases.append(
    DiscreteCase(
      name: "discrete", law: DiscreteLaw(values: [0, 1, 2, 3, 4], weights: weights), support: 0...4,
      probability: { weights[$0] / 10 }, wrong: { ($0 == 0 ? 5.05 : weights[$0]) / 10.05 }))
  cases.append(
    DiscreteCase(
      name: "empirical, no interpolation", law: EmpiricalLaw(values: [3, 3, 1, 2], interpolated: false), support: 1...3,
      probability: { [0.25, 0.25, 0.5][$0 - 1] }, wrong: { [0.2525, 0.2475, 0.5][$0 - 1] }))
  return cases
}

private func zipfChances(exponent: Double, count: Int) -> [Double] {
  let weights = (1...count).map { portablePow(Double($0), -exponent) }
  let sum = weights.reversed().reduce(0, +)
  return weights.map { $0 / sum }
}

func checkDistributions() -> Bool {
  let continuous = continuousCases().map { $0.check() }
  let discrete = discreteCases().map { $0.check() }
  return (continuous + discrete).allSatisfy { $0 }
}
