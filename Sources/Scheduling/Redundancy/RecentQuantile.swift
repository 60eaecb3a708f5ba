import Quantities

/// A quantile of the last so many values, exact: the least value that at least that share does not exceed.
struct RecentQuantile: Sendable {
  private let level: Double
  private let window: Int
  /// In order of coming; once full, `oldest` says where the ring begins.
  private var ring: [TimeSpan] = []
  private var oldest = 0
  private var sorted: [TimeSpan] = []

  /// Requires 0 < level < 1 and window >= 1.
  init(level: Double, window: Int) {
    self.level = level
    self.window = window
  }

  var count: Int { ring.count }

  /// Requires at least one value.
  var value: TimeSpan { sorted[max(0, Int((level * Double(sorted.count)).rounded(.up)) - 1)] }

  mutating func add(_ value: TimeSpan) {
    if ring.count < window {
      ring.append(value)
    } else {
      sorted.remove(at: place(of: ring[oldest]))
      ring[oldest] = value
      oldest = (oldest + 1) % window
    }
    sorted.insert(value, at: place(of: value))
  }

  /// The first place whose value is not less.
  private func place(of value: TimeSpan) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
