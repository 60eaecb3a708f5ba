import Foundation
import TestSupport
import Testing

/// Figures of a run that would mislead if they were not what they say.
@Suite struct FigureTests {
  private let minimal = ["run", "minimal", "--quiet", "--out", "a"]

  /// The first epoch's price is a thousand times the reference: nobody comes. Once epochs pass without an answer the
  /// class asks again, learns the price, and leaves again: it is never gone for good.
  @Test func demandThatWasPricedOutComesBack() throws {
    try withFolder { folder in
      let price =
        "demand.chat.arrivals={kind: price-elastic, reference: 0.0001 USD, elasticity: 2, demand: {kind: "
        + "poisson, rate: 5 /s}}"
      let output = try assay(
        minimal + ["--until", "20 min", "--set", "token={epoch: 1 min}", "--set", price], in: folder)
      #expect(output.status == 0, "\(output.error)")
      var arrived = [Int](repeating: 0, count: 20)
      for row in try CSV(folder.appending(path: "a/jobs.csv")).rows {
        let minute = Int(Double(row["arrival_s"] ?? "") ?? -60) / 60
        arrived[minute] += 1
      }
      #expect(arrived[0] > 200, "before the first price all come: \(arrived)")
      #expect(arrived.contains { $0 < 5 }, "the price drives all away: \(arrived)")
      #expect(arrived[10...].reduce(0, +) > 5, "and some come back: \(arrived)")
      let summary = try JSONFile(folder.appending(path: "a/summary.json"))
      let away = try #require(summary.number("metrics.arrivals_priced_out.value"))
      let came = try #require(summary.number("metrics.jobs_arrived.value"))
      // Poisson with a mean of 6,000 candidates, and four deviations.
      #expect(abs(away + came - 6_000) < 4 * 77.5 && away > 1_000)
    }
  }

  @Test func emissionBeyondTheLedgersLimitIsTold() throws {
    try withFolder { folder in
      let million = "1000000000000000000000000"
      let token = "token={epoch: 10 s, emission: {kind: fixed, reward: \(million) tokens}}"
      #expect(try assay(minimal + ["--until", "35 s", "--set", token], in: folder).status == 0)
      let summary = try JSONFile(folder.appending(path: "a/summary.json"))
      let emitted = try #require(summary.number("metrics.emitted.value"))
      let withheld = try #require(summary.number("metrics.emission_withheld.value"))
      // The limit is 2^120 base units of 10^-12 token: of three rewards one and a third fit.
      #expect(abs((emitted + withheld) / 3e24 - 1) < 1e-12 && abs(emitted / 0x1p120 * 1e12 - 1) < 1e-12, "\(emitted)")
    }
  }

  @Test func rowsOutOfOrderAreTold() throws {
    try withFolder { folder in
      let rows = [5, 1, 9, 8, 7].map { "\($0)000000,chat,9,9\n" }.joined()
      try Data("arrival_us,model,prompt_tokens,output_tokens\n\(rows)".utf8).write(to: folder.appending(path: "t.csv"))
      let trace = ["--set", "demand.chat={arrivals: {kind: trace, file: t.csv, loop: false}}", "--data", "."]
      let output = try assay(["run", "minimal", "--until", "30 s", "--out", "a"] + trace, in: folder)
      let sentence = "trace of chat: 3 of 5 rows were earlier than the row before; rows were sorted by time"
      #expect(output.lines.contains(sentence), "\(output.text) \(output.error)")
      #expect(
        try JSONFile(folder.appending(path: "a/summary.json")).number("metrics.trace_rows_sorted_chat.value") == 3)
      #expect(try assay(["validate", "minimal"] + trace, in: folder).text.contains(sentence))
    }
  }

  @Test func theMarginWithoutEmissionIsLessByTheEmissionOfProviders() throws {
    try withFolder { folder in
      let token = "token={price: 0.5 USD, epoch: 1 min, emission: {kind: fixed, reward: 3 tokens}}"
      #expect(try assay(minimal + ["--until", "10 min", "--set", token], in: folder).status == 0)
      let summary = try JSONFile(folder.appending(path: "a/summary.json"))
      let rewards = try CSV(folder.appending(path: "a/providers.csv")).rows.compactMap { Double($0["rewarded"] ?? "") }
      let with = try #require(summary.number("metrics.provider_margin.value"))
      let without = try #require(summary.number("metrics.provider_margin_without_emission.value"))
      #expect(rewards.reduce(0, +) > 20 && abs(with - without - 0.5 * rewards.reduce(0, +)) < 1e-6)
    }
  }
}
