import CGSL
import Randomness

/// Probabilities that a sample of the stated law looks at least this odd.
struct GoodnessOfFit {
  /// Every test at this level; three of them make 10^-4 for one law.
  static let level = 1e-4 / 3

  var worst: Double
  var isRejected: Bool { worst < Self.level }

  /// Kolmogorov and Smirnov, Anderson and Darling, and chi-square over 100 cells of equal chance.
  ///
  /// - Parameter sorted: the sample in ascending order. - Parameter cdf: the distribution function, continuous.
  init(sorted: [Double], cdf: (Double) -> Double) {
    let n = Double(sorted.count)
    var distance = 0.0
    var cells = [Double](repeating: 0, count: 100)
    var logs = 0.0
    for (i, x) in sorted.enumerated() {
      let u = cdf(x)
      distance = max(distance, u - Double(i) / n, Double(i + 1) / n - u)
      cells[min(Int(u * 100), 99)] += 1
      // Σ (2i+1)(ln uᵢ + ln(1 − u₍ₙ₋₁₋ᵢ₎)), the second sum turned round.
      let odd = Double(2 * i + 1)
      logs += odd * portableLog(max(u, 1e-300)) + (2 * n - odd) * portableLog1p(-min(u, 1 - 0x1p-53))
    }
    let andersonDarling = -n - logs / n
    worst = min(
      2 * portableExp(-2 * n * distance * distance), Self.andersonDarlingTail(andersonDarling),
      Self.chiSquareTail(cells, expected: [Double](repeating: n / 100, count: 100)))
  }

  /// The same by the distance of Kolmogorov and Smirnov alone, seen at every `step`th value: at most the true one.
  init(sorted: [Double], every step: Int, cdf: (Double) -> Double) {
    let n = Double(sorted.count)
    var distance = 0.0
    for i in Swift.stride(from: 0, to: sorted.count, by: step) {
      let u = cdf(sorted[i])
      distance = max(distance, u - Double(i) / n, Double(i + 1) / n - u)
    }
    worst = 2 * portableExp(-2 * n * distance * distance)
  }

  /// Chi-square for whole numbers, `probability(k)` for k = first …, over cells joined until each expects 10 and again
  /// until each expects a hundredth of the sample (many small cells are blind to scale).
  init(counts: [Int: Int], first: Int, through last: Int, probability: (Int) -> Double) {
    let chances = (first...last).map(probability)
    let observed = (first...last).map { Double(counts[$0] ?? 0) }
    let n = observed.reduce(0, +)
    worst = min(
      Self.chiSquareTail(joined: observed, chances, n, least: 10),
      Self.chiSquareTail(joined: observed, chances, n, least: n / 100))
  }

  private static func chiSquareTail(
    joined counts: [Double], _ chances: [Double], _ n: Double, least: Double
  ) -> Double {
    var observed: [Double] = []
    var expected: [Double] = []
    var (seen, due) = (0.0, 0.0)
    var (remaining, left) = (n, n)
    for (count, chance) in zip(counts, chances) {
      seen += count
      due += n * chance
      if due >= least && left - due >= least {
        observed.append(seen)
        expected.append(due)
        remaining -= seen
        left -= due
        (seen, due) = (0, 0)
      }
    }
    return chiSquareTail(observed + [remaining], expected: expected + [left])
  }

  /// The far tail of Anderson and Darling's limit law, Σ χ²ⱼ / (j (j + 1)): its first term rules, with the factor
  /// Π (1 − 2 / (j (j + 1)))^(−1/2) = √3 of the others. Good to some per cent beyond 5.
  private static func andersonDarlingTail(_ z: Double) -> Double {
    z < 3 ? 1 : (3 / (Double.pi * z)).squareRoot() * portableExp(-z)
  }

  private static func chiSquareTail(_ observed: [Double], expected: [Double]) -> Double {
    var statistic = 0.0
    for (o, e) in zip(observed, expected) { statistic += (o - e) * (o - e) / e }
    return observed.count < 2 ? 1 : gsl_cdf_chisq_Q(statistic, Double(observed.count - 1))
  }
}
