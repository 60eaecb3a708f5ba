import Randomness
import Testing

@testable import Experiments

@Suite struct StudentTests {
  /// Student's table, as printed in Fisher and Yates (1938) and everywhere since: upper tail, degrees, t.
  @Test(arguments: [
    (0.05, 1, 6.3138), (0.025, 5, 2.5706), (0.005, 5, 4.0321), (0.05, 10, 1.8125), (0.0005, 7, 5.4079),
    (0.025, 29, 2.0452), (0.0005, 30, 3.6460), (0.025, 60, 2.0003), (0.005, 120, 2.6174),
  ])
  func quantilesAreThoseOfTheTable(tail: Double, degrees: Int, t: Double) {
    #expect((StudentLaw.upperQuantile(tail, degrees: degrees) - t).magnitude < 5.1e-5)
    #expect((StudentLaw.upperTail(t, degrees: degrees) / tail - 1).magnitude < 3e-4)
  }

  @Test func tailsMirror() {
    #expect(StudentLaw.upperTail(0, degrees: 3) == 0.5)
    #expect(StudentLaw.upperTail(.infinity, degrees: 3) == 0 && StudentLaw.upperTail(-.infinity, degrees: 3) == 1)
    // One degree of freedom is Cauchy's law: P(T > 1) = 1/4.
    #expect((StudentLaw.upperTail(1, degrees: 1) - 0.25).magnitude < 1e-15)
  }
}

@Suite struct HolmTests {
  /// Worked by hand: 0.005 ≤ 0.05/4, 0.01 ≤ 0.05/3, but 0.03 > 0.05/2, so 0.03 and 0.04 stay, though Bonferroni's
  /// 0.05/4 would have kept only the first and no correction would have passed all.
  @Test func theHandWorkedExample() {
    let results = Holm.test([0.01, 0.04, 0.03, 0.005], error: 0.05, family: 4)
    #expect(results.map(\.isRejected) == [true, false, false, true])
    #expect(results.map(\.divisor) == [3, 2, 2, 4])
  }

  @Test func aLargerFamilyIsStricter() {
    #expect(Holm.test([0.01, 0.004], error: 0.05, family: 7).map(\.isRejected) == [false, true])
    #expect(Holm.test([0.01, 0.004], error: 0.05, family: 20).map(\.isRejected) == [false, false])
    #expect(Holm.test([], error: 0.05, family: 3).isEmpty)
  }

  /// Equal chances are tested in the order given; ties of chance 0 are all rejected.
  @Test func tiesAndCertainties() {
    #expect(Holm.test([0, 0, 0], error: 0.05, family: 3).map(\.isRejected) == [true, true, true])
    #expect(Holm.test([0.02, 0.02], error: 0.05, family: 2).map(\.divisor) == [2, 1])
  }
}

@Suite struct PairedSampleTests {
  /// Student's own example (1908, Cushny and Peebles): ten patients, extra sleep under two drugs. t = 4.0621, and the
  /// one-sided chance is 0.001416.
  @Test func theSleepData() {
    let differences = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    let sample = PairedSample(differences: differences)
    #expect((sample.mean - 1.58).magnitude < 1e-12)
    #expect((sample.mean / sample.standardError - 4.0621).magnitude < 5e-5)
    #expect((sample.chance(above: 0) - 0.0014164).magnitude < 5e-7)
    #expect((sample.chance(below: 0) + sample.chance(above: 0) - 1).magnitude < 1e-12)
    // 95 %: 0.7001 … 2.4599.
    #expect((sample.halfWidth(tail: 0.025) - 0.87988).magnitude < 5e-5)
  }

  /// 0.1 three times: the mean is not 0.1 to the last bit, but the spread is 0 exactly.
  @Test func equalDifferencesHaveNoSpread() {
    let sample = PairedSample(differences: [0.1, 0.1, 0.1])
    #expect(sample.standardError == 0 && sample.halfWidth(tail: 0.001) == 0)
    #expect(sample.chance(above: 0.09) == 0 && sample.chance(above: 0.1) == 1)
    #expect(sample.chance(below: 0.11) == 0 && sample.chance(below: 0.1) == 1)
  }
}

@Suite struct LooksTests {
  @Test(arguments: [2, 3, 8, 9, 16, 40, 64, 100])
  func looksEndAtTheLimitAndSpendAll(limit: Int) {
    let looks = Looks(upTo: limit, error: 0.05)
    #expect(looks.counts.last == limit && looks.counts == looks.counts.sorted() && looks.counts[0] >= 2)
    #expect(Set(looks.counts).count == looks.counts.count && looks.errors.count == looks.counts.count)
    #expect((looks.errors.reduce(0, +) - 0.05).magnitude < 1e-15 && looks.errors.allSatisfy { $0 > 0 })
  }

  @Test func sixtyFour() { #expect(Looks(upTo: 64, error: 0.08).counts == [8, 16, 32, 64]) }
}
