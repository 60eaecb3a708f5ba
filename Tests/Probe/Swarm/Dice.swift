import Randomness

/// Chance for making up scenarios, and the spellings of quantities in a scenario file.
struct Dice {
  private var stream: RandomStream

  init(seed: UInt64, for purpose: String = "swarm") {
    stream = RandomSource(seed: seed).stream(StreamName(purpose))
  }

  mutating func chance(_ probability: Double = 0.5) -> Bool { stream.uniform() < probability }
  mutating func pick<T>(_ from: [T]) -> T { from[stream.below(from.count)] }
  mutating func int(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + stream.below(range.upperBound - range.lowerBound + 1)
  }
  mutating func real(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + stream.uniform() * (range.upperBound - range.lowerBound)
  }
  /// Evenly on the logarithm's scale.
  mutating func log(_ range: ClosedRange<Double>) -> Double {
    portableExp(real(portableLog(range.lowerBound)...portableLog(range.upperBound)))
  }
  /// At least one of the names, each with a weight: `{a: 2, b: 1}`.
  mutating func shares(of names: [String]) -> String {
    let first = pick(names)
    let chosen = names.filter { $0 == first || stream.uniform() < 0.5 }
    return "{\(chosen.map { "\($0): \(int(1...3))" }.joined(separator: ", "))}"
  }
}

/// A number with at most six decimals and no exponent.
func decimal(_ value: Double, decimals: Int = 6) -> String {
  let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
  let parts = Int64((value * scale).rounded())
  let whole = parts / Int64(scale)
  let rest = String(parts % Int64(scale))
  return "\(whole).\(String(repeating: "0", count: decimals - rest.count))\(rest)"
}

/// A time in whole microseconds, one at least.
func time(_ seconds: Double) -> String { "\(max(1, Int64((seconds * 1e6).rounded()))) us" }

/// Money to the billionth of a dollar, one at least.
func money(_ dollars: Double) -> String { "\(decimal(max(dollars, 1e-9), decimals: 9)) USD" }

func rate(_ perSecond: Double) -> String { "\(decimal(max(perSecond, 1e-6))) /s" }
