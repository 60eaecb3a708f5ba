import Quantities
import Randomness
import Specs
import Testing

/// Laws as scenario files write them.
@Suite struct DistributionSpecTests {
  private func law(
    _ text: String, in dimension: Dimension = .time, columns: ColumnReader? = nil
  ) throws -> any Distribution {
    try SpecReader.read(Array(text.utf8), named: "test.yaml", columns: columns) {
      $0.takeDistribution("law", "A law.", in: dimension)
    }.product
  }

  private func problems(_ text: String, in dimension: Dimension = .time, columns: ColumnReader? = nil) -> [String] {
    do {
      _ = try law(text, in: dimension, columns: columns)
      return []
    } catch let error as SpecError {
      return error.problems.map { "\($0.path) \($0.problem)" }
    } catch {
      return ["\(error)"]
    }
  }

  @Test func aBareValueIsTheConstantLaw() throws {
    let law = try law("law: 5 ms")
    #expect(law is ConstantLaw)
    #expect(law.mean == 0.005)
    #expect(try self.law("law: -3", in: .number).mean == -3)
  }

  @Test(arguments: [
    ("{kind: constant, value: 2 s}", 2.0),
    ("{kind: uniform, low: 1 s, high: 3 s}", 2.0),
    ("{kind: exponential, mean: 20 ms}", 0.02),
    ("{kind: exponential, mean: 20 ms, method: ziggurat}", 0.02),
    ("{kind: lognormal, mean: 3 s, cv: 2}", 3.0),
    ("{kind: lognormal, median: 2 s, sigma: 0}", 2.0),
    ("{kind: gamma, shape: 2.5, scale: 2 s}", 5.0),
    ("{kind: erlang, stages: 4, mean: 2 min}", 120.0),
    ("{kind: weibull, shape: 0.5, scale: 3 s}", 6.0),
    ("{kind: pareto, shape: 2, minimum: 1 s}", 2.0),
    ("{kind: pareto, shape: 2, minimum: 1 s, maximum: 2 s}", 4.0 / 3),
    ("{kind: beta, alpha: 1, beta: 3, low: 0 s, high: 4 s}", 1.0),
    ("{kind: hyperexponential, branches: [{weight: 9, mean: 0.5 s}, {weight: 1, mean: 5.5 s}]}", 1.0),
    ("{kind: discrete, values: [1 s, 2 s, 6 s], weights: [1, 0, 1]}", 3.5),
    ("{kind: discrete, values: [1 s, 2 s, 6 s]}", 3.0),
    ("{kind: empirical, values: [1 s, 4 s, 2 s]}", 2.25),
    ("{kind: empirical, values: [1 s, 4 s, 2 s], interpolate: false}", 7.0 / 3),
    ("{kind: mixture, parts: [{weight: 1, law: 1 s}, {weight: 3, law: {kind: exponential, mean: 5 s}}]}", 4.0),
  ])
  func timeLawsReadTimesAndGiveSeconds(text: String, mean: Double) throws {
    #expect(abs(try law("law: \(text)").mean / mean - 1) < 1e-12)
  }

  @Test(arguments: [
    ("{kind: poisson, mean: 3.5}", 3.5), ("{kind: geometric, probability: 0.25}", 4.0),
    ("{kind: zipf, exponent: 1, count: 3}", 18.0 / 11), ("{kind: beta, alpha: 1, beta: 3}", 0.25),
    ("{kind: normal, mean: -2, deviation: 5}", -2.0),
  ])
  func numberLaws(text: String, mean: Double) throws {
    #expect(abs(try law("law: \(text)", in: .number).mean / mean - 1) < 1e-12)
  }

  /// Half-normal: mean √(2/π) deviations.
  @Test func aNormalTimeIsTruncatedAtZero() throws {
    let law = try law("law: {kind: normal, mean: 0 s, deviation: 1 s}")
    #expect(abs(law.mean - (2 / Double.pi).squareRoot()) < 1e-12)
    var stream = RandomSource(seed: 1).stream(StreamName("n"))
    for _ in 0..<1000 { #expect(law.sample(using: &stream) >= 0) }
  }

  @Test(arguments: [
    ("law: {kind: exponential, mean: -1 s}", "law.mean"),
    ("law: {kind: exponential, mean: 5}", "law.mean"),
    ("law: {kind: exponential}", "law.mean is missing"),
    ("law: {kind: uniform, low: 2 s, high: 1 s}", "law.high is less than low"),
    ("law: {kind: lognormal, median: 1 s, cv: 1}", "law has median, cv"),
    ("law: {kind: lognormal}", "law has neither median and sigma nor mean and cv"),
    ("law: {kind: lognormal, median: 1 s, sigma: 0.5, mean: 1 s}", "law has median, sigma, mean"),
    ("law: {kind: pareto, shape: 0.9, minimum: 1 s}", "law.shape gives a law without a mean"),
    ("law: {kind: pareto, shape: 2, minimum: 3 s, maximum: 2 s}", "law.maximum does not exceed"),
    ("law: {kind: normal, mean: 0 s, deviation: 1 s, low: 50 s}", "law keeps less than"),
    ("law: {kind: normal, mean: 1 s, deviation: 1 s, low: 3 s, high: 2 s}", "law keeps less than"),
    ("law: {kind: poisson, mean: 3}", "law.kind is a Poisson law, which counts"),
    ("law: {kind: discrete, values: [1 s, 2 s], weights: [1]}", "law.weights has 1 elements for 2 values"),
    ("law: {kind: discrete, values: [1 s, 2 s], weights: [0, 0]}", "law.weights gives no finite positive sum"),
    ("law: {kind: empirical}", "law.values gives no values"),
    ("law: {kind: empirical, file: a.csv}", "law.file needs the name of a column"),
    ("law: {kind: empirical, file: a.csv, column: x}", "law.file names a data file where none can be read"),
    ("law: {kind: mixture, parts: []}", "law.parts has 0 elements"),
    ("law: {kind: erlang, stages: 0, mean: 1 s}", "law.stages"),
    ("law: {kind: gama, shape: 1, scale: 1 s}", "law.kind `gama` is not a distribution"),
  ])
  func wrongLawsAreRefusedWithTheirPlace(text: String, problem: String) {
    let found = problems(text)
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.hasPrefix(problem) ?? false, "\(found)")
  }

  @Test func poissonMeansAreBounded() {
    #expect(problems("law: {kind: poisson, mean: 1e12}", in: .number).count == 1)
    #expect(problems("law: {kind: geometric, probability: 0}", in: .number).count == 1)
  }

  @Test func anEmpiricalLawReadsAColumn() throws {
    let text = "law: {kind: empirical, file: delays.csv, column: ms, unit: 1 ms}"
    let law = try law(text) { file, column throws(SpecMessage) in
      #expect(file.text == "delays.csv" && column == "ms")
      return [1, 3]
    }
    #expect(law.mean == 0.002)
    let refusal = problems(text) { _, _ throws(SpecMessage) in
      throw SpecMessage("is not there", remedy: "put it there")
    }
    #expect(refusal == ["law.file is not there"])
    #expect(problems(text) { _, _ in [1, -3] } == ["law.file holds -0.003 as value 2 of the column"])
    #expect(problems(text) { _, _ in [] } == ["law.file holds no values in that column"])
  }

  @Test func everyKindIsDescribedForTimesAndNumbers() {
    let description = SpecReader.describe { spec in
      _ = spec.takeDistribution("a", "A law.", in: .time)
      _ = spec.takeDistribution("b", "A law.", in: .number, default: ConstantLaw(512))
    }
    #expect(description.catalogs.map(\.alternatives.count) == [distributions.kinds.count, distributions.kinds.count])
  }

  @Test func aConstantDefault() throws {
    let read = try SpecReader.read(Array("{}".utf8), named: "test.yaml") {
      (
        $0.takeDistribution("a", "A law.", in: .time, default: ConstantLaw(0.25)).mean,
        $0.takeDistribution("b", "A law.", in: .number, default: ConstantLaw(512)).mean,
        $0.takeOptionalDistribution("c", "A law.", in: .time) == nil
      )
    }.product
    #expect(read == (0.25, 512, true))
  }
}
