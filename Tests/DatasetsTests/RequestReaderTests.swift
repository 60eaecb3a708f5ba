import Datasets
import Quantities
import Testing

private func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

@Test func azureTimesAreExactToHundredNanoseconds() throws {
  let text = """
    TIMESTAMP,ContextTokens,GeneratedTokens
    2023-11-16 23:59:59.9999999,374,44
    2023-11-17 00:00:00,396,109
    2023-11-17T00:00:00.5+00:00,1,0
    2023-11-17 01:00:01.000000001+01:00,7,8
    2024-02-29 00:00:00Z,5,6

    """
  let trace = try AzureLLM().read(utf8(text), named: "azure.csv")
  #expect(
    trace.arrivals.map(\.nanoseconds) == [0, 100, 500_000_100, 1_000_000_101, 104 * 86_400 * 1_000_000_000 + 100])
  #expect(trace.promptTokens == [374, 396, 1, 7, 5] && trace.outputTokens == [44, 109, 0, 8, 6])
  #expect(trace.notes.isEmpty && trace.affinities.isEmpty)
}

@Test func burstGPTOfBothShapes() throws {
  let first = """
    Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
    5,ChatGPT,472,18,490,Conversation log
    45.5,ChatGPT,1087,0,1087,Conversation log
    118,GPT-4,417,276,693,API log
    """
  let third = """
    Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type
    5.000000001,s1,2.5,ChatGPT,472,18,490,Conversation log
    45,s2,1.0,ChatGPT,1087,230,1317,Conversation log
    118,s1,0.5,GPT-4,417,276,693,Conversation log
    119,,0.5,GPT-4,417,276,693,API log
    """
  let old = try BurstGPT().read(utf8(first), named: "v1.csv")
  #expect(old.arrivals.map(\.nanoseconds) == [0, 113_000_000_000])
  #expect(old.models.names == ["ChatGPT", "GPT-4"] && old.models.indices == [0, 1])
  #expect(old.notes == ["1 rows without response tokens (failed requests) were left out"])
  #expect(try BurstGPT(failures: .keep).read(utf8(first), named: "v1.csv").count == 3)
  let new = try BurstGPT().read(utf8(third), named: "v3.csv")
  #expect(new.arrivals[1].nanoseconds == 39_999_999_999)
  #expect(new.affinities[0] == new.affinities[2] && new.affinities[0] != new.affinities[1] && new.affinities[3] == 0)
}

@Test func mooncakePrefixesBecomeAffinities() throws {
  let text = """
    {"timestamp": 0, "input_length": 6758, "output_length": 500, "hash_ids": [0, 1, 2]}
    {"hash_ids": [0, 1, 9], "timestamp": 1.5, "input_length": 7, "output_length": 2, "output_ids": [1, {"a": null}]}

    {"timestamp": 27482, "input_length": 1, "output_length": 2, "hash_ids": [0, 2]}
    {"timestamp": 27482, "input_length": 3, "output_length": 4, "hash_ids": []}
    """
  let trace = try Mooncake().read(utf8(text), named: "mooncake.jsonl")
  #expect(trace.arrivals.map(\.nanoseconds) == [0, 1_500_000, 27_482_000_000, 27_482_000_000])
  #expect(trace.promptTokens == [6758, 7, 1, 3])
  #expect(trace.affinities[0] == trace.affinities[1] && trace.affinities[0] != trace.affinities[2])
  #expect(trace.affinities[3] == 0)
  let fine = try Mooncake(prefixBlocks: 3).read(utf8(text), named: "mooncake.jsonl")
  #expect(fine.affinities[0] != fine.affinities[1])
}

@Test func ownFormatsSayTheSame() throws {
  let table = """
    \u{FEFF}arrival_us,model,prompt_tokens,output_tokens,client,region,session,comment\r
    1000,"llama, ""8B"" x",10,20,ann,eu-west,s1,x\r
    1001, mistral ,11,21,,us-east,,"two\r
    lines"\r
    \r
    1001,"llama, ""8B"" x",12,22,ann,eu-west,s1,\r

    """
  let lines = #"""
    {"arrival_us": 1000, "model": "llama, \"8B\" x", "prompt_tokens": 10, "output_tokens": 20, "client": "ann", \#
    "region": "eu-west", "session": "s1"}
    {"arrival_us": 1001, "model": "mistr\u0061l", "prompt_tokens": 11, "output_tokens": 21, "region": "us-east"}
    {"arrival_us": 1001, "model": "llama, \"8B\" x", "prompt_tokens": 12, "output_tokens": 22, "client": "ann", \#
    "region": "eu-west", "session": "s1"}
    """#
  let a = try RequestCSV().read(utf8(table), named: "own.csv")
  let b = try RequestLines().read(utf8(lines), named: "own.jsonl")
  for trace in [a, b] {
    #expect(trace.arrivals.map(\.nanoseconds) == [0, 1_000, 1_000])
    #expect(trace.promptTokens == [10, 11, 12] && trace.outputTokens == [20, 21, 22])
    #expect(trace.models.names == ["llama, \"8B\" x", "mistral"] && trace.models.indices == [0, 1, 0])
    #expect(trace.clients.names == ["ann", ""] && trace.regions.indices == [0, 1, 0])
    #expect(trace.affinities[0] == trace.affinities[2] && trace.affinities[1] == 0)
  }
  #expect(a.affinities == b.affinities)
  #expect(a.notes == ["column 'comment' is not read"])
}

@Test func disorderIsSortedStablyWithANote() throws {
  let text = "arrival_us,model,prompt_tokens,output_tokens\n5,a,1,1\n3,b,2,2\n5,c,3,3\n3,d,4,4\n9,e,5,5"
  let trace = try RequestCSV().read(utf8(text), named: "own.csv")
  #expect(trace.arrivals.map(\.nanoseconds) == [0, 0, 2_000, 2_000, 6_000])
  #expect(trace.promptTokens == [2, 4, 1, 3, 5])
  #expect(trace.models.indices.map { trace.models.names[Int($0)] } == ["b", "d", "a", "c", "e"])
  #expect(trace.notes == ["2 of 5 rows were earlier than the row before; rows were sorted by time"])
  #expect(trace.span.nanoseconds == 6_000 && trace.period.nanoseconds == 7_500)
  #expect(abs(trace.meanRate - 5 / 7.5e-6) < 1e-3)
}

@Test(arguments: [
  ("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.6805900,374,44", 374),
  ("\n\r\n{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 1, \"hash_ids\": [3]}", 5),
  ("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,472,18,490,x", 472),
  ("\"output_tokens\",\"prompt_tokens\",\"model\",\"arrival_us\"\n1,6,m,0\n", 6),
  ("{\"model\": \"m\", \"arrival_us\": 1, \"prompt_tokens\": 7, \"output_tokens\": 1}", 7),
])
func formatIsFoundByTheFirstLine(text: String, prompt: Int32) throws {
  #expect(try AnyFormat().read(utf8(text), named: "some").promptTokens == [prompt])
}

@Test func numbersOfAColumn() throws {
  let text = "name,value,\"x,y\"\na,1.5,2\nb,-2e3,.5\nc,0.1,3.\n"
  #expect(try CSVColumn.numbers(inColumn: "value", of: utf8(text), named: "t") == [1.5, -2000, 0.1])
  #expect(try CSVColumn.numbers(inColumns: ["x,y", "value"], of: utf8(text), named: "t")[0] == [2, 0.5, 3])
  for bad in ["nan", "inf", "1e999", "0x1p-3", "1_000", "", "1,5", "１", "--1", "1e", "e5", "."] {
    #expect(throws: DatasetError.self, "\(bad)") {
      try CSVColumn.numbers(inColumn: "v", of: utf8("v\n\"\(bad)\"\n"), named: "t")
    }
  }
}

@Test func availabilityByTicks() throws {
  let text =
    #"{"data": [0, 1, 4, 4], "metadata": {"gap_seconds": 0.5, "note": ["x", {"y": [true, false, null, -1e3]}]}}"#
  let trace = try AvailabilityTrace.read(utf8(text), named: "spot.json")
  #expect(trace.tick == .milliseconds(500) && trace.available == [0, 1, 4, 4])
  #expect(trace.share() == 0.75 && trace.share(atLeast: 4) == 0.5)
}
