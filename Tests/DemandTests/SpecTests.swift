import Datasets
import Quantities
import Randomness
import Specs
import Testing

@testable import Scenarios

/// Three requests in two seconds, one of them failed: a period of 3 s.
private let burst = "Timestamp,Model,Request tokens,Response tokens\n5,a,1,2\n6,a,1,0\n7,b,3,4\n"
private let spot = #"{"metadata": {"gap_seconds": 60}, "data": [1, 0, 0, 1]}"#

/// The files that the scenarios here name.
private func file(_ path: FilePath) throws(SpecMessage) -> [UInt8] {
  switch path.text {
  case "a/b.csv": return Array(burst.utf8)
  case "spot.json": return Array(spot.utf8)
  case "bad": return Array("Timestamp,Model,Request tokens,Response tokens\n5,a,1,x\n".utf8)
  default: throw SpecMessage("there is no such file", remedy: "name another")
  }
}

private func demand(_ yaml: String) throws -> any ArrivalProcess {
  try SpecReader.read(Array(yaml.utf8), named: "t.yaml", bytes: file) {
    $0.takeChoice("arrivals", "When jobs come.", from: arrivalProcesses, default: nil)
  }.product
}

private func churn(_ yaml: String) throws -> any ChurnProcess {
  try SpecReader.read(Array(yaml.utf8), named: "t.yaml", bytes: file) {
    $0.takeChoice("churn", "Coming and going.", from: churnProcesses, default: "none")
  }.product
}

@Test(
  arguments: [
    ("none", 0), ("{kind: poisson, rate: 300 /min}", 5), ("{kind: renewal, gap: 250 ms}", 4),
    ("{kind: renewal, gap: {kind: gamma, shape: 0.5, scale: 4 s}}", 0.5), ("renewal", 1),
    ("{kind: mmpp, states: [{rate: 1 /s, stay: 3 min}, {rate: 9 /s, stay: 1 min}]}", 3),
    ("{kind: hawkes, background: 2 /s, branching: 0.75, memory: 5 s}", 8),
    ("{kind: daily, mean: 6 /s, peak_to_mean: 1.6, peak_at: 20 h}", 6),
    ("{kind: daily, mean: 7 /s, days: [1, 1, 1, 1, 1, 0, 0]}", 5),
    ("{kind: curve, points: [{at: 0 h, rate: 1 /s}, {at: 12 h, rate: 3 /s}]}", 2),
    ("{kind: curve, daily_total: 864000, points: [{at: 6 h, rate: 1 /s}, {at: 12 h, rate: 3 /s}]}", 10),
    ("{kind: price-elastic, reference: 0.5 USD, elasticity: 2, demand: {kind: poisson, rate: 4 /s}}", 4),
    ("{kind: trace, file: a/b.csv, format: {kind: burstgpt, failures: keep}, stretch: 2, copies: 17}", 8.5),
  ] as [(String, Double)])
func everyKindIsReadFromAScenario(yaml: String, rate: Double) throws {
  let process = try demand("arrivals: \(yaml)")
  #expect(abs(process.meanRate - rate) < 1e-9)
  if yaml.contains("trace") { #expect(process.trace?.count == 3 && process.copies == 17) }
}

@Test(arguments: [
  "{kind: poisson}", "{kind: poisson, rate: -1 /s}", "{kind: poisson, rate: 5}", "{kind: poisson, rate: 5 /s, x: 1}",
  "{kind: renewal, gap: 0 s}", "{kind: mmpp, states: []}", "{kind: mmpp, states: [{rate: 1 /s, stay: 0 s}]}",
  "{kind: hawkes, background: 1 /s, branching: 1}", "{kind: daily, mean: 1 /s, peak_to_mean: 3}",
  "{kind: daily, mean: 1 /s, days: [1, 1]}", "{kind: daily, mean: 1 /s, days: [1, 1, 1, 1, 1, 1, -1]}",
  "{kind: curve, points: []}", "{kind: curve, points: [{at: 24 h, rate: 1 /s}]}",
  "{kind: curve, points: [{at: 2 h, rate: 1 /s}, {at: 1 h, rate: 1 /s}]}",
  "{kind: curve, daily_total: 5, points: [{at: 2 h, rate: 0 /s}]}", "{kind: trace}", "{kind: trace, file: /etc/passwd}",
  "{kind: trace, file: ../x}", "{kind: trace, file: x}", "{kind: trace, file: bad}",
  "{kind: trace, file: a/b.csv, copies: 0}", "{kind: trace, file: a/b.csv, stretch: 0}",
  "{kind: trace, file: a/b.csv, format: parquet}", "{kind: price-elastic, reference: 1 USD}",
  "{kind: price-elastic, demand: {kind: poisson, rate: 1 /s}, reference: 0 USD}", "weekly", "5 /s",
])
func wrongDemandIsRefused(yaml: String) {
  #expect(throws: SpecError.self) { try demand("arrivals: \(yaml)") }
}

@Test func churnIsReadFromAScenario() throws {
  #expect(try churn("{}").meanAvailability == 1)
  #expect(try churn("churn: on-off").meanAvailability == 0.75)
  let yaml = "churn: {kind: on-off, up: {kind: exponential, mean: 1 h}, down: 30 min}"
  #expect(abs(try churn(yaml).meanAvailability - 2.0 / 3) < 1e-12)
  #expect(try churn("churn: {kind: availability, file: spot.json}").meanAvailability == 0.5)
  let wrong = [
    "{kind: on-off, up: 0 s}", "{kind: on-off, up: -1 h}", "{kind: availability}",
    "{kind: availability, file: a/b.csv}", "sometimes",
  ]
  for bad in wrong {
    #expect(throws: SpecError.self, "\(bad)") { try churn("churn: \(bad)") }
  }
}

@Test func catalogsCanBeDescribed() {
  let description = SpecReader.describe { spec in
    _ = spec.takeChoice("arrivals", "When jobs come.", from: arrivalProcesses, default: nil)
    _ = spec.takeChoice("churn", "Coming and going.", from: churnProcesses, default: "none")
  }
  #expect(description.catalogs.contains { $0.noun == "demand curve" && $0.alternatives.count == 9 })
  for alternative in description.catalogs.flatMap(\.alternatives) {
    #expect(!alternative.help.isEmpty && alternative.keys.allSatisfy { !$0.help.isEmpty }, "\(alternative.kind)")
  }
}

@Test func sameStreamSameArrivals() throws {
  let kinds = [
    "{kind: poisson, rate: 3 /s}", "{kind: hawkes, background: 2 /s}", "{kind: daily, mean: 6 /s}",
    "{kind: mmpp, states: [{rate: 1 /s, stay: 3 s}, {rate: 9 /s, stay: 1 s}]}",
  ]
  for kind in kinds {
    var a = try demand("arrivals: \(kind)")
    var stream = RandomSource(seed: 1).stream(StreamName("a"))
    var now = Instant.start
    for _ in 0..<100 { now = a.next(after: now, using: &stream)! }
    // A copy goes on by itself, as a forked world does.
    var b = a
    var other = stream
    let (x, y) = (a.next(after: now, using: &stream), b.next(after: now, using: &other))
    #expect(x == y && stream.position == other.position, "\(kind)")
  }
}

@Test func faultOfATraceIsReportedAtItsKey() {
  let error = #expect(throws: SpecError.self) { try demand("arrivals: {kind: trace, file: bad}") }
  #expect(
    error?.description
      == "t.yaml:1:31: arrivals.file: `bad`, line 2, column `Response tokens`: 'x' is not a whole number; "
      + "write digits, 0 … 100000000")
}

/// Each candidate is decided when its instant is here, by the price known then, and by one draw of its own.
@Test func candidatesAreDecidedByThePriceOfTheirInstant() throws {
  var process = try demand(
    "arrivals: {kind: price-elastic, demand: {kind: poisson, rate: 5 /s}, reference: 1 USD, elasticity: 10}")
  var stream = RandomSource(seed: 1).stream(StreamName("test"))
  #expect(process.next(after: .start, using: &stream) != nil && process.keepsCurrent)
  process.observe(price: Dollars(nano: 1_000_000_000_000))
  #expect(!process.keepsCurrent, "at a thousand times the reference one in 10^30 comes")
  process.observe(price: Dollars(nano: 999_999_999))
  #expect(process.keepsCurrent)
}

/// A share of 10^-4 becomes 10^-2, 10^-1 … after epochs without an answer, and the next price counts alone.
@Test func withoutAnswersTheBelievedPriceGoesHalfWayBack() throws {
  var process = try demand(
    "arrivals: {kind: price-elastic, demand: {kind: poisson, rate: 5 /s}, reference: 1 USD, elasticity: 2}")
  var stream = RandomSource(seed: 4).stream(StreamName("test"))
  func share() -> Double {
    let kept = (0..<40_000).count { _ in process.next(after: .start, using: &stream) != nil && process.keepsCurrent }
    return Double(kept) / 40_000
  }
  process.observe(price: nil)
  #expect(share() == 1, "before the first price all come")
  process.observe(price: Dollars(nano: 100_000_000_000))
  #expect(abs(process.meanRate / 5 - 1e-4) < 1e-12)
  for expected in [1e-2, 1e-1, 0.31622776601683794, 0.5623413251903491] {
    process.observe(price: nil)
    #expect(abs(share() - expected) < 5 * (expected * (1 - expected) / 40_000).squareRoot(), "\(expected)")
  }
  process.observe(price: Dollars(nano: 4_000_000_000))
  #expect(abs(process.meanRate / 5 - 1.0 / 16) < 1e-12)
}

/// A state that brings nothing for ages does not keep the run waiting either.
@Test func quietStatesStopAtTheHorizon() throws {
  var process = try demand(
    "arrivals: {kind: mmpp, states: [{rate: 0 /s, stay: 1 ms}, {rate: 0.000000000001 /s, stay: 1 ms}]}")
  var stream = RandomSource(seed: 1).stream(StreamName("test"))
  process.stop(after: .start + .minutes(1))
  #expect(process.next(after: .start, using: &stream) == nil)
}
