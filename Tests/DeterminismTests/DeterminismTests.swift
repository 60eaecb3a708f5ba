import Foundation
import TestSupport
import Testing

/// Same scenario, seed and commit: same fingerprint and same bytes, whatever else differs.
@Suite struct DeterminismTests {
  /// Every shipped scenario, with the part of it that a test runs.
  struct Case: Sendable, CustomTestStringConvertible {
    var scenario: String
    var until: String
    var fingerprint: String
    var events: String
    var testDescription: String { scenario }
  }

  static func cases() throws -> [Case] {
    try CSV(Checkout.root.appending(path: "fingerprints.csv")).rows.map {
      Case(scenario: $0["scenario"]!, until: $0["until"]!, fingerprint: $0["fingerprint"]!, events: $0["events"]!)
    }
  }

  /// Runs the case; nil when it needs data that is not here.
  static func run(
    _ item: Case, into folder: URL, product: String = "assay", environment: [String: String] = [:],
    directory: URL? = nil
  ) throws -> ProcessOutput? {
    var arguments = [
      "run", Checkout.root.appending(path: item.scenario).path, "--quiet", "--until", item.until, "--out", folder.path,
    ]
    if let data = Checkout.data { arguments += ["--data", data.path] }
    let output = try ReleaseBuild.run(product, arguments, environment: environment, directory: directory)
    if output.status == 66 && Checkout.data == nil {
      print("\(item.scenario): skipped, its trace is not here (set ASSAY_DATA)")
      return nil
    }
    return output
  }

  @Test func everyShippedScenarioHasAFingerprint() throws {
    let listed = Set(try Self.cases().map(\.scenario))
    for scenario in try Checkout.scenarios() {
      #expect(listed.contains(scenario), "\(scenario) has no row in fingerprints.csv")
    }
  }

  /// One run as the base, checked against the committed fingerprint; then the same with a foreign locale, zone and
  /// folder, on a processor without fused multiply-add, and by a debug build: every file must be equal.
  @Test(arguments: try cases())
  func everyOtherRunGivesTheSameBytes(item: Case) throws {
    let folder = try Scratch.folder()
    defer { Scratch.remove(folder) }
    let base = folder.appending(path: "base")
    guard let output = try Self.run(item, into: base) else { return }
    #expect(output.status == 0, "\(output.error)")
    let manifest = try JSONFile(base.appending(path: "manifest.json"))
    #expect(manifest.text("fingerprint") == item.fingerprint, "\(item.scenario) took another course")
    #expect(manifest.number("events") == Double(item.events), "\(item.scenario) took another course")

    let foreign = [
      "LC_ALL": "tr_TR.UTF-8", "LANG": "ar_EG.UTF-8", "TZ": "Asia/Kathmandu", "HOME": folder.path, "PADDING": "x",
    ]
    try Self.expect(item, like: base, in: folder, as: "foreign", environment: foreign, directory: folder)
    try Self.expect(item, like: base, in: folder, as: "masked", environment: ControlProgram.mask)

    var short = item
    short.until = Self.debugUntil(item)
    var reference = base
    if short.until != item.until {
      reference = folder.appending(path: "short")
      #expect(try Self.run(short, into: reference)?.status == 0)
    }
    try Self.expect(short, like: reference, in: folder, as: "debug", product: "debug:assay")
  }

  private static func expect(
    _ item: Case, like base: URL, in folder: URL, as name: String, product: String = "assay",
    environment: [String: String] = [:], directory: URL? = nil
  ) throws {
    let other = folder.appending(path: name)
    let output = try run(item, into: other, product: product, environment: environment, directory: directory)
    #expect(output?.status == 0, "\(name): \(output?.error ?? "did not run")")
    try Scratch.expectEqualFiles(base, other)
    Scratch.remove(other)
  }

  /// The mask must mask: the C library's own logarithm has to differ under it, or the test above shows nothing.
  @Test func theMaskChangesThePlainLibrary() throws {
    let control = try ControlProgram.build()
    defer { Scratch.remove(control.deletingLastPathComponent()) }
    let plain = try ProcessOutput.of(control, [])
    let masked = try ProcessOutput.of(control, [], environment: ControlProgram.mask)
    if ControlProgram.hasFusedArithmetic {
      #expect(plain.text != masked.text, "the mask did not reach libm")
    } else {
      print("the positive control was skipped: this processor has no fused multiply-add to mask")
    }
  }

  /// A debug build is some thirty times slower: of a run beyond a million events, the first million or so.
  static func debugUntil(_ item: Case) -> String {
    guard let events = Double(item.events), events > 1e6, let seconds = Double(item.until.dropLast(2)) else {
      return item.until
    }
    return "\(Int(seconds * 1e6 / events)) s"
  }

  /// Forked in the middle, and two at once on two threads of one process: the same fingerprint, summary and tables.
  @Test(arguments: try cases(), ["fork", "threads"])
  func forkedRunsAndThreadsAgree(item: Case, how: String) throws {
    let data = Checkout.data.map { ["ASSAY_DATA": $0.path] } ?? [:]
    let file = Checkout.root.appending(path: item.scenario).path
    let output = try ReleaseBuild.run("assay-probe", [how, file, item.until], environment: data)
    if output.status == 66 && Checkout.data == nil {
      print("\(item.scenario): skipped, its trace is not here (set ASSAY_DATA)")
      return
    }
    #expect(output.status == 0, "\(output.text)\(output.error)")
    #expect(output.lines.count == 3 && output.lines.allSatisfy { $0 == output.lines.first }, "\(output.text)")
  }
}
