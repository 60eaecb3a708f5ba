import Quantities
import Vocabulary

/// Providers on a circle of 64-bit hashes, some points each (Karger et al. 1997). Never changes; where a provider's
/// points are hangs on its id alone, so that a circle without it has all other points in place.
struct HashRing: Sendable {
  private struct Point: BitwiseCopyable, Comparable {
    var hash: UInt64
    var owner: Int32
    static func < (a: Point, b: Point) -> Bool { a.hash != b.hash ? a.hash < b.hash : a.owner < b.owner }
  }

  private let points: [Point]
  /// The first point whose hash begins with these bits or later ones: a search then looks at a point or two.
  private let starts: [Int32]
  private let shift: UInt64

  /// Requires at least one point in all.
  init(of members: [ProviderID], points count: Int) {
    var points: [Point] = []
    points.reserveCapacity(members.count * count)
    for member in members {
      for number in 0..<count {
        points.append(Point(hash: Self.hash(UInt64(member.index), UInt64(number)), owner: member.raw))
      }
    }
    precondition(!points.isEmpty, "a ring has a point")
    points.sort()
    var bits: UInt64 = 1
    while 1 << bits < points.count { bits += 1 }
    shift = 64 - bits
    var starts: [Int32] = []
    var place = 0
    for bucket in 0..<(1 << bits) {
      while place < points.count && points[place].hash >> shift < bucket { place += 1 }
      starts.append(Int32(place))
    }
    self.points = points
    self.starts = starts
  }

  var count: Int { points.count }

  /// The place of the first point at or after the key's hash; round the circle if need be.
  func place(of key: UInt64) -> Int {
    let hash = Self.hash(key, .max)
    var place = Int(starts[Int(hash >> shift)])
    while place < points.count && points[place].hash < hash { place += 1 }
    return place == points.count ? 0 : place
  }

  func owner(at place: Int) -> ProviderID { ProviderID(Int(points[place].owner)) }

  private static func hash(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var mixer = Mixer()
    mixer.fold(a)
    mixer.fold(b)
    return mixer.finalized
  }
}
