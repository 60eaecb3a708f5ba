import Glibc
import Specs
import Testing

/// A hostile or broken file, and a part of what must be said of it.
struct Evil: CustomTestStringConvertible, Sendable {
  var name: String
  var bytes: [UInt8]
  var file: String
  var says: String

  init(_ name: String, _ text: String, says: String, file: String = "s.yaml") {
    self.init(name, bytes: Array(text.utf8), says: says, file: file)
  }

  init(_ name: String, bytes: [UInt8], says: String, file: String = "s.yaml") {
    self.name = name
    self.bytes = bytes
    self.says = says
    self.file = file
  }

  var testDescription: String { name }

  private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  static let bombs: [Evil] = [
    Evil(
      "alias bomb",
      "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
      says: "the anchor `&a` is not taken"),
    Evil("alias cycle", "title: &a [*a]", says: "the alias `*a` is not taken"),
    Evil("undefined alias", "title: *nobody", says: "the alias `*nobody` is not taken"),
    Evil("alias as key", "*a : 1", says: "the alias `*a` is not taken"),
    Evil("anchor on a mapping", "device: &d {memory: 1 GiB}", says: "the anchor `&d` is not taken"),
    Evil("anchor on the root", "&r\nseed: 1", says: "the anchor `&r` is not taken"),
    Evil("anchor on a key", "&k seed: 1", says: "the anchor `&k` is not taken"),
    Evil("a million anchors", repeated("- &a x\n", 300_000), says: "the anchor"),
    Evil("merge key", "device:\n  <<: {memory: 1 GiB}", says: "s.yaml:2:3: device[\"<<\"]: merge keys are not taken"),
    Evil("merge of an alias", "device: {<<: *base}", says: "merge keys are not taken"),
    Evil("tag", "seed: !!int 5", says: "the tag `tag:yaml.org,2002:int` is not taken"),
    Evil("local tag", "device: !exec {memory: 1 GiB}", says: "the tag `!exec` is not taken"),
    Evil("python tag", "title: !!python/object/apply:os.system [ls]", says: "is not taken"),
    Evil("tag directive", "%TAG ! tag:example.org,2000:\n--- {}", says: "%TAG directives are not taken"),
    Evil("future directive", "%YAML 3.0\n--- {}", says: "incompatible YAML document"),
    Evil("two documents", "seed: 1\n---\nseed: 2\n", says: "s.yaml:2:1: a second document begins"),
    Evil("second document is garbage", "{}\n--- [\n", says: "a second document begins"),
    Evil("deep flow lists", "title: " + repeated("[", 100_000), says: "nests deeper than 64 levels"),
    Evil(
      "deep closed lists", "title: " + repeated("[", 5000) + repeated("]", 5000), says: "nests deeper than 64 levels"),
    Evil("deep flow mappings", repeated("{a: ", 100_000), says: "nests deeper than 64 levels"),
    Evil("deep blocks", repeated("- ", 100_000), says: "nests deeper than 64 levels"),
    Evil(
      "deep block mappings", (0..<200).map { repeated(" ", $0) + "a:\n" }.joined(),
      says: "nests deeper than 64 levels"),
    Evil("deep explicit keys", repeated("? ", 100_000), says: "a key is a list or a mapping"),
    Evil("one level too deep", "title: " + repeated("[", 64) + repeated("]", 64), says: "nests deeper than 64 levels"),
    Evil("over a million values", "title: [" + repeated("1,", 1_000_001) + "]", says: "more than 1000000 values"),
    Evil("17 MB of comment", "#" + repeated("x", 17 << 20), says: "the file has more than 16 MiB"),
    Evil("15 MB in one line", "title: [" + repeated("x", 15 << 20), says: "close the quote or bracket"),
    Evil(
      "a hundred thousand unknown keys", (0..<100_000).map { "k\($0): 1\n" }.joined(), says: "k0: is not a setting here"
    ),
    Evil("one key again and again", repeated("seed: 1\n", 100_000), says: "seed: is given again (first on line 1)"),
    Evil("long key", "? " + repeated("k", 100_000) + "\n: 1", says: "a key is longer than 256 bytes"),
    Evil("long digits", "seed: " + repeated("9", 1_000_000), says: "is out of range"),
    Evil("long exponent", "weights: [1e" + repeated("9", 100_000) + "]", says: "is too large"),
    Evil("long span", "until: 0." + repeated("1", 100_000) + " s", says: "is too large"),
  ]

  static let bytes: [Evil] = [
    Evil("NUL", bytes: Array("seed: 1\u{0}".utf8), says: "s.yaml:1:8: the text has a NUL byte"),
    Evil("NUL by escape", #"title: "a\0b""#, says: "title: has a NUL character"),
    Evil("only NULs", bytes: Array(repeating: 0, count: 1000), says: "NUL byte"),
    Evil("UTF-16 with mark", bytes: [0xFF, 0xFE, 0x7B, 0, 0x7D, 0], says: "UTF-16"),
    Evil("UTF-16 big-endian", bytes: [0xFE, 0xFF, 0, 0x7B], says: "UTF-16"),
    Evil("UTF-32", bytes: [0, 0, 0xFE, 0xFF], says: "UTF-32"),
    Evil("Latin-1", bytes: Array("title: caf".utf8) + [0xE9], says: "s.yaml:1:11: the text is not UTF-8 (byte 0xe9)"),
    Evil("overlong", bytes: [0x74, 0x3A, 0x20, 0xC0, 0xAF], says: "not UTF-8"),
    Evil("surrogate in UTF-8", bytes: [0x74, 0x3A, 0x20, 0xED, 0xA0, 0x80], says: "not UTF-8"),
    Evil("beyond Unicode", bytes: [0x74, 0x3A, 0x20, 0xF4, 0x90, 0x80, 0x80], says: "not UTF-8"),
    Evil("cut character", bytes: Array("title: ".utf8) + [0xF0, 0x9F], says: "not UTF-8"),
    Evil("stray continuation", bytes: Array("a: b\nt: ".utf8) + [0x80], says: "s.yaml:2:4: the text is not UTF-8"),
    Evil("escape character", "title: \u{1B}[31m", says: "the control character 0x1b"),
    Evil("C1 control", "title: \u{9B}31m", says: "invisible character U+9B"),
    Evil("mark inside", "title: a\u{FEFF}b", says: "invisible character U+FEFF"),
    Evil("tab in the indentation", "device:\n\tmemory: 1 GiB", says: "indent with spaces"),
    Evil("tab after a dash", "weights:\n  -\t- 1\n\t- 2", says: "spaces"),
    Evil("gzip", bytes: [0x1F, 0x8B, 0x08, 0x00], says: "control character 0x1f"),
    Evil("ELF", bytes: [0x7F, 0x45, 0x4C, 0x46], says: "control character 0x7f"),
  ]

  static let yaml: [Evil] = [
    Evil("unclosed quote", "title: \"abc\nseed: 1", says: "close the quote or bracket"),
    Evil("unclosed brace", "device: {memory: 1 GiB\nseed: 1", says: "s.yaml:2:"),
    Evil("second colon", "title: a: b", says: "put text that has a `: ` in quotes"),
    Evil("reserved sign", "title: @here", says: "put the text in quotes"),
    Evil("bad indentation", "device:\n    memory: 1 GiB\n  draw: 1 W", says: "s.yaml:3:"),
    Evil("bad escape", #"title: "\q""#, says: "unknown escape"),
    Evil("list as key", "? [a]\n: 1", says: "a key is a list or a mapping"),
    Evil("empty key", "\"\": 1", says: "a key is empty"),
    Evil("no key", "? \n: 1", says: "a key is empty"),
    Evil("scalar file", "42", says: "is a single value where a mapping is needed"),
    Evil("list file", "- 1", says: "is a list where a mapping is needed"),
    Evil("null file", "~", says: "is empty where a mapping is needed"),
    Evil("text for a list", "weights: 1", says: "where a list is needed"),
    Evil("mapping for a number", "seed: {a: 1}", says: "is a mapping where a whole number is needed"),
    Evil("list for a choice", "latency: [uniform]", says: "latency: is a list where a mapping is needed"),
    Evil("list for a kind", "latency: {kind: [uniform]}", says: "latency.kind: is a list where"),
    Evil("no kind", "latency: {low: 1 s}", says: "latency.kind: is missing"),
    Evil("octal", "seed: 017", says: "without separators or leading zeros"),
    Evil("sexagesimal", "seed: 12:30:45", says: "is not a whole number"),
    Evil("separators", "seed: 1_000", says: "is not a whole number"),
    Evil("hexadecimal", "seed: 0x10", says: "is not a whole number"),
    Evil("infinite", "weights: [.inf]", says: "is not a number"),
    Evil("not a number", "weights: [.nan]", says: "is not a number"),
    Evil("too large a double", "weights: [1e999]", says: "is too large"),
    Evil("a word of YAML 1.1", "log: yes", says: "is neither true nor false"),
    Evil("path out", "trace: ../../etc/passwd", says: "leads out by `..`"),
    Evil("absolute path", "trace: /etc/passwd", says: "is an absolute path"),
    Evil("control characters in a message", "\"a\\u202e\\e[31mb\": 1", says: #"a\u{202e}\u{1b}[31mb"#),
  ]

  static let json: [Evil] = [
    Evil("empty", "", says: "is empty where a mapping is needed", file: "s.json"),
    Evil("trailing comma", #"{"seed": 1,}"#, says: "s.json:1:12: `}` stands where a key", file: "s.json"),
    Evil("trailing comma in a list", #"{"weights": [1,]}"#, says: "stands where a value should", file: "s.json"),
    Evil("comment", "{\"seed\": 1 // x\n}", says: "stands where a comma or }", file: "s.json"),
    Evil("single quotes", "{'seed': 1}", says: "a key in double quotes", file: "s.json"),
    Evil("bare key", "{seed: 1}", says: "a key in double quotes", file: "s.json"),
    Evil("leading zero", #"{"seed": 017}"#, says: "`017` is not JSON", file: "s.json"),
    Evil("NaN", #"{"weights": [NaN]}"#, says: "`NaN` is not JSON", file: "s.json"),
    Evil("plus", #"{"seed": +1}"#, says: "`+1` is not JSON", file: "s.json"),
    Evil("capitals", #"{"log": True}"#, says: "`True` is not JSON", file: "s.json"),
    Evil("two documents", "{}\n{}", says: "s.json:2:1: text goes on", file: "s.json"),
    Evil(
      "duplicate", "{\"seed\": 1,\n \"seed\": 2}", says: "s.json:2:2: seed: is given again (first on line 1)",
      file: "s.json"),
    Evil("duplicate by escape", #"{"seed": 1, "\u0073eed": 2}"#, says: "seed: is given again", file: "s.json"),
    Evil("half a pair", #"{"title": "\ud800"}"#, says: "title: has half a surrogate pair", file: "s.json"),
    Evil("half a pair and more", #"{"title": "\ud800\u0041"}"#, says: "half a surrogate pair", file: "s.json"),
    Evil("NUL by escape", #"{"title": "\u0000"}"#, says: "has a NUL character", file: "s.json"),
    Evil("bad escape", #"{"title": "\x41"}"#, says: "is not an escape of JSON", file: "s.json"),
    Evil("cut escape", #"{"title": "\u00"#, says: "a hexadecimal digit", file: "s.json"),
    Evil("line break in a string", "{\"title\": \"a\nb\"}", says: "a line break or control character", file: "s.json"),
    Evil("unclosed string", #"{"title": "a"#, says: "a string is not closed", file: "s.json"),
    Evil("cut", #"{"title""#, says: "the text ends where a colon", file: "s.json"),
    Evil("deep", repeated("[", 100_000), says: "nests deeper than 64 levels", file: "s.json"),
    Evil("deep objects", repeated("{\"a\":", 100_000), says: "nests deeper than 64 levels", file: "s.json"),
    Evil(
      "over a million values", "[" + repeated("1,", 1_000_001) + "1]", says: "more than 1000000 values",
      file: "s.json"),
    Evil("empty key", #"{"": 1}"#, says: "a key is empty", file: "s.json"),
    Evil("colon for comma", #"{"a": 1: 2}"#, says: "`:` stands where a comma or }", file: "s.json"),
    Evil("minus alone", #"{"seed": -}"#, says: "`-` is not JSON", file: "s.json"),
  ]

  static let all = bombs + bytes + yaml + json
}

@Test func theCorpusIsLarge() { #expect(Evil.all.count >= 60) }

@Test(arguments: Evil.all) func evilGetsItsErrorQuickly(_ evil: Evil) {
  let start = threadSeconds()
  let lines = readBytes(evil.bytes, named: evil.file)
  let took = threadSeconds() - start
  #expect(lines.contains { $0.contains(evil.says) }, "\(evil.name): \(lines.prefix(3))")
  #expect(lines.allSatisfy { line in line.utf8.allSatisfy { $0 >= 0x20 } && line.utf8.count < 2000 })
  #if DEBUG
    #expect(took < 10, "\(evil.name): \(took) s")
  #else
    #expect(took < 1, "\(evil.name): \(took) s")
  #endif
}

/// Processor time of this thread, which other work on the machine does not lengthen.
private func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func readBytes(_ bytes: [UInt8], named file: String) -> [String] {
  do throws(SpecError) {
    _ = try SpecReader.read(bytes, named: file, Sample.init(from:))
    return []
  } catch {
    return error.problems.map(\.description)
  }
}

@Test func byteOrderMarksAndLineEndsAreTaken() {
  #expect(readBytes([0xEF, 0xBB, 0xBF] + Array("seed: 1\r\nlog: true\r\n".utf8), named: "s.yaml") == [])
  #expect(readBytes([0xEF, 0xBB, 0xBF] + Array("{\"seed\": 1}\r\n".utf8), named: "s.json") == [])
  #expect(
    readBytes(Array("title: ñandú\nseeed: 1".utf8), named: "s.yaml") == [
      "s.yaml:2:1: seeed: is not a setting here; did you mean `seed`?"
    ])
}

@Test func problemsAreCapped() throws {
  let text = (0..<1000).map { "k\($0): 1\n" }.joined()
  guard case .failure(let error) = read(text) else { return }
  #expect(error.problems.count == 200 && error.omitted == 800)
}
