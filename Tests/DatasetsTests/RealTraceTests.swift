import Datasets
import Glibc
import Quantities
import Testing

/// The folder of published traces: `ASSAY_DATA`, or beside the checkout.
private let dataFolder: String? = {
  let candidates = [getenv("ASSAY_DATA").map { String(cString: $0) }, "../shared/data"]
  return candidates.compactMap { $0 }.first { access($0 + "/traces", R_OK) == 0 }
}()

private func bytes(_ path: String) throws -> [UInt8] {
  let file = try #require(fopen((dataFolder ?? "") + "/traces/" + path, "rb"), "cannot open \(path)")
  defer { fclose(file) }
  fseek(file, 0, SEEK_END)
  let size = ftell(file)
  rewind(file)
  return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in count = fread(buffer.baseAddress, 1, size, file)
  }
}

private func mean(_ values: [Int32]) -> Double { Double(values.reduce(0) { $0 + Int64($1) }) / Double(values.count) }

@Suite(.enabled(if: dataFolder != nil, "the published traces are not here: set ASSAY_DATA to their folder"))
struct RealTraceTests {
  @Test func azureConversation() throws {
    let path = "azure-llm-2023/AzureLLMInferenceTrace_conv.csv"
    let trace = try AnyFormat().read(try bytes(path), named: path)
    #expect(trace.count == 19_366)
    #expect(abs(mean(trace.promptTokens) - 1_155) < 1 && abs(mean(trace.outputTokens) - 211) < 1)
    #expect(abs(trace.meanRate - 5.53) < 0.01)
    #expect(trace.span.seconds > 57 * 60 && trace.span.seconds < 59 * 60)
  }

  @Test func azureCode() throws {
    let path = "azure-llm-2023/AzureLLMInferenceTrace_code.csv"
    let trace = try AnyFormat().read(try bytes(path), named: path)
    #expect(trace.count == 8_819)
    #expect(abs(mean(trace.promptTokens) - 2_048) < 1 && abs(mean(trace.outputTokens) - 28) < 0.5)
  }

  @Test func mooncakeConversation() throws {
    let path = "mooncake-fast25/conversation_trace.jsonl"
    let trace = try AnyFormat().read(try bytes(path), named: path)
    #expect(trace.count == 12_031)
    #expect(abs(mean(trace.promptTokens) - 12_040) < 10 && abs(mean(trace.outputTokens) - 343) < 1)
    #expect(trace.arrivals.last == Instant(nanoseconds: 3_536_999_000_000))
    #expect(Set(trace.affinities).count == 7_373, "prefixes of two blocks")
  }

  @Test func mooncakeSynthetic() throws {
    let path = "mooncake-fast25/synthetic_trace.jsonl"
    let trace = try AnyFormat().read(try bytes(path), named: path)
    #expect(trace.count == 3_993 && Set(trace.affinities).count == 2_224)
  }

  @Test func spotAvailability() throws {
    let path = "spot-availability/availability_1-node_aws-02-15-2023_us-east-1a_v100_1.json"
    let trace = try AvailabilityTrace.read(try bytes(path), named: path)
    #expect(trace.tick == .seconds(195) && trace.available.count > 19_000)
    #expect(trace.share() > 0.1 && trace.share() < 0.95)
  }

  @Test func columnOfARuntimeTable() throws {
    let path = "alibaba-gpu-v2020/philly_runtime.csv"
    let data = try bytes(path)
    let name = String(decoding: data.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self).split(separator: ",")[0]
    #expect(try CSVColumn.numbers(inColumn: String(name), of: data, named: path).count == 83_154)
  }
}
