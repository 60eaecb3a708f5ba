import Datasets
import Quantities
import Testing

private let samples: [(any DatasetReader.Type, String)] = [
  (
    AzureLLM.self,
    "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.6805900,374,44\r\n"
      + "2023-11-16 18:15:50.99+01:00,396,109\r\n"
  ),
  (
    BurstGPT.self,
    "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
      + "5.5,s1,2,\"Chat\"\"GPT\",472,18,490,Conversation log\n"
      + "9,s1,2,ChatGPT,472,0,472,API log\n"
  ),
  (
    Mooncake.self,
    "{\"timestamp\": 1.25, \"input_length\": 6758, \"output_length\": 500, \"hash_ids\": [0, 1, 2]}\n"
      + "{\"timestamp\": 2, \"input_length\": 1, \"output_length\": 5, "
      + "\"hash_ids\": [], \"x\": {\"y\": [null, \"\\u00e9\\ud83d\\ude00\"]}}\n"
  ),
  (RequestCSV.self, "\u{FEFF}arrival_us,model,prompt_tokens,output_tokens,session\n5,\"a,b\",1,1,é😀\n3,b,2,2,\n"),
  (
    RequestLines.self,
    "{\"arrival_us\": 5, \"model\": \"m\\n\", \"prompt_tokens\": 1, \"output_tokens\": 2, \"client\": \"c\"}\n"
      + "{\"arrival_us\": 4, \"model\": \"é\", \"prompt_tokens\": 1, \"output_tokens\": 2}\n"
  ),
]

/// Bytes that parsers trip over, besides random ones.
private let nasty: [UInt8] = Array("\",\n\r{}[]:\\-.0eE9u \0".utf8) + [0x80, 0xC2, 0xE2, 0xED, 0xF0, 0xFE, 0xFF]

/// A few edits at random: flip, insert, delete, double a run, cut off.
private func mutated(_ bytes: [UInt8], _ noise: inout Mixer) -> [UInt8] {
  var bytes = bytes
  func draw(_ n: Int) -> Int {
    noise.fold(UInt64(n))
    return Int(noise.finalized % UInt64(max(n, 1)))
  }
  for _ in 0...draw(2) where !bytes.isEmpty {
    let at = draw(bytes.count)
    switch draw(6) {
    case 0: bytes[at] = UInt8(draw(256))
    case 1: bytes[at] = nasty[draw(nasty.count)]
    case 2: bytes.insert(nasty[draw(nasty.count)], at: at)
    case 3: bytes.remove(at: at)
    case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 1 + draw(30))], at: at)
    default: bytes.removeSubrange(at...)
    }
  }
  return bytes
}

/// Whatever the bytes, a reader answers with a trace whose columns agree or with an error at a place in the file.
@Test(arguments: [UInt64(20_261_121), 7, 0xFEED])
func mutatedFilesNeverTrap(seed: UInt64) throws {
  var noise = Mixer(state: seed)
  var refused = 0
  var read = 0
  for _ in 0..<2_000 {
    for (reader, sample) in samples {
      let bytes = mutated(Array(sample.utf8), &noise)
      for format in [reader.init(), AnyFormat()] as [any DatasetReader] {
        do throws(DatasetError) {
          let trace = try format.read(bytes, named: "m")
          read += 1
          let isWhole =
            trace.count > 0 && trace.promptTokens.count == trace.count && trace.outputTokens.count == trace.count
            && [0, trace.count].contains(trace.affinities.count)
            && [0, trace.count].contains(trace.models.indices.count)
            && zip(trace.arrivals, trace.arrivals.dropFirst()).allSatisfy { $0 <= $1 } && trace.arrivals[0] == .start
          #expect(isWhole, "seed \(seed): \(bytes)")
        } catch {
          refused += 1
          let isPlaced = error.byteOffset <= bytes.count && (error.row ?? 1) >= 1 && !error.remedy.isEmpty
          #expect(isPlaced, "seed \(seed): \(error) for \(bytes)")
        }
      }
    }
    let spot = mutated(Array(#"{"metadata": {"gap_seconds": 195.5}, "data": [0, 1, 2]}"#.utf8), &noise)
    _ = try? AvailabilityTrace.read(spot, named: "m")
    _ = try? CSVColumn.numbers(inColumn: "b", of: mutated(Array("a,b\n1,2.5e3\n\"x\",-4\n".utf8), &noise), named: "m")
  }
  print("mutations, seed \(seed): \(read) read, \(refused) refused")
  #expect(read > 500 && refused > 500, "the mutations reach both answers")
}
