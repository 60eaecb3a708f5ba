import Scenarios
import Scheduling
import Specs
import Testing

/// Laws of lengths and of work that no job could follow are mistakes of the file, not something to cut in silence.
@Suite struct LengthTests {
  private func problems(_ keys: String) -> [SpecProblem] {
    let text = """
      name: lengths
      models: {chat: {profile: llama-3.1-8b}}
      providers: {home: {count: 1, device: rtx-3060}}
      clients: {people: {count: 1}}
      demand: {chat: {arrivals: {kind: poisson, rate: 1 /s}, \(keys)}}
      """
    do {
      _ = try SpecReader.read(Array(text.utf8), named: "t.yaml") { Scenario(from: &$0, policies: .standard) }
      return []
    } catch {
      return error.problems
    }
  }

  @Test(arguments: [
    ("prompt_tokens: 0", "demand.chat.prompt_tokens"), ("prompt_tokens: 0.99", "demand.chat.prompt_tokens"),
    ("prompt_tokens: -5", "demand.chat.prompt_tokens.value"), ("output_tokens: 1e308", "demand.chat.output_tokens"),
    ("output_tokens: 131073", "demand.chat.output_tokens"), ("prompt_tokens: 5 s", "demand.chat.prompt_tokens.value"),
    ("prompt_tokens: 300, max_context: 299", "demand.chat.prompt_tokens"),
    ("max_context: 511", "demand.chat.prompt_tokens"),
    ("output_tokens: {kind: uniform, low: 0, high: 0.9}", "demand.chat.output_tokens"),
    ("output_tokens: {kind: uniform, low: -500, high: 700}", "demand.chat.output_tokens.low"),
    ("output_tokens: {kind: discrete, values: [4, -1]}", "demand.chat.output_tokens.values[1]"),
    ("output_tokens: {kind: normal, mean: 500, deviation: 1, low: -1}", "demand.chat.output_tokens.low"),
    ("output_tokens: {kind: lognormal, median: 1e300, sigma: 20}", "demand.chat.output_tokens"),
    ("prompt_tokens: {kind: mixture, parts: [{weight: 1, law: -1}]}", "demand.chat.prompt_tokens.parts[0].law.value"),
  ])
  func lengthsThatNoJobHasAreRefused(keys: String, path: String) {
    let found = problems(keys)
    #expect(found.count == 1 && found[0].path == path && !found[0].remedy.isEmpty, "\(found)")
  }

  @Test(arguments: [
    "prompt_tokens: 1, output_tokens: 1", "prompt_tokens: {kind: lognormal, median: 2, sigma: 1}",
    "output_tokens: {kind: geometric, probability: 1}", "output_tokens: {kind: normal, mean: 3, deviation: 2}",
    "output_tokens: {kind: poisson, mean: 1.5}", "prompt_tokens: 131072",
    "prompt_tokens: {kind: zipf, exponent: 1, count: 9}",
    "prompt_tokens: 300, output_tokens: 9, max_context: 300", "output_tokens: {kind: uniform, low: 0, high: 2}",
  ])
  func lawsThatOnlyReachBeyondAreCut(keys: String) {
    #expect(problems(keys).isEmpty)
  }

  /// Jobs that state their work draw no lengths, so defaults are no mistake there; an engine for such jobs is missing.
  @Test func workIsBetweenANanosecondAndACentury() {
    for work in ["0 s", "-1 s", "1e300 s", "{kind: exponential, mean: 0 s}", "36501 d"] {
      let found = problems("work: \(work), max_context: 2")
      #expect(found.count == 1 && found[0].path.hasPrefix("demand.chat.work"), "\(work): \(found)")
    }
    let fine = problems("work: 1 ns, max_context: 2")
    #expect(fine.map(\.path) == ["demand"] && fine[0].problem.contains("cannot time"), "\(fine)")
  }
}
