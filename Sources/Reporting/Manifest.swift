import CPlatform
import Quantities
import Recording
import Specs

/// Version of this program, as `--version` and manifests tell it.
public let assayVersion = "0.1.0"

/// The git commit of the build, or "unknown".
public let buildCommit = String(cString: assay_build_commit())

/// A file that a run has read.
public struct InputFile: Sendable, Equatable {
  /// As the scenario names it, relative to its folder or to the data folder: the same on every machine.
  public var path: String
  public var sha256: Digest256
  public var bytes: Int64

  public init(path: String, sha256: Digest256, bytes: Int64) {
    self.path = path
    self.sha256 = sha256
    self.bytes = bytes
  }
}

/// What a run was and how it ended: `manifest.json`. Holds no clock, no host, no path that differs between machines.
public struct Manifest: Sendable {
  public var scenario: String
  /// Of the scenario file's bytes.
  public var scenarioDigest: Digest256
  public var seed: UInt64
  public var command: ReplayCommand
  public var inputs: [InputFile]
  public internal(set) var fingerprint: UInt64 = 0
  public internal(set) var events: UInt64 = 0
  public internal(set) var simulated = TimeSpan.zero
  public internal(set) var ending: RunEnding?

  public init(
    scenario: String, scenarioDigest: Digest256, seed: UInt64, command: ReplayCommand, inputs: [InputFile] = []
  ) {
    self.scenario = scenario
    self.scenarioDigest = scenarioDigest
    self.seed = seed
    self.command = command
    self.inputs = inputs
  }

  /// Marks the first line of a manifest, by which a run's folder is known.
  static let format = "assay-run/1"

  func json(files: [String]) -> JSONValue {
    [
      "format": .text(Self.format),
      "complete": .boolean(ending?.isComplete ?? false),
      "stop_reason": .text(ending?.reason ?? "unfinished"),
      "assay_version": .text(assayVersion),
      "commit": .text(buildCommit),
      "scenario": .text(scenario),
      "scenario_sha256": .text(scenarioDigest.hex),
      "seed": .integer(seed),
      "fingerprint": .text(fingerprintText(fingerprint)),
      "events": .integer(events),
      "simulated_s": MetricValue.seconds(simulated).json,
      "command": .text(command.text),
      "inputs": .list(inputs.map(\.json)),
      "files": .list(files.map { .text($0) }),
    ]
  }

  /// The names that a complete run's manifest lists, or nil if these bytes are no manifest of a complete run.
  ///
  /// Reads our own writing only: members at depth one stand at the start of a line, and text has no raw line feed.
  static func filesOfCompleteRun(_ bytes: [UInt8]) -> [String]? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasPrefix("{\n  \"format\": \"\(format)\",\n  \"complete\": true,\n") else { return nil }
    let lines = text.split(separator: "\n")
    guard let start = lines.firstIndex(where: { $0.hasPrefix("  \"files\": [") }) else { return nil }
    let list = lines[start...].joined().prefix { $0 != "]" }
    // The key, and from then on what stands between every second pair of quotes.
    return list.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .compactMap { $0.offset % 2 == 1 && $0.offset > 1 ? String($0.element) : nil }
  }

  static func isManifest(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: "{\n  \"format\": \"\(format)\",\n".utf8)
  }
}

extension InputFile {
  fileprivate var json: JSONValue {
    ["path": .text(path), "sha256": .text(sha256.hex), "bytes": .integer(bytes)]
  }
}

/// 16 hexadecimal digits.
public func fingerprintText(_ fingerprint: UInt64) -> String {
  let digits = String(fingerprint, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// The command that repeats a run: what decides its bytes, and nothing else.
public struct ReplayCommand: Sendable, Equatable {
  private var words: [String]

  /// `scenario` as it is found by name on any machine, or the name of its file without the folder.
  public init(verb: String = "run", scenario: String, seed: UInt64) {
    let name = scenario.split(separator: "/").last.map(String.init) ?? scenario
    words = ["assay", verb, name, "--seed", String(seed)]
  }

  public mutating func add(_ option: String, _ value: String) { words += [option, value] }

  /// Quoted for a POSIX shell where a word needs it.
  public var text: String { words.map(Self.quoted).joined(separator: " ") }

  private static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "_-./=:,+@%".utf8.contains(byte)
      }
    }
    guard !isPlain else { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
