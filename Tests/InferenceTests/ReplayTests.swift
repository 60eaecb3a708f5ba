import Foundation
import Quantities
import Testing
import Vocabulary

@testable import Inference

/// Real vLLM 0.19 runs replayed: 300 ShareGPT requests offered at 10 a second to Llama 3.1 8B in BF16 on one card
/// (casys-kaist/LLMServingSim, bench/examples; budget 2,048; RTX 4090: 256 sequences, 2,588 blocks; RTX PRO 6000: 128
/// sequences, blocks not stated). The engine gets lengths, arrivals and settings; its step law is the roofline, fitted on
/// llama.cpp and not on these runs.
struct ReplayTests {
  struct Request: Decodable {
    var input_toks: Int32
    var output_toks: Int32
    var queued_ts: Double
    var first_token_ts: Double
    var last_token_ts: Double
  }

  struct Run: Sendable {
    var device: String
    var file: String
    var slots: Int
    var blocks: Int?
  }

  static let runs = [
    Run(device: "rtx-4090", file: "RTX4090_Llama-3.1-8B", slots: 256, blocks: 2588),
    Run(device: "rtx-pro-6000", file: "RTXPRO6000_Llama-3.1-8B", slots: 128),
  ]

  static func requests(_ file: String) -> [Request]? {
    let folder = ProcessInfo.processInfo.environment["ASSAY_DATA"] ?? "../shared/data"
    let path = "\(folder)/traces/llmservingsim-bench/\(file)_requests.jsonl"
    guard let data = FileManager.default.contents(atPath: path) else {
      print("skipped: no \(path); set ASSAY_DATA to the data folder")
      return nil
    }
    return data.split(separator: 0x0A).compactMap { try? JSONDecoder().decode(Request.self, from: Data($0)) }
  }

  static func replay(_ requests: [Request], _ run: Run) throws -> (arrivals: [Stimulus], results: [EngineResult]) {
    let device = try #require(DeviceProfile.named(run.device))
    let model = try #require(ModelProfile.named("llama-3.1-8b", precision: .fp16))
    let blocks = run.blocks ?? device.kvBlocks(for: model)
    let limits = LLMLimits(slots: run.slots, tokenBudget: 2048, blocks: blocks, watermark: blocks / 100)
    var engine = LLMEngine(
      limits: limits, law: Roofline().stepLaw(of: model, on: device),
      power: PowerCurve(idle: device.idleDraw, most: device.draw, places: run.slots))
    let zero = requests[0].queued_ts
    let arrivals = requests.enumerated().map { index, request in
      let at = Instant(nanoseconds: Int64((request.queued_ts - zero) * 1e9))
      let task = EngineTask(
        tag: UInt32(index), promptTokens: request.input_toks, outputTokens: request.output_toks, arrivedAt: at)
      return Stimulus(at: at, kind: .arrive(task))
    }
    let results = drive(&engine, arrivals).results.sorted { $0.tag < $1.tag }
    let tally = engine.tally
    print("\(run.device): \(blocks) blocks, \(tally.preemptions) preemptions, \(tally.steps) steps in \(tally.runs) runs")
    return (arrivals, results)
  }

  @Test(arguments: runs) func vLLMServing(run: Run) throws {
    guard let requests = Self.requests(run.file) else { return }
    let (arrivals, results) = try Self.replay(requests, run)
    try #require(requests.count == 300 && results.count == 300)
    func mean(_ value: (Int) -> Double) -> Double { (0..<300).reduce(0) { $0 + value($1) } / 300 }
    func report(_ name: String, _ real: (Int) -> Double, _ replayed: (Int) -> Double) -> Double {
      let error = mean(replayed) / mean(real) - 1
      print("vLLM on \(run.device), \(name): measured \(mean(real)) s, engine \(mean(replayed)) s, \((error * 1000).rounded() / 10) %")
      return abs(error)
    }
    let firstToken = report("TTFT", { requests[$0].first_token_ts - requests[$0].queued_ts }) {
      (results[$0].firstTokenAt - arrivals[$0].at).seconds
    }
    let perToken = report(
      "TPOT",
      { (requests[$0].last_token_ts - requests[$0].first_token_ts) / Double(max(1, requests[$0].output_toks - 1)) }
    ) { (results[$0].finishedAt - results[$0].firstTokenAt).seconds / Double(max(1, requests[$0].output_toks - 1)) }
    let whole = report("end to end", { requests[$0].last_token_ts - requests[$0].queued_ts }) {
      (results[$0].finishedAt - arrivals[$0].at).seconds
    }
    #expect(whole <= 0.10 && perToken <= 0.10 && firstToken <= 0.20)
  }
}
