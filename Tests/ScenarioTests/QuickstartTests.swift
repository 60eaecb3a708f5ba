import Datasets
import Foundation
import Quantities
import Randomness
import Scenarios
import Scheduling
import Specs
import TestSupport
import Testing

/// `scenarios/quickstart.yaml` says that its demand follows published traces; here is what that means in numbers.
@Suite struct QuickstartTests {
  static func scenario() throws -> Scenario {
    let path = "scenarios/quickstart.yaml"
    let bytes = [UInt8](try Data(contentsOf: Checkout.root.appending(path: path)))
    return try SpecReader.read(bytes, named: path) { Scenario(from: &$0, policies: .standard) }.product
  }

  @Test func isWhatTheReadmeSays() throws {
    let scenario = try Self.scenario()
    #expect(scenario.providerCount == 200)
    #expect(abs(scenario.demand[0].value.arrivals.meanRate - 2) < 1e-9)
  }

  @Test func theReferenceIsTheCommittedRun() throws {
    let manifest = try JSONFile(Checkout.root.appending(path: "results/quickstart/manifest.json"))
    let rows = try CSV(Checkout.root.appending(path: "fingerprints.csv")).rows
    let row = try #require(rows.first { $0["scenario"] == "scenarios/quickstart.yaml" })
    #expect(manifest.text("fingerprint") == row["fingerprint"], "run tools/update-references.sh")
    let readme = try String(contentsOf: Checkout.root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains("fingerprint: \(row["fingerprint"] ?? "none")"), "the README quotes another run")
  }

  @Test func theReadmeShowsTheMinimalScenario() throws {
    let readme = try String(contentsOf: Checkout.root.appending(path: "README.md"), encoding: .utf8)
    let minimal = try String(contentsOf: Checkout.root.appending(path: "scenarios/minimal.yaml"), encoding: .utf8)
    #expect(readme.contains("```yaml\n\(minimal)```"))
  }

  @Test(.enabled(if: Traces.azure != nil, "Azure's conversation trace is not here: set ASSAY_DATA to its folder"))
  func lengthsFollowAzuresConversations() throws {
    let file = try #require(Traces.azure)
    let trace = try AnyFormat().read([UInt8](try Data(contentsOf: file)), named: file.lastPathComponent)
    let demand = try Self.scenario().demand[0].value
    let random = RandomSource(seed: 2023)
    for (name, law, observed) in [
      ("prompt", demand.promptTokens, trace.promptTokens), ("output", demand.outputTokens, trace.outputTokens),
    ] {
      var stream = random.stream(StreamName(name))
      let drawn = LengthSample((0..<400_000).map { _ in Int(law.sample(using: &stream).rounded()) })
      let real = LengthSample(observed.map(Int.init))
      print("\(name) tokens, drawn and recorded: \(drawn), \(real); KS distance \(drawn.distance(to: real))")
      #expect(drawn.distance(to: real) < 0.03, "\(name)")
      let longer = LengthSample(drawn.sorted.map { $0 * 105 / 100 })
      #expect(longer.distance(to: real) > 0.03, "lengths 5 % off must not pass: \(name)")
      #expect(abs(drawn.mean / real.mean - 1) < 0.015, "\(name)")
      for (level, tolerance) in [(0.5, 0.01), (0.9, 0.04), (0.99, 0.015)] {
        let ratio = Double(drawn.quantile(level)) / Double(real.quantile(level))
        #expect(abs(ratio - 1) < tolerance, "\(name), quantile \(level)")
      }
    }
  }

  /// Two-hour shares of a day, against the client the curve was made from. Its clock is that of the trace.
  @Test(.enabled(if: Traces.serveGen != nil, "ServeGen's client is not here: set ASSAY_DATA to its folder"))
  func theDayFollowsServeGensClient() throws {
    let text = try String(contentsOf: #require(Traces.serveGen), encoding: .utf8)
    let windows = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",").compactMap { Double($0) } }
    var recorded = [Double](repeating: 0, count: 12)
    for window in windows { recorded[Self.share(ofDay: window[0] + 300)] += window[1] }
    var process = try Self.scenario().demand[0].value.arrivals
    var stream = RandomSource(seed: 2025).stream(StreamName("day"))
    var drawn = [Double](repeating: 0, count: 12)
    var now = Instant.start
    while let next = process.next(after: now, using: &stream), next.seconds < 86_400 {
      drawn[Self.share(ofDay: next.seconds)] += 1
      now = next
    }
    let (all, total) = (recorded.reduce(0, +), drawn.reduce(0, +))
    for share in 0..<12 {
      // Lines between means over two hours cut the peaks and fill the troughs a little.
      #expect(abs(drawn[share] / total - recorded[share] / all) < 0.01, "at \(2 * share) h")
    }
  }

  /// Number of the two hours round 0 h, 2 h, … that a time of day, in seconds, lies in.
  static func share(ofDay time: Double) -> Int { Int((time + 3_600) / 7_200) % 12 }
}

/// Published traces, where they are.
enum Traces {
  static let azure = file("traces/azure-llm-2023/AzureLLMInferenceTrace_conv.csv")
  static let serveGen = file("traces/servegen/language_m-small_chunk-27-trace.csv")

  private static func file(_ path: String) -> URL? {
    guard let url = Checkout.data?.appending(path: path) else { return nil }
    return FileManager.default.fileExists(atPath: url.path) ? url : nil
  }
}

/// Token counts in order of size.
struct LengthSample: CustomStringConvertible {
  let sorted: [Int]

  init(_ lengths: [Int]) { sorted = lengths.sorted() }

  var mean: Double { Double(sorted.reduce(0, +)) / Double(sorted.count) }

  /// The least length that this share of the sample does not pass.
  func quantile(_ level: Double) -> Int { sorted[Int((level * Double(sorted.count)).rounded(.up)) - 1] }

  /// Greatest distance between the two distribution functions (Kolmogorov and Smirnov), ties counted together.
  func distance(to other: LengthSample) -> Double {
    var (i, j, greatest) = (0, 0, 0.0)
    while i < sorted.count && j < other.sorted.count {
      let length = min(sorted[i], other.sorted[j])
      while i < sorted.count && sorted[i] == length { i += 1 }
      while j < other.sorted.count && other.sorted[j] == length { j += 1 }
      let gap = Double(i) / Double(sorted.count) - Double(j) / Double(other.sorted.count)
      greatest = max(greatest, abs(gap))
    }
    return greatest
  }

  var description: String { "mean \(mean), P50 \(quantile(0.5)), P90 \(quantile(0.9)), P99 \(quantile(0.99))" }
}
