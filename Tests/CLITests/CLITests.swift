import Foundation
import TestSupport
import Testing

/// The program that was built with these tests, which lies beside them.
let program: URL = {
  let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
  let bundle = maps.split(separator: "\n").first { $0.hasSuffix("PackageTests.xctest") }
  let path = bundle.map { String($0.drop { $0 != "/" }) } ?? Checkout.root.appending(path: ".build/debug/tests").path
  return URL(fileURLWithPath: path).deletingLastPathComponent().appending(path: "assay")
}()

/// Runs the program; without a folder of data unless one is given.
func assay(
  _ arguments: [String], environment: [String: String] = [:], in directory: URL? = nil
) throws -> ProcessOutput {
  let none = ["ASSAY_DATA": "", "ASSAY_HOME": "", "SWIFT_BACKTRACE": "enable=no"]
  return try ProcessOutput.of(
    program, arguments, environment: none.merging(environment) { $1 }, directory: directory)
}

/// Calls the body with a new folder that is removed afterwards.
func withFolder<T>(_ body: (URL) throws -> T) throws -> T {
  let folder = try Scratch.folder()
  defer { Scratch.remove(folder) }
  return try body(folder)
}

func write(_ text: String, _ file: URL) throws {
  try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(text.utf8).write(to: file)
}

/// One transfer over one link: a run of a few events.
let tiny = """
  name: tiny
  description: One transfer
  duration: 10 s
  network: {fidelity: ideal, links: {wire: {capacity: 800 Mb/s, latency: 10 ms}}}
  transfers: [{name: only, size: 100 MB, links: [wire]}]

  """

@Suite struct UsageTests {
  @Test(
    arguments: [
      ([], 0), (["--help"], 0), (["--version"], 0), (["run", "--help"], 0), (["help", "describe"], 0),
      (["--generate-completion-script", "bash"], 0), (["frobnicate"], 64), (["run"], 64), (["validate"], 64),
      (["run", "a", "b"], 64), (["run", "a", "--sed", "1"], 64), (["run", "a", "--seed", "-1"], 64),
      (["run", "a", "--seed", "1.5"], 64), (["run", "a", "--seed", "01"], 64),
      (["run", "a", "--seed", "+1"], 64), (["run", "a", "--seed", ""], 64), (["run", "a", "--seed", "1_0"], 64),
      (["run", "a", "--seed", "18446744073709551616"], 64), (["run", "a", "--seed", "18446744073709551615"], 66),
      (["describe", "policy"], 0), (["describe", "policy", "cheapest"], 0), (["describe", "policy", "cheap"], 64),
      (["run", "a", "--until", "5"], 64), (["run", "a", "--until", "-5 s"], 64),
      (["run", "a", "--max-memory", "2 gb"], 64), (["run", "a", "--max-wall", "soon"], 64),
      (["run", "a", "--max-events", "x"], 64), (["run", "a", "--set", "x"], 64), (["run", "a", "--set", "x[a]=1"], 64),
      (["describe", "nothing"], 64), (["describe", "distribution", "nothing"], 64), (["describe", "a", "b", "c"], 64),
      (["describe"], 0), (["describe", "distribution"], 0), (["describe", "distribution", "lognormal"], 0),
      (["describe", "network"], 0), (["schema"], 0), (["list"], 0), (["run", "no-such-file.yaml"], 66),
      (["validate", "no-such-file.yaml"], 66), (["validate", "/dev/zero"], 65), (["validate", "Sources"], 65),
      (["validate", ""], 66), (["run", "../../../../../etc/hostname-that-is-not"], 66),
      (["validate", "quickstart", "--data", "/no/such/folder"], 66),
    ] as [([String], Int32)])
  func exitCodes(arguments: [String], code: Int32) throws {
    let output = try assay(arguments)
    #expect(output.status == code, "\(arguments): \(output.error)")
    #expect(output.text.isEmpty == (code != 0), "\(arguments)")
    #expect(output.error.isEmpty == (code == 0), "\(arguments): \(output.error)")
    if code != 0 { #expect(!output.error.contains("Fatal error")) }
  }

  @Test func mistakesAreNamed() throws {
    #expect(try assay(["run", "a", "--sed", "1"]).error.contains("--seed"))
    #expect(try assay(["run", "a", "--until", "5"]).error.contains("add ns, us, ms, s, min, h or d"))
    #expect(try assay(["describe", "distribution", "lognorml"]).error.contains("did you mean `lognormal`?"))
    #expect(try assay(["validate", "no-such-file.yaml"]).error.contains("`assay list` shows those that come with"))
  }

  @Test func descriptionsShowWhatIsWithin() throws {
    let mixture = try assay(["describe", "distribution", "mixture"]).text
    #expect(mixture.contains("\n  parts: list of sections, required\n"), "\(mixture)")
    #expect(mixture.contains("\n      law: one distribution, required\n          Law of this part.\n"), "\(mixture)")
    #expect(try assay(["describe", "demand-curve", "curve"]).text.contains("\n      at: time span"))
    let policies = try assay(["describe", "scheduling-policy"]).text
    #expect(try assay(["describe", "policy"]).text == policies && policies.contains("power-of-choices"))
    // A word of a noun does not hide the section of that name, nor one that several nouns have.
    #expect(try assay(["describe", "network"]).text.hasPrefix("network: "))
    #expect(try assay(["describe", "policy", "cheapst"]).error.contains("did you mean `cheapest`?"))
  }

  @Test func lostOutputIsAnError() throws {
    let full = try shell("\(program.path) describe > /dev/full")
    #expect(full.status == 74 && full.error.contains("standard output"))
    #expect(try shell("\(program.path) --help > /dev/full").status == 74)
    let closed = try shell("\(program.path) schema | true; exit ${PIPESTATUS[0]}")
    #expect(closed.status == 141 || closed.status == 0)
    #expect(closed.error.isEmpty)
  }

  private func shell(_ line: String) throws -> ProcessOutput {
    try ProcessOutput.of(URL(fileURLWithPath: "/bin/bash"), ["-c", line])
  }
}

@Suite struct AssetTests {
  @Test func everyShippedScenarioIsListedWithALine() throws {
    let lines = try assay(["list"]).lines
    let names = try Checkout.scenarios().filter { !$0.contains("/data/") }
      .map { String($0.dropFirst("scenarios/".count).prefix { $0 != "." }) }.sorted()
    #expect(lines.map { String($0.prefix { $0 != " " }) } == names)
    #expect(lines.allSatisfy { $0.contains("  ") })
  }

  @Test func scenariosAreFoundByName() throws {
    try withFolder { folder in
      let home = ["ASSAY_HOME": folder.path]
      try write(tiny, folder.appending(path: "scenarios/own/tiny.yaml"))
      let outside = try Scratch.folder()
      defer { Scratch.remove(outside) }
      #expect(try assay(["list"], environment: home, in: outside).text == "own/tiny  One transfer\n")
      for name in ["own/tiny", "own/tiny.yaml", "tiny"] {
        let output = try assay(["validate", name], environment: home, in: outside)
        #expect(output.text == "\(name): ok (tiny, 0 providers, 0 clients)\n", "\(output.error)")
      }
      // Beside the binary: the checkout that it was built in.
      #expect(try assay(["validate", "validation/dog-bone"], environment: home, in: outside).status == 0)
      #expect(try assay(["validate", "../scenarios/own/tiny"], environment: home, in: outside).status == 66)
    }
  }
}
