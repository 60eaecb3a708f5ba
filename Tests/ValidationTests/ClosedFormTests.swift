import Foundation
import Testing

/// Every number of `expected.csv` is worked out again from its formula.
struct ClosedFormTests {
  static let hyper = [(weight: 0.9, mean: 0.5), (0.1, 5.5)]

  static func byFormula() -> [String: Double] {
    typealias Forms = ClosedForms
    let ten = Forms.erlangC(10, 8)
    let house = Forms.birthDeath(10, 15, 10)
    let inHouse = house.enumerated().reduce(0.0) { $0 + Double($1.offset) * $1.element }
    // P(T > t) in M/M/10, where the wait beyond zero is exponential of rate cμ − λ = 2.
    let t = 4.946111328
    let beyond = (1 - ten) * exp(-t) + ten * (2 * exp(-t) - exp(-2 * t)) / (2 - 1)
    // Jackson: a = 1 + 0.4 b, b = 0.5 a, c = 0.3 a; loads are rates over μ = (2, 1, 1).
    let a = 1 / (1 - 0.4 * 0.5)
    let atStations = [a / 2, 0.5 * a, 0.3 * a].reduce(0) { $0 + $1 / (1 - $1) }
    var values: [String: Double] = [
      "mm1 e2e_mean_s": 1 / (1 - 0.8), "mm1 wait_mean_s": 0.8 / (1 - 0.8),
      "mm1 jobs_at_providers_mean": 0.8 / (1 - 0.8), "mm1 utilisation": 0.8,
      "mm1 e2e_missed_share": exp(-(1 - 0.8) * 23.025850930),
      "mmc e2e_mean_s": 1 + ten / 2, "mmc wait_mean_s": ten / 2, "mmc jobs_at_providers_mean": 8 * (1 + ten / 2),
      "mmc e2e_missed_share": beyond,
      "md1 wait_mean_s": Forms.pollaczekKhinchine(load: 0.8, squaredVariation: 0),
      "md1 e2e_mean_s": 1 + Forms.pollaczekKhinchine(load: 0.8, squaredVariation: 0),
      "mg1 wait_mean_s": Forms.pollaczekKhinchine(load: 0.6, squaredVariation: 2),
      "mg1 e2e_mean_s": 1 + Forms.pollaczekKhinchine(load: 0.6, squaredVariation: 2),
      "mg1-lognormal wait_mean_s": Forms.pollaczekKhinchine(load: 0.8, squaredVariation: exp(1) - 1),
      "mg1-hyper wait_mean_s": Forms.pollaczekKhinchine(load: 0.5, squaredVariation: 10),
      "mmck completed_share": 1 - house[15], "mmck jobs_at_providers_mean": inHouse,
      "mmck e2e_mean_s": inHouse / (10 * (1 - house[15])),
      "mg1-ps jobs_at_providers_mean": 0.6 / (1 - 0.6),
      // (1 − ρ) N tends to 1 as for one pooled server.
      "shortest-of-two jobs_at_providers_mean": 1 / (1 - 0.95),
      "ps-tandem jobs_at_providers_mean": 0.6 / 0.4 + 0.5 / 0.5,
      "ps-tandem chain_mean_s": (0.6 / 0.4 + 0.5 / 0.5) / 0.6,
      "jackson chain_mean_s": atStations, "jackson jobs_at_providers_mean": atStations,
      "two-choices e2e_mean_s": Forms.choices(2, load: 0.9), "three-choices e2e_mean_s": Forms.choices(3, load: 0.9),
      "ten-random e2e_mean_s": 1 / (1 - 0.8), "ten-round-robin e2e_mean_s": Forms.inTurn(10, load: 0.8),
    ]
    for law in ["mg1-ps", "mg1-ps-exponential", "mg1-ps-fixed"] { values["\(law) e2e_mean_s"] = 1 / (1 - 0.6) }
    for law in ["exponential", "fixed", "pareto"] {
      values["erlang-b-\(law) completed_share"] = 1 - Forms.erlangB(10, 9)
    }
    return values.merging(ofOrders()) { first, _ in first }.merging(ofCopies()) { first, _ in first }
  }

  static func ofCopies() -> [String: Double] {
    typealias Forms = ClosedForms
    // Lognormal of mean 1 and sigma 1: the logarithm's mean is −1/2.
    let survival = { (t: Double) in t <= 0 ? 1 : 0.5 * erfc((log(t) + 0.5) / 2.0.squareRoot()) }
    return [
      "redundancy-3-2 e2e_mean_s": Forms.redundancy(2, of: 3, rate: 0.5),
      "redundancy-4-2 e2e_mean_s": Forms.redundancy(2, of: 4, rate: 0.7),
      "redundancy-5-3 e2e_mean_s": Forms.redundancy(3, of: 5, rate: 0.8),
      "hedge e2e_mean_s": Forms.hedged(after: 1) { exp(-$0) }, "hedge copies_per_job": exp(-1),
      "hedge e2e_missed_share": exp(1 - 2 * (1 + log(100)) / 2),
      "hedge-lognormal e2e_mean_s": Forms.hedged(after: 2, survival: survival),
      "hedge-lognormal copies_per_job": survival(2),
    ]
  }

  static func ofOrders() -> [String: Double] {
    typealias Forms = ClosedForms
    let quanta = (1...200).map { 0.5 * Double($0) } + [10_000]
    // Bounded Pareto of shape 1.1 on 1 … 100 s; the arrivals of both bands together.
    let rate = 0.30829656800063865 + 0.034400106112395086
    return [
      "srpt e2e_mean_s": Forms.shortestRemaining(rate: 0.8), "sjf e2e_mean_s": Forms.shortestFirst(rate: 0.8),
      "sjf-guess e2e_mean_s": Forms.shortestGuessFirst(rate: 0.8, sigma: 1),
      "psjf e2e_mean_s": Forms.shortestFirstInterrupting(rate: 0.8),
      "las e2e_mean_s": Forms.feedback(rate: 0.7, ends: quanta, branches: hyper),
      "mlfq e2e_mean_s": Forms.feedback(rate: 0.7, ends: [1, 3, 10_000], branches: hyper),
      // W_0 is λE[S²]/2 of both classes together: 0.7.
      "priority wait_urgent_mean_s": 0.7 / (1 - 0.3), "priority wait_patient_mean_s": 0.7 / ((1 - 0.3) * (1 - 0.7)),
      "priority-preemptive e2e_urgent_mean_s": 1 / (1 - 0.3),
      "priority-preemptive e2e_patient_mean_s": 1 / (1 - 0.3) + 0.7 / ((1 - 0.3) * (1 - 0.7)),
      "size-bands e2e_mean_s": Forms.bands(shape: 1.1, from: 1, to: 100, cut: 7.689072018882064, rate: rate),
      // Mean of Weibull: scale × Γ(1 + 1/shape).
      "renewal providers_up_mean": 100 * 2.369998649609718 * tgamma(1 + 1 / 0.7)
        / (2.369998649609718 * tgamma(1 + 1 / 0.7) + 1),
    ]
  }

  @Test func everyExpectedNumberFollowsFromItsFormula() throws {
    let formulas = Self.byFormula()
    let rows = try TheoryTests.rows()
    #expect(rows.count >= 54)
    for row in rows {
      let value = try #require(formulas["\(row.scenario) \(row.metric)"], "\(row) has no formula")
      // The oldest rows were noted with six digits.
      let digits = row.slack > 0 && row.slack < 1e-3 ? 1e-6 : 1e-8
      #expect(abs(value - row.expected) <= digits * abs(row.expected), "\(row): the formula gives \(value)")
    }
  }
}
