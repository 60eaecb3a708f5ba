import Quantities
import Specs
import Vocabulary

extension NetworkRule {
  /// The kinds of rule that a scenario may state about its regions and access classes.
  static func catalog(regions: [Name], classes: [Name]) -> Catalog<NetworkRule> {
    Catalog(
      "network rule",
      [
        .init("partition", "Nothing passes between two sets of regions.") { spec in
          let here = takeRegions("between", "Regions on one side.", among: regions, from: &spec)
          let there = takeRegions("and", "Regions on the other; all others by default.", among: regions, from: &spec)
          let oneWay = spec.take("one_way", "Only what goes from `between` to `and` is cut.", default: false)
          if here == nil {
            spec.problem("between", "names no region", remedy: "name the regions that are cut off")
          }
          let side = here ?? .all
          return timed(
            .partition(from: side, to: there ?? RegionSet(bits: ~side.bits), oneWay: oneWay), from: &spec)
        },
        .init("outage", "Nothing passes into, out of or inside some regions.") { spec in
          let hit = takeRegions("regions", "Regions that are out; all by default.", among: regions, from: &spec)
          return timed(.outage(hit ?? .all), from: &spec)
        },
        .init("degradation", "Access links of some regions get worse.") { spec in
          let hit = takeRegions("regions", "Regions where; all by default.", among: regions, from: &spec)
          let access = spec.takeReferences("access", "Access classes; all by default.", among: classes)
          let degradation = Degradation(
            delayFactor: spec.take("delay_factor", "Delay and jitter times this.", default: 1.0, in: 1...1000),
            rateFactor: spec.take("rate_factor", "Rates times this.", default: 1.0, in: 0.000_001...1),
            loss: spec.take("loss", "Chance of loss on top.", default: Fraction(0)).value)
          let set = access.map { $0.reduce(0 as UInt64) { $0 | 1 << UInt64($1) } }
          return timed(.degradation(degradation, regions: hit ?? .all, access: set ?? .max), from: &spec)
        },
      ])
  }

  private static func takeRegions(
    _ key: String, _ help: String, among names: [Name], from spec: inout Spec
  ) -> RegionSet? {
    guard let found = spec.takeReferences(key, help, among: names), !found.isEmpty else { return nil }
    return RegionSet(found.map { RegionID($0) })
  }

  private static func timed(_ effect: Effect, from spec: inout Spec) -> NetworkRule {
    let from = spec.take("from", "When it begins.", default: Instant.start)
    let until: Instant = spec.takeOptional("until", "When it has ended; never by default.") ?? .never
    if !spec.isDescribing && until <= from {
      spec.problem("until", "is not after from", remedy: "let the rule hold for some time")
    }
    return NetworkRule(effect, from: from, until: until)
  }
}
