import Quantities
import Specs

/// A small scenario that uses every kind of take.
struct Sample {
  enum Order: String, CaseIterable, SpecValue { case fifo, lifo }

  struct Device: Equatable {
    var memory: ByteCount
    var draw: Power
    var price: EnergyPrice
  }

  struct Link: Equatable {
    var rate: BitRate
    var loss: Fraction
  }

  var title: String
  var seed: UInt64
  var until: Instant
  var order: Order
  var isLogged: Bool
  var offset: TimeSpan
  var device: Device
  var link: Link?
  var regions: [Name] = []
  var home: Int
  var fleet: [Int] = []
  var latency: any Law
  var sizes: any Law
  var faults: [any Law]
  var weights: [Double]
  var trace: FilePath?

  init(from spec: inout Spec) {
    spec.dollarsPerEuro = spec.take("dollarsPerEuro", "dollars for one euro", default: 1.08, in: 0.1...10)
    title = spec.take("title", "what it is", default: "sample")
    seed = spec.take("seed", "seed of all draws", default: 1)
    until = spec.take("until", "end", default: Instant.start + .hours(1))
    order = spec.take("order", "queue order", default: .fifo)
    isLogged = spec.take("log", "whether decisions are logged", default: false)
    offset = spec.take("offset", "clock offset", default: .zero, in: .seconds(-10) ... .seconds(10))
    device = spec.takeSection("device", "the device", Self.device)
    link = spec.takeOptionalSection("link", "the access link") { spec in
      Link(rate: spec.takeRequired("rate", "speed"), loss: spec.take("loss", "loss", default: Fraction(0)))
    }
    let named = spec.takeNamed("regions", "regions by name") { _, spec in
      spec.take("clients", "clients in it", default: 10, in: 0...1_000_000)
    }
    regions = named.map(\.name)
    home = spec.takeReference("home", "region of the broker", among: regions, default: 0)
    fleet = spec.takeSections("fleet", "fleet entries") { [regions] spec in
      _ = spec.takeReference("region", "where", among: regions)
      return spec.take("count", "how many", in: 1...10_000)
    }
    spec.dimension = .time
    latency = spec.takeChoice(
      "latency", "one-way latency", from: laws, default: "{kind: uniform, low: 1 ms, high: 2 ms}")
    spec.dimension = .bytes
    sizes = spec.takeChoice("sizes", "message sizes", from: laws, default: "{kind: constant, value: 1 KiB}")
    spec.dimension = .number
    faults = spec.takeChoices("faults", "laws of faults", from: laws)
    weights = spec.takeList("weights", "weights", default: [1, 2], in: 0...100, count: 1...4)
    trace = spec.takeOptional("trace", "trace file")
  }

  static func device(_ spec: inout Spec) -> Device {
    Device(
      memory: spec.take("memory", "memory", default: ByteCount(bytes: 24 << 30)),
      draw: spec.take("draw", "power at full load", default: Power(watts: 350)),
      price: spec.take("price", "price of energy", default: EnergyPrice(nanoDollarsPerKWh: 120_000_000)))
  }
}

protocol Law: Sendable { var mean: Double { get } }
struct Constant: Law { var mean: Double }
struct Uniform: Law {
  var low: Double
  var high: Double
  var mean: Double { (low + high) / 2 }
}
struct Mixture: Law {
  var parts: [any Law]
  var mean: Double { parts.map(\.mean).reduce(0, +) / Double(parts.count) }
}

let laws = Catalog<any Law>(
  "law",
  [
    .init("mixture", "one of several laws, with equal chance") { spec in
      Mixture(parts: spec.takeChoices("parts", "the laws mixed", from: laws, count: 1...8))
    },
    .init("constant", "always the same") { Constant(mean: $0.takeMeasure("value", "the value", in: 0...1e12)) },
    .init("uniform", "equal chance between two ends") { spec in
      let low = spec.takeMeasure("low", "lower end", default: 0, in: 0...1e12)
      let high = spec.takeMeasure("high", "upper end", default: 1, in: 0...1e12)
      if !spec.isDescribing && low >= high {
        spec.problem("high", "is not above low", remedy: "write a higher one")
      }
      return Uniform(low: low, high: high)
    },
  ], bareScalar: .init(kind: "constant", key: "value"))

/// Reads a sample from text; the problems as lines where there are any.
func read(_ text: String, named file: String = "s.yaml", settings: [String] = []) -> Result<Reading<Sample>, SpecError>
{
  do throws(SpecError) {
    return .success(try SpecReader.read(Array(text.utf8), named: file, settings: settings, Sample.init(from:)))
  } catch {
    return .failure(error)
  }
}

extension Result where Failure == SpecError {
  var lines: [String] {
    if case .failure(let error) = self { error.problems.map(\.description) } else { [] }
  }
  var reading: Success? { try? get() }
}

/// Reproducible draws for tests.
struct Dice {
  private var mixer: Mixer
  init(seed: UInt64) { mixer = Mixer(state: seed | 1) }
  mutating func next() -> UInt64 {
    mixer.fold(0x2545_F491_4F6C_DD1D)
    return mixer.finalized
  }
  mutating func below(_ n: Int) -> Int { Int(next() % UInt64(n)) }
}
