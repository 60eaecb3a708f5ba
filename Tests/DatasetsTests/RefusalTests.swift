import Datasets
import Testing

private struct Refusal: Sendable, CustomTestStringConvertible {
  var title: String
  var bytes: [UInt8]
  var row: Int?
  var says: String
  var testDescription: String { title }

  init(_ title: String, _ text: String, row: Int?, says: String) {
    self.init(title, Array(text.utf8), row: row, says: says)
  }

  init(_ title: String, _ bytes: [UInt8], row: Int?, says: String) {
    self.title = title
    self.bytes = bytes
    self.row = row
    self.says = says
  }
}

private let head = "arrival_us,model,prompt_tokens,output_tokens\n"

private let tables: [Refusal] = [
  Refusal("empty", "", row: nil, says: "empty"),
  Refusal("only a mark", "\u{FEFF}", row: nil, says: "empty"),
  Refusal("only blank lines", "\n\r\n\n", row: nil, says: "no header"),
  Refusal("only a header", head, row: nil, says: "no rows"),
  Refusal("UTF-16 little", [0xFF, 0xFE, 0x61, 0], row: 1, says: "UTF-16"),
  Refusal("UTF-16 big", [0xFE, 0xFF, 0, 0x61], row: 1, says: "UTF-16"),
  Refusal("UTF-16 unmarked", [0x61, 0, 0x72, 0], row: 1, says: "UTF-16"),
  Refusal("NUL", head + "1,a,1,1\n2,a\0,1,1", row: 3, says: "zero byte"),
  Refusal("Latin-1", Array((head + "1,caf").utf8) + [0xE9, 0x2C, 0x31, 0x2C, 0x31], row: 2, says: "not UTF-8"),
  Refusal("overlong", Array(head.utf8) + [0xC0, 0xAF], row: 2, says: "not UTF-8"),
  Refusal("surrogate", Array(head.utf8) + [0xED, 0xA0, 0x80], row: 2, says: "not UTF-8"),
  Refusal("beyond Unicode", Array(head.utf8) + [0xF4, 0x90, 0x80, 0x80], row: 2, says: "not UTF-8"),
  Refusal("cut sequence", Array(head.utf8) + [0xE2, 0x82], row: 2, says: "not UTF-8"),
  Refusal("short row", head + "1,a,1,1\n2,a,1\n", row: 3, says: "3 cells where the header has 4"),
  Refusal("long row", head + "1,a,1,1,\n", row: 2, says: "5 cells"),
  Refusal("missing column", "arrival_us,model,prompt_tokens\n1,a,1", row: 1, says: "missing"),
  Refusal("column twice", "arrival_us,model,model\n1,a,1", row: 1, says: "twice"),
  Refusal("open quote", head + "1,\"a,1,1\n2,b,1,1\n", row: 2, says: "not closed"),
  Refusal("quote inside", head + "1,a\"b,1,1\n", row: 2, says: "quote inside"),
  Refusal("text behind a quote", head + "1,\"a\"b,1,1\n", row: 2, says: "behind a quoted"),
  Refusal("lone return", head + "1,a\r,1,1\n", row: 2, says: "carriage return"),
  Refusal("fraction", head + "1,a,1,1\n\n1.5,a,1,1\n", row: 4, says: "'1.5' is not a whole number"),
  Refusal("negative", head + "-1,a,1,1\n", row: 2, says: "not a whole number"),
  Refusal("no number", head + "1,a,many,1\n", row: 2, says: "column 'prompt_tokens'"),
  Refusal("nan", head + "nan,a,1,1\n", row: 2, says: "'nan'"),
  Refusal("hexadecimal", head + "0x10,a,1,1\n", row: 2, says: "'0x10'"),
  Refusal("overflow", head + "99999999999999999999,a,1,1\n", row: 2, says: "0 … 9223372036854775"),
  Refusal("too many tokens", head + "1,a,4000000000,1\n", row: 2, says: "100000000"),
  Refusal("missing cell", head + ",a,1,1\n", row: 2, says: "'' is not"),
  Refusal("binary cell", head + "1,a,\u{1},1\n", row: 2, says: "\\x01"),
  Refusal(
    "long line", head + "1," + String(repeating: "x", count: 1 << 20) + ",1,1\n", row: 2, says: "longer than 1 MB"),
  Refusal(
    "long quote", head + "1,\"" + String(repeating: "\n", count: 1 << 20) + "\",1,1\n", row: 2, says: "not closed"),
]

@Test(arguments: tables)
private func badTableIsRefusedAtItsPlace(refusal: Refusal) throws {
  let error = #expect(throws: DatasetError.self) { try RequestCSV().read(refusal.bytes, named: "t.csv") }
  let message = try #require(error?.description)
  #expect(error?.row == refusal.row, "\(message)")
  #expect(message.contains(refusal.says), "\(message)")
  #expect(message.hasPrefix(refusal.row.map { "t.csv:\($0):" } ?? "t.csv:") && message.utf8.count < 400)
  #expect((error?.byteOffset ?? -1) >= 0 && error!.byteOffset <= refusal.bytes.count)
}

@Test func offsetPointsAtTheCell() {
  let text = head + "1,a,1,1\n2,b,1,x9\n"
  let error = #expect(throws: DatasetError.self) { try RequestCSV().read(Array(text.utf8), named: "t.csv") }
  #expect(error?.byteOffset == text.utf8.count - 3)
  #expect(
    error?.description
      == "t.csv:3: column 'output_tokens', byte 59: 'x9' is not a whole number; write digits, 0 … 100000000")
}

private let good = #"{"arrival_us": 1, "model": "m", "prompt_tokens": 1, "output_tokens": 1}"#
private let jsonLines: [Refusal] = [
  Refusal("no JSON", good + "\nhello\n", row: 2, says: "expected an object"),
  Refusal("cut off", good + "\n{\"arrival_us\": 1", row: 2, says: "cut off"),
  Refusal("two objects", good + " {}", row: 1, says: "nothing more"),
  Refusal("key twice", #"{"arrival_us": 1, "arrival_us": 2}"#, row: 1, says: "twice"),
  Refusal("unknown key", #"{"arrival_us": 1, "promt_tokens": 2}"#, row: 1, says: "not known"),
  Refusal(
    "missing key", good + "\n\n" + #"{"arrival_us": 1, "model": "m", "prompt_tokens": 1}"#, row: 3, says: "missing"),
  Refusal("wrong type", #"{"arrival_us": "1"}"#, row: 1, says: "what stands here is not a whole number"),
  Refusal("fraction", #"{"arrival_us": 1.5}"#, row: 1, says: "'1.5'"),
  Refusal("exponent", #"{"arrival_us": 1e3}"#, row: 1, says: "'1e3'"),
  Refusal("open text", #"{"model": "m"#, row: 1, says: "not closed"),
  Refusal("control character", "{\"model\": \"m\u{1}\"}", row: 1, says: "control character"),
  Refusal("bad escape", #"{"model": "\q"}"#, row: 1, says: "unknown escape"),
  Refusal("half surrogate", #"{"model": "\uD800x"}"#, row: 1, says: "surrogate"),
  Refusal("trailing comma", #"{"arrival_us": 1,}"#, row: 1, says: "text in double quotes"),
  Refusal(
    "long line", "{\"model\": \"" + String(repeating: "x", count: 1 << 20) + "\"}", row: 1, says: "longer than 1 MB"),
]

@Test(arguments: jsonLines)
private func badLineIsRefusedAtItsPlace(refusal: Refusal) throws {
  let error = #expect(throws: DatasetError.self) { try RequestLines().read(refusal.bytes, named: "t.jsonl") }
  let message = try #require(error?.description)
  #expect(error?.row == refusal.row, "\(message)")
  #expect(message.contains(refusal.says), "\(message)")
}

@Test(arguments: [
  ("2023-11-16 18:15:60", "leap second"), ("2023-02-29 00:00:00", "no such day"), ("2023-11-16", "no clock"),
  ("16/11/2023 18:15:46", "other order"), ("2023-11-16 18:15:46.", "no digits"), ("1969-11-16 18:15:46", "too early"),
  ("2023-11-16 18:15:46+5", "bad zone"), ("2023-13-01 00:00:00", "month"), ("2023-11-16 24:00:00", "hour"),
  ("", "nothing"),
])
func wrongTimeIsRefused(text: String, why: String) {
  let table = "TIMESTAMP,ContextTokens,GeneratedTokens\n\(text),1,1\n"
  #expect(throws: DatasetError.self, "\(why)") { try AzureLLM().read(Array(table.utf8), named: "t") }
}

@Test func deepNestingIsRefusedNotTrapped() {
  let deep = String(repeating: "[", count: 100_000)
  let line = "{\"timestamp\": 0, \"x\": \(deep)"
  let error = #expect(throws: DatasetError.self) { try Mooncake().read(Array(line.utf8), named: "t") }
  #expect(error?.problem.contains("deeper than 64") == true)
  #expect(throws: DatasetError.self) { try AvailabilityTrace.read(Array("{\"metadata\": \(deep)".utf8), named: "t") }
}

@Test(arguments: [
  "{}", "[]", #"{"metadata": {"gap_seconds": 5}}"#, #"{"metadata": {"gap_seconds": 0}, "data": [1]}"#,
  #"{"metadata": {"gap_seconds": 5}, "data": []}"#, #"{"metadata": {"gap_seconds": 5}, "data": [1.5]}"#,
  #"{"metadata": {"gap_seconds": 5}, "data": [-1]}"#, #"{"metadata": {"gap_seconds": 5}, "data": [1]} x"#,
])
func wrongAvailabilityIsRefused(text: String) {
  #expect(throws: DatasetError.self) { try AvailabilityTrace.read(Array(text.utf8), named: "t") }
}

@Test func unknownFormatNamesTheKnownOnes() {
  let error = #expect(throws: DatasetError.self) { try AnyFormat().read(Array("a,b\n1,2\n".utf8), named: "t.csv") }
  #expect(error?.description.contains("azure-llm, burstgpt, mooncake, csv, jsonl") == true)
}
