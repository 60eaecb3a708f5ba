import Randomness

extension FilterScore {
  /// The place of the greatest sum; equals equally likely.
  func greatest(of sums: [Double], using stream: inout RandomStream) -> Int {
    var best = 0
    var equals = 1
    for place in sums.indices.dropFirst() where sums[place] >= sums[best] {
      equals = sums[place] > sums[best] ? 1 : equals + 1
      if equals == 1 { best = place }
    }
    var rank = equals == 1 ? 0 : stream.below(equals)
    for place in best..<sums.count where sums[place] == sums[best] {
      if rank == 0 { return place }
      rank -= 1
    }
    preconditionFailure("a maximum is found again where it was")
  }

  /// One of the `depth` greatest, each equally likely; which of equals belong to them is by order.
  func oneOfGreatest(_ depth: Int, of sums: [Double], using stream: inout RandomStream) -> Int {
    var places: [Int] = []
    for place in sums.indices {
      var slot = places.count
      while slot > 0 && sums[place] > sums[places[slot - 1]] { slot -= 1 }
      guard slot < depth else { continue }
      if places.count == depth { places.removeLast() }
      places.insert(place, at: slot)
    }
    return places[stream.below(places.count)]
  }

  /// A place with a chance in proportion to exp(sum ÷ temperature).
  func drawBySoftmax(_ temperature: Double, of sums: [Double], using stream: inout RandomStream) -> Int {
    let greatest = sums.reduce(-Double.infinity, max)
    var total = 0.0
    for sum in sums { total += portableExp((sum - greatest) / temperature) }
    var left = stream.uniform() * total
    for place in sums.indices {
      left -= portableExp((sums[place] - greatest) / temperature)
      if left < 0 { return place }
    }
    return sums.count - 1
  }
}
