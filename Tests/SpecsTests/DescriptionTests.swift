import Foundation
import Quantities
import Specs
import Testing

private let description = SpecReader.describe(Sample.init(from:))

@Test func everyKeyIsDescribedInOrder() {
  #expect(
    description.keys.map(\.key) == [
      "dollarsPerEuro", "title", "seed", "until", "order", "log", "offset", "device", "link", "regions", "home",
      "fleet", "latency", "sizes", "faults", "weights", "trace",
    ])
  #expect(description.catalogs.map(\.name) == ["law-time-span", "law-amount-of-data", "law"])
  #expect(description.catalogs[0].alternatives.map(\.kind) == ["mixture", "constant", "uniform"])
  #expect(description.keys.allSatisfy { !$0.help.isEmpty })
  #expect(description.topics.contains("fleet") && description.topics.contains("law"))
}

@Test func descriptionsSayTypesRangesAndDefaults() throws {
  let text = description.text
  for line in [
    "seed            whole number (12), at least 0, default 1", "order           fifo | lifo, default fifo",
    "offset          time span (5 ms), -10 s to 10 s, default 0 s", "  rate  data rate (250 Mb/s), required",
    "latency         one law-time-span, default {kind: uniform, low: 1 ms, high: 2 ms}",
  ] {
    #expect(text.contains(line), "\(line) in\n\(text)")
  }
  let law = try #require(description.text(of: "law"))
  #expect(law.contains("mixture   one of several laws") && law.contains("stands for {kind: constant, value: …}"))
  let uniform = try #require(description.text(of: "law-time-span", kind: "uniform"))
  #expect(uniform.contains("high: time span (5 ms), 0 s to 1000000000000 s, default 1 s\n      upper end"))
  #expect(description.text(of: "fleet")?.contains("count: whole number (12), 1 to 10000, required") == true)
  #expect(description.text(of: "nothing") == nil && description.text(of: "law", kind: "nothing") == nil)
}

/// What the schema accepts, the reader accepts, and the other way round, on a corpus of small files.
@Test func schemaAndReaderAgree() throws {
  let bodies = corpus
  let documents = bodies.map { "{\($0)}" }
  let script = """
    import json, sys
    try:
      import jsonschema
    except ImportError:
      sys.exit(77)
    schema, documents = json.load(sys.stdin)
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    for document in documents:
      print("ok" if validator(schema).is_valid(document) else "no")
    """
  let schema = String(decoding: description.schema(title: "sample"), as: UTF8.self)
  let answer = try run(script, input: "[\(schema), [\(documents.joined(separator: ",\n"))]]")
  guard answer.status != 77 else { return print("schemaAndReaderAgree: skipped, python3 has no jsonschema") }
  #expect(answer.status == 0)
  let verdicts = answer.output.split(separator: "\n")
  #expect(verdicts.count == documents.count)
  for (document, verdict) in zip(documents, verdicts) {
    let lines = readBytes(Array(document.utf8), named: "s.json")
    #expect((verdict == "ok") == lines.isEmpty, "\(document): schema \(verdict), reader \(lines)")
  }
}

private var corpus: [String] {
  let values = [
    "1", "0", "-1", "1.5", "1e400", "true", "null", "[]", "{}", "[1]", "[1, 2, 3, 4, 5]", #""""#, #""5""#, #""5 ms""#,
    #""-5 ms""#, #""5 GiB""#, #""5 kg""#, #""30 %""#, #""uniform""#, #""mixture""#, #""fifo""#, #""a b""#, #""../x""#,
    #""a/../b""#,
    #""/x""#, #""0.05 EUR/kWh""#, #""1 Gb/s""#, #""2 Mbps""#, #""µs""#, #""3 µs""#, #"{"kind": "uniform"}"#,
    #"{"kind": "mixture"}"#,
    #"{"kind": "mixture", "parts": ["5 ms"]}"#, #"{"kind": "mixture", "parts": [5]}"#,
    #"{"kind": "mixture", "parts": []}"#,
    #"{"kind": "uniform", "lo": 1}"#, #"{"kind": "nothing"}"#, #"{"value": 1}"#,
    #"{"kind": "constant", "value": "5 ms"}"#,
    #"{"memory": "1 GiB"}"#, #"{"memory": 1}"#, #"{"rate": "1 Gb/s"}"#, #"{"loss": 0.5}"#,
    #"{"rate": "1 Gb/s", "loss": 2}"#,
    #"{"a": {}}"#, #"{"a b": {}}"#, #"{"a": {"clients": -1}}"#, #"{"a": 1}"#, #"[{"count": 1, "region": "a"}]"#,
    #"[{"count": 0}]"#,
    #"["uniform", 3, {"kind": "constant", "value": 2}]"#, #"[{}]"#, #""018""#, #""1_0 s""#, #""nan""#, #""1e0 s""#,
  ]
  var bodies = ["", #""unknown": 1"#, #""$schema": "x""#]
  for key in description.keys.map(\.key) where key != "home" && key != "fleet" {
    bodies += values.map { "\"\(key)\": \($0)" }
  }
  bodies += values.map { #""regions": {"a": {}}, "fleet": "# + $0 }
  return bodies
}

private func run(_ script: String, input: String) throws -> (status: Int32, output: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-c", script]
  let (stdin, stdout) = (Pipe(), Pipe())
  process.standardInput = stdin
  process.standardOutput = stdout
  try process.run()
  stdin.fileHandleForWriting.write(Data(input.utf8))
  try stdin.fileHandleForWriting.close()
  let output = stdout.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
