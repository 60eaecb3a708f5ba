import Quantities
import Specs
import Vocabulary

/// The regions of a scenario and the round trip between each two of them.
///
/// Round trips are nanoseconds of a packet there and back over the backbone, access links left out. The map is
/// symmetric: measured directions differ by up to 50 ms between some pairs, which is left out. At most 64 regions, so
/// that a set of regions is one word.
public struct RegionMap: Sendable, Equatable {
  public let names: [Name]
  /// Nanoseconds; `[a × count + b]`.
  public private(set) var roundTrips: [Int64]
  /// Where the numbers are from.
  public let origin: String

  /// A map in which each pair is `otherwise` apart and two nodes of one region are `within` apart.
  public init(names: [Name], within: TimeSpan, otherwise: TimeSpan, origin: String) {
    precondition(names.count <= 64, "a scenario has at most 64 regions")
    self.names = names
    self.origin = origin
    let count = names.count
    roundTrips = (0..<count * count).map { $0 / count == $0 % count ? within.nanoseconds : otherwise.nanoseconds }
  }

  public var count: Int { names.count }

  public func region(named name: Name) -> RegionID? { names.firstIndex(of: name).map { RegionID($0) } }

  public func roundTrip(_ a: RegionID, _ b: RegionID) -> TimeSpan {
    TimeSpan(nanoseconds: roundTrips[a.index * count + b.index])
  }

  /// States the round trip of a pair, in both directions; of one region with itself when `a == b`.
  public mutating func setRoundTrip(_ a: RegionID, _ b: RegionID, to span: TimeSpan) {
    precondition(span >= .zero, "a round trip is not negative")
    roundTrips[a.index * count + b.index] = span.nanoseconds
    roundTrips[b.index * count + a.index] = span.nanoseconds
  }
}

extension RegionMap {
  /// The 17 built-in regions.
  ///
  /// Between regions: Azure's published P95 round trips of July 2026, mean of both directions, whole milliseconds.
  /// Within a region: 5 ms, an estimate by the distance rule (1 ms of round trip per 100 km of path, 250 km apart,
  /// paths twice as long as the straight line).
  public static let builtIn = RegionMap(
    upperTriangle: azure2026, within: .milliseconds(5),
    origin: "Azure network round-trip latency statistics, P95, July 2026; 5 ms within a region by distance")

  /// Reads rows of (name, milliseconds to each later region).
  init(upperTriangle rows: [(name: String, milliseconds: [Int64])], within: TimeSpan, origin: String) {
    self.init(names: rows.map { Name($0.name) }, within: within, otherwise: .zero, origin: origin)
    for (a, row) in rows.enumerated() {
      precondition(row.milliseconds.count == rows.count - 1 - a, "a row of the region matrix has another length")
      for (step, milliseconds) in row.milliseconds.enumerated() {
        setRoundTrip(RegionID(a), RegionID(a + 1 + step), to: .milliseconds(milliseconds))
      }
    }
  }

  // Azure's regions in the order of the rows: East US (Virginia), South Central US (Texas), West US 2 (Washington),
  // Canada Central (Toronto), Mexico Central, Brazil South (São Paulo), UK South (London), Germany West Central
  // (Frankfurt), Sweden Central, Poland Central, South Africa North (Johannesburg), UAE North (Dubai), Central India
  // (Pune), Southeast Asia (Singapore), Japan East (Tokyo), Korea Central (Seoul), Australia East (Sydney).
  private static let azure2026: [(name: String, milliseconds: [Int64])] = [
    ("us-east", [46, 76, 22, 64, 120, 80, 97, 109, 108, 226, 190, 216, 229, 165, 192, 206]),
    ("us-south", [58, 58, 24, 142, 119, 132, 144, 144, 251, 228, 248, 207, 140, 164, 183]),
    ("us-west", [68, 74, 179, 144, 160, 165, 169, 284, 256, 218, 165, 102, 128, 180]),
    ("canada", [74, 132, 84, 100, 114, 114, 236, 187, 216, 226, 165, 190, 207]),
    ("mexico", [158, 136, 148, 161, 156, 270, 231, 268, 220, 147, 172, 197]),
    ("brazil", [184, 200, 206, 212, 326, 290, 320, 337, 270, 292, 298]),
    ("uk", [20, 35, 34, 169, 122, 150, 183, 236, 262, 277]),
    ("germany", [32, 26, 173, 122, 150, 179, 248, 272, 290]),
    ("sweden", [29, 198, 148, 176, 231, 259, 285, 305]),
    ("poland", [198, 138, 169, 202, 259, 286, 300]),
    ("south-africa", [104, 134, 200, 254, 252, 348]),
    ("uae", [34, 88, 155, 153, 180]),
    ("india", [58, 129, 126, 152]),
    ("singapore", [74, 72, 98]),
    ("japan", [36, 105]),
    ("korea", [134]),
    ("australia", []),
  ]
}
