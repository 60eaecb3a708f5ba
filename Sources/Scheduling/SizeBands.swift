import Randomness
import Vocabulary

/// Sizes of jobs in bands that hold the same load each, learned from the sizes seen.
///
/// Sums the sizes in bins of 1/32 of a power of two, from 2⁻³² to 2³²; a cut within a bin is interpolated. New cuts are
/// made whenever the number of sizes has doubled.
struct SizeBands: Sendable {
  private static let first = 64
  private static let steps = 32
  private static let octaves = 64
  let count: Int
  /// Ascending; sizes from one cut to below the next are a band. Empty while too few sizes are known.
  private(set) var cuts: [Double]
  private let isFixed: Bool
  private var loads: [Double] = []
  private var seen = 0
  private var next = SizeBands.first

  /// Bands between cuts that are given, ascending.
  init(cuts: [Double]) {
    self.cuts = cuts
    count = cuts.count + 1
    isFixed = true
  }

  /// Bands of equal load. With a law they are those of its draws, and stay.
  init(count: Int, law: (any Distribution)? = nil) {
    self.count = count
    cuts = []
    isFixed = law != nil
    loads = Array(repeating: 0, count: Self.steps * Self.octaves)
    guard let law else { return }
    var stream = RandomSource(seed: 0).stream(StreamName("size-bands"))
    for _ in 0..<1 << 17 { add(law.sample(using: &stream)) }
    cut()
  }

  /// The band of a size; nil while too few sizes are known.
  func band(of size: Double) -> Int? {
    if cuts.isEmpty && count > 1 { return nil }
    var band = 0
    while band < cuts.count && size >= cuts[band] { band += 1 }
    return band
  }

  mutating func learn(_ size: Double) {
    if isFixed { return }
    add(size)
    seen += 1
    if seen == next {
      next *= 2
      cut()
    }
  }

  private mutating func add(_ size: Double) {
    guard size > 0, size.isFinite else { return }
    let octave = Int(size.exponent) + Self.octaves / 2
    let step = Int((size.significand - 1) * Double(Self.steps))
    let bin = min(max(octave * Self.steps + step, 0), loads.count - 1)
    loads[bin] += size
  }

  private mutating func cut() {
    let total = loads.reduce(0, +)
    if total == 0 { return }
    cuts.removeAll(keepingCapacity: true)
    var below = 0.0
    for (bin, load) in loads.enumerated() where load > 0 {
      while cuts.count < count - 1 && below + load >= total * Double(cuts.count + 1) / Double(count) {
        let part = (total * Double(cuts.count + 1) / Double(count) - below) / load
        cuts.append(Self.edge(bin) + part * (Self.edge(bin + 1) - Self.edge(bin)))
      }
      below += load
    }
    while cuts.count < count - 1 { cuts.append(.infinity) }
  }

  /// The least size of a bin.
  private static func edge(_ bin: Int) -> Double {
    let octave = Double(sign: .plus, exponent: bin / steps - octaves / 2, significand: 1)
    return octave * (1 + Double(bin % steps) / Double(steps))
  }
}
