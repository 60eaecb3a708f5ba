import CGSL
import Randomness
import Testing

@Suite struct GSLTests {
  private let source = RandomSource(seed: 11)
  private let name = StreamName("gsl")

  /// A law's draws are those of the GSL's sampler fed by the same stream.
  @Test func lawsAreTheSamplersOfTheGSL() {
    check(UniformLaw(low: -1, high: 3)) { gsl_ran_flat($0, -1, 3) }
    check(ExponentialLaw(mean: 2)) { gsl_ran_exponential($0, 2) }
    check(NormalLaw(mean: 0, deviation: 1)) { gsl_ran_gaussian_ziggurat($0, 1) }
    check(NormalLaw(mean: 1, deviation: 2)) { 1 + 2 * gsl_ran_gaussian_ziggurat($0, 1) }
    check(GammaLaw(shape: 0.4, scale: 2)) { gsl_ran_gamma($0, 0.4, 2) }
    check(GammaLaw(shape: 2.5, scale: 2)) { gsl_ran_gamma($0, 2.5, 2) }
    check(ErlangLaw(stages: 4, mean: 2)) { gsl_ran_erlang($0, 0.5, 4) }
    check(WeibullLaw(shape: 0.7, scale: 3)) { gsl_ran_weibull($0, 3, 0.7) }
    check(ParetoLaw(shape: 2.2, minimum: 2)) { gsl_ran_pareto($0, 2.2, 2) }
    check(BetaLaw(alpha: 2, beta: 3)) { gsl_ran_beta($0, 2, 3) }
    check(PoissonLaw(mean: 100)) { Double(gsl_ran_poisson($0, 100)) }
    check(GeometricLaw(probability: 0.3)) { Double(gsl_ran_geometric($0, 0.3)) }
    check(LognormalLaw(median: 1, sigma: 0.5)) { portableExp(0.5 * gsl_ran_gaussian_ziggurat($0, 1)) }
  }

  private func check(_ law: any Distribution, _ sampler: (UnsafePointer<gsl_rng>) -> Double) {
    var a = source.stream(name)
    var b = source.stream(name)
    for _ in 0..<500 { #expect(law.sample(using: &a) == b.withGSL(sampler), "\(law)") }
    #expect(a.position == b.position, "\(law)")
  }

  @Test func theGSLSeesTheStreamsOwnWordsAndUniforms() {
    var a = source.stream(name)
    var b = source.stream(name)
    for _ in 0..<100 {
      #expect(a.withGSL { gsl_rng_get($0) } == UInt(b.next()))
      #expect(a.withGSL { gsl_rng_uniform($0) } == b.uniform())
    }
    #expect(a.withGSL { gsl_rng_max($0) } == .max)
    #expect(a.withGSL { String(cString: gsl_rng_name($0)) } == "philox4x32-10")
  }

  /// With its default handler this call ends the process.
  @Test func errorsOfTheGSLDoNotAbort() {
    var stream = source.stream(name)
    _ = stream.withGSL { gsl_rng_uniform_int($0, 0) }
    #expect(GSLFailure(status: 0) == nil)
    #expect(GSLFailure(status: Int32(GSL_EDOM))?.description == "GSL: input domain error")
  }

  @Test func manyThreadsDrawTheSame() async {
    let expected = draws(of: 0)
    await withTaskGroup(of: [Double].self) { group in
      for _ in 0..<8 { group.addTask { draws(of: 0) } }
      for await result in group { #expect(result == expected) }
    }
  }

  private func draws(of entity: Int) -> [Double] {
    PortabilityProbe.laws.flatMap { _, law in
      var stream = source.stream(name, entity)
      return (0..<100).map { _ in law.sample(using: &stream) }
    }
  }
}
