import Quantities
import Specs
import Testing

@Test func everyKeyIsRead() throws {
  let reading = try #require(
    read(
      """
      dollarsPerEuro: 2
      title: "no: 017"
      seed: 18446744073709551615
      until: 90 min
      order: lifo
      log: true
      offset: -3 s
      device: {memory: 8 GiB, draw: 0.5 kW, price: 0.05 EUR/kWh}
      link:
        rate: 1 Gb/s
        loss: 2 %
      regions:
        eu-west: {}
        us.east: {clients: 3}
      home: us.east
      fleet:
        - {region: eu-west, count: 5}
        - region: us.east
          count: 7
      latency: 5 ms
      sizes:
        kind: mixture
        parts: [1 KiB, {kind: uniform, low: 0 B, high: 1 MB}]
      faults: [uniform]
      weights: [0.5, 1, 99.5]
      trace: data/x.csv
      """
    ).reading)
  let sample = reading.product
  #expect(sample.title == "no: 017" && sample.seed == .max && sample.until.seconds == 5400 && sample.order == .lifo)
  #expect(sample.isLogged && sample.offset == .seconds(-3))
  #expect(sample.device.price.nanoDollarsPerKWh == 100_000_000 && sample.device.draw.watts == 500)
  #expect(sample.link == Sample.Link(rate: BitRate(bitsPerSecond: 1_000_000_000), loss: Fraction(0.02)))
  #expect(sample.regions.map(\.text) == ["eu-west", "us.east"] && sample.home == 1 && sample.fleet == [5, 7])
  #expect(sample.latency.mean == 0.005 && sample.sizes.mean == (1024 + 500_000) / 2)
  #expect(sample.faults.count == 1 && sample.faults[0].mean == 0.5 && sample.weights == [0.5, 1, 99.5])
  #expect(sample.trace?.text == "data/x.csv" && reading.files.map(\.path.text) == ["data/x.csv"])
  #expect(reading.files[0].place.description.hasPrefix("s.yaml:26:8: trace: "))
}

@Test func anEmptyMappingIsAllDefaultsExceptWhatIsRequired() {
  #expect(read("{}").reading?.product.latency.mean == 0.0015)
  #expect(read("regions: {a: {}}").reading?.product.home == 0)
  #expect(read("").lines == ["s.yaml:1:1: is empty where a mapping is needed; give it keys, or write {}"])
  #expect(read("# nothing\n").lines.count == 1)
}

@Test func allProblemsComeInOneGoByPlace() {
  let lines = read(
    """
    fleet:
      - {region: eu-wst, count: 0}
      - {count: 3.5}
    regions:
      eu-west: {clients: -1}
      eu-west: {}
      "bad name": {}
    until: 5
    ordr: fifo
    order: fifa
    log: no
    latency: {kind: uniform, low: 3 ms, high: 1 ms, mean: 2 ms}
    sizes: {kind: unifrm}
    faults: uniform
    device: []
    link:
    weights: [1, nan, 1000, -1, 3]
    """
  ).lines
  #expect(
    lines == [
      "s.yaml:2:14: fleet[0].region: `eu-wst` is not declared; did you mean `eu-west`?",
      "s.yaml:2:29: fleet[0].count: `0` is out of range; write a value from 1 to 10000",
      "s.yaml:3:5: fleet[1].region: is missing; add `region: eu-west`",
      "s.yaml:3:13: fleet[1].count: `3.5` is not a whole number;"
        + " write decimal digits only, without separators or leading zeros",
      "s.yaml:5:22: regions.eu-west.clients: `-1` is out of range; write a value from 0 to 1000000",
      "s.yaml:6:3: regions.eu-west: is given again (first on line 5); keep one",
      "s.yaml:7:3: regions[\"bad name\"]: `bad name` is not a name; start with a letter or digit, go on with letters,"
        + " digits or _ . : - (128 at most)",
      "s.yaml:8:8: until: `5` has no unit; add ns, us, ms, s, min, h or d, as in `5 ms`",
      "s.yaml:9:1: ordr: is not a setting here; did you mean `order`?",
      "s.yaml:10:8: order: `fifa` is not a choice here; did you mean `fifo`?",
      "s.yaml:11:6: log: `no` is neither true nor false; write true or false",
      "s.yaml:12:43: latency.high: is not above low; write a higher one",
      "s.yaml:12:49: latency.mean: is not a setting here; known here: kind, low, high",
      "s.yaml:13:15: sizes.kind: `unifrm` is not a law; did you mean `uniform`?",
      "s.yaml:14:9: faults: is a single value where a list is needed; write a list, as in `faults: [mixture]`",
      "s.yaml:15:9: device: is a list where a mapping is needed; write a mapping, `key: value` on lines of its own",
      "s.yaml:16:6: link: is empty where a mapping is needed; give it keys, or write {}",
      "s.yaml:17:10: weights: has 5 elements; give it 1 to 4",
    ])
}

@Test func negativeValuesNeedARangeThatSaysSo() {
  #expect(read("until: -5 s").lines == ["s.yaml:1:8: until: `-5 s` is negative; write zero or more"])
  #expect(read("device: {price: -0.01 USD/kWh}").lines.count == 1)
  #expect(
    read("offset: -11 s").lines == ["s.yaml:1:9: offset: `-11 s` is out of range; write a value from -10 s to 10 s"])
}

@Test func jsonIsStrictAboutKinds() {
  let text = #"{"seed": "5", "title": 3, "log": "true", "until": null, "order": true, "weights": [1e0, "2"]}"#
  let lines = read(text, named: "s.json").lines
  #expect(lines.count == 6)
  #expect(lines.first == "s.json:1:10: seed: `5` is not a whole number; write it without quotes, as in `12`")
  #expect(
    read(#"{"seed": 5, "title": "é\u00e9\ud83d\ude00", "log": true}"#, named: "s.json").reading?.product.title == "éé😀")
  #expect(read(#"{"$schema": "x", "seed": 5}"#, named: "s.json").reading != nil)
}

@Test func quotesInYAMLMeanText() {
  #expect(
    read(#"seed: "5""#).lines == ["s.yaml:1:7: seed: `5` is not a whole number; write it without quotes, as in `12`"])
  #expect(read(#"until: "5 s""#).reading?.product.until.seconds == 5)
  #expect(read("title: 017").reading?.product.title == "017")
  #expect(read("title: null").lines.count == 1)
}

@Test func resolvedFilesResolveToThemselves() throws {
  for text in [
    "{}", "{latency: 5.5 ms, link: {rate: 1 Gb/s}, regions: {a: {}, b.c: {}}, home: b.c, faults: [3, uniform]}",
    "{dollarsPerEuro: 1.1, device: {price: 0.1 EUR/kWh}, weights: [0.1, 1e-7], offset: -1500 ms, title: \"a\\nb\"}",
  ] {
    let first = try #require(read(text).reading)
    let again = try #require(read(first.resolved.rendered, named: "scenario.json").reading)
    #expect(again.resolved == first.resolved)
    #expect(again.resolved.rendered == first.resolved.rendered)
    let asYAML = try #require(read(first.resolved.rendered).reading)
    #expect(asYAML.resolved == first.resolved)
  }
}

@Test func settingsAreAppliedInOrder() throws {
  let base = "{regions: {a: {}, b.c: {}}, fleet: [{region: a, count: 1}], device: {memory: 1 GiB}}"
  let reading = try #require(
    read(
      base,
      settings: [
        "seed=3", "seed=4", "device.memory=2 GiB", "device.draw=10 W", "fleet[0].count=9", "regions[\"b.c\"].clients=5",
        "latency={kind: uniform, high: 3 s}", "latency.low=1 s", "link.rate=1 kb/s", "home=b.c", "title=\"x: y=z\"",
      ]
    ).reading)
  #expect(reading.product.seed == 4 && reading.product.device.memory.bytes == 2 << 30 && reading.product.fleet == [9])
  #expect(reading.product.latency.mean == 2 && reading.product.link != nil && reading.product.home == 1)
  #expect(reading.product.title == "x: y=z")
  let lines = read(
    base,
    settings: [
      "fleet[1].count=2", "fleet.count=2", "device[0]=1", "device.memory.x=1", "device.memry=1 GiB", "seed=no", "seed",
      "latency=[", "a b.c=1", "fleet[x]=1", "title=&a b", "fleet[0].count=0",
      "faults[0].kind=x", "new.list[2]=5",
    ]
  ).lines
  #expect(
    lines == [
      "--set fleet[1].count: `fleet` has no element [1]; use [0] to [0]",
      "--set fleet.count: `fleet` is a list and has no key `count`; name an element, [0] to [0]",
      "--set device[0]: `device` is a mapping, not a list; name one of its keys, as in `.key`",
      "--set device.memory.x: `device.memory` is a single value without parts; set it whole: device.memory={…}",
      "--set seed: `seed` is not a setting; write path=value, as in `duration=2 h`",
      "--set latency: did not find expected node content;"
        + " check indentation, quotes and brackets here and on the line above",
      "--set fleet[x]: `fleet[x]=1` is not a setting; write path=value, as in `duration=2 h`",
      "--set title: the anchor `&a` is not taken; write values out where they stand",
      "--set faults[0].kind: the file has no list `faults`; set the whole list, as in `faults=[…]`",
      "--set new.list[2]: the file has no list `new.list`; set the whole list, as in `new.list=[…]`",
      "--set seed: seed: `no` is not a whole number; write decimal digits only, without separators or leading zeros",
      "--set device.memry: device.memry: is not a setting here; did you mean `memory`?",
      "--set fleet[0].count: fleet[0].count: `0` is out of range; write a value from 1 to 10000",
      "--set a b.c: [\"a b\"]: is not a setting here; known here: dollarsPerEuro, title, seed, until, order, log,"
        + " offset, device, link, regions, home, fleet, latency, sizes, faults, weights, trace",
    ])
}
