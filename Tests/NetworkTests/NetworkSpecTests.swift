import Quantities
import Randomness
import Specs
import Testing
import Vocabulary

@testable import Network

private func network(_ text: String) throws -> NetworkSpec {
  try SpecReader.read(Array(text.utf8), named: "test.yaml") { spec in NetworkSpec(from: &spec) }.product
}

private func milliseconds(_ n: Int64) -> TimeSpan { .milliseconds(n) }

@Suite struct NetworkSpecTests {
  @Test func nothingSaidIsTheBuiltInNetwork() throws {
    let spec = try network("{}")
    #expect(spec.law == DeliveryLaw() && spec.regions == .builtIn && spec.classes == AccessClass.builtIn)
    #expect(spec.links.isEmpty && spec.rules.isEmpty)
  }

  @Test func everythingIsRead() throws {
    let spec = try network(
      """
      fidelity: matrix
      jitter: {scale: 2, sigma: 1}
      retransmissions: 3
      timeout: 1 s
      map:
        regions: [paris, lyon, nice]
        within: 1 ms
        otherwise: 9 ms
        round_trips:
          - {from: paris, to: nice, time: 12 ms}
          - {from: lyon, to: lyon, time: 2 ms}
      access:
        fibre: {up: 100 Mb/s, loss: 1 %}
        tin-cans: {delay_min: 1 s, delay_max: 2 s, down: 300 kb/s, up: 300 kb/s, jitter: 1 s}
      links:
        backbone: {capacity: 10 Gb/s, latency: 3 ms}
      rules:
        - {kind: partition, between: [paris], from: 1 min, until: 2 min, one_way: true}
        - {kind: outage, regions: [nice, lyon], from: 5 s}
        - {kind: degradation, access: [tin-cans], delay_factor: 2, rate_factor: 0.5, loss: 10 %, until: 1 h}
      """)
    #expect(
      spec.law
        == DeliveryLaw(
          fidelity: .matrix, jitterScale: 2, jitterSigma: 1, retransmissions: 3, timeout: .seconds(1)))
    #expect(spec.regions.names.map(\.text) == ["paris", "lyon", "nice"])
    #expect(
      [(0, 2), (2, 0), (0, 1), (1, 1), (0, 0)].map { spec.regions.roundTrip(RegionID($0), RegionID($1)) }
        == [milliseconds(12), milliseconds(12), milliseconds(9), milliseconds(2), milliseconds(1)])
    #expect(spec.classes[0].up.bitsPerSecond == 100_000_000 && spec.classes[0].loss == 0.01)
    #expect(spec.classes[0].down == AccessClass.builtIn[0].down)
    #expect(spec.classNames.last?.text == "tin-cans" && spec.classes.last?.delay == .seconds(1)...TimeSpan.seconds(2))
    #expect(spec.links.map(\.name.text) == ["backbone"] && spec.links[0].value.latency == milliseconds(3))
    let minute = Instant.start + .minutes(1)
    let worse = Degradation(delayFactor: 2, rateFactor: 0.5, loss: 0.1)
    let tinCans: UInt64 = 1 << UInt64(spec.classes.count - 1)
    #expect(
      spec.rules == [
        NetworkRule(
          .partition(from: RegionSet(bits: 1), to: RegionSet(bits: ~1), oneWay: true), from: minute,
          until: minute + .minutes(1)),
        NetworkRule(.outage(RegionSet(bits: 0b110)), from: .start + .seconds(5), until: .never),
        NetworkRule(.degradation(worse, regions: .all, access: tinCans), from: .start, until: .start + .hours(1)),
      ])
  }

  @Test(arguments: [
    ("fidelity: exact", "fidelity"),
    ("map: {within: 3 ms}", "map.within"),
    ("map: {regions: [a, a]}", "map.regions"),
    ("map: {round_trips: [{from: atlantis, to: uk, time: 3 ms}]}", "map.round_trips"),
    ("access: {fibre: {delay_min: 9 ms, delay_max: 8 ms}}", "access.fibre.delay_max"),
    ("access: {fibre: {loss: 2}}", "access.fibre.loss"),
    ("links: {a: {capacity: 17 Tb/s}}", "links.a.capacity"),
    ("rules: [{kind: partition}]", "rules"),
    ("rules: [{kind: outage, regions: [uk], from: 2 s, until: 2 s}]", "until"),
    ("rules: [{kind: degradation, rate_factor: 0}]", "rate_factor"),
    ("rules: [{kind: meteor}]", "rules"),
    ("jitter: {sigma: -1}", "jitter.sigma"),
  ])
  func whatIsWrongIsRefusedWithItsPlace(text: String, place: String) {
    #expect {
      try network(text)
    } throws: { error in
      "\(error)".contains(place)
    }
  }

  @Test func describingTakesEveryKey() {
    let description = SpecReader.describe { spec in NetworkSpec(from: &spec) }
    #expect(
      description.keys.map(\.key) == [
        "fidelity", "jitter", "retransmissions", "timeout", "map", "access", "links", "rules",
      ])
    #expect(description.catalogs.contains { $0.noun == "network rule" && $0.alternatives.count == 3 })
  }
}
