import Experiments
import Glibc
import Quantities
import Reporting
import Scenarios
import Specs

/// One scenario under one policy of a suite, read and ready to run.
struct SuiteCase {
  /// The scenario's name, and the policy where the suite chose one.
  var name: String
  /// The scenario's file.
  var file: String
  /// Under the suite's settings and the user's.
  var scenario: Scenario
  /// What a baseline of it must be of; the user's `--set` plays no part in it.
  var origin: Baseline.Origin
  /// The baseline's file within its folder.
  var fileName: String
  /// What `assay run` needs to repeat it: settings in their order.
  var settings: [String]
}

/// A suite with all its scenarios read.
struct SuiteCases {
  var suite: Suite
  var cases: [SuiteCase] = []
  /// Left out for want of data, and why.
  var skipped: [(name: String, reason: String)] = []

  /// Reads the suite of that file, or that of all shipped scenarios, and every scenario it names. `isFull`: without the
  /// scenarios' own `ci:`.
  init(file: String?, isFull: Bool, _ options: ScenarioOptions, in house: House) throws {
    suite = try file.map { try Self.read($0) } ?? Self.standard(in: house)
    let folder = file.map(ScenarioFile.folder(of:))
    var failures: [CommandFailure] = []
    for entry in suite.entries {
      for policy in entry.policies.isEmpty ? [""] : entry.policies {
        do throws(CommandFailure) {
          cases.append(try Self.open(entry, policy: policy, folder: folder, isFull: isFull, options, in: house))
        } catch {
          if file == nil && error.code == .missingFile {
            skipped.append((entry.scenario, Self.shortened(error.message)))
          } else {
            failures.append(error)
          }
        }
      }
    }
    if !failures.isEmpty {
      let isMissing = failures.allSatisfy { $0.code == .missingFile }
      throw CommandFailure(
        code: isMissing ? .missingFile : .badData, message: failures.map(\.message).joined(separator: "\n"))
    }
    try refuseTwins(file ?? "the suite")
    if cases.isEmpty {
      let reasons = skipped.map { "\n\($0.name): \($0.reason)" }.joined()
      throw CommandFailure(code: .badData, message: "the suite compares nothing; name a scenario\(reasons)")
    }
  }

  /// Two cases of one baseline file would overwrite each other.
  private func refuseTwins(_ file: String) throws {
    for (place, item) in cases.enumerated() {
      guard cases[..<place].contains(where: { $0.fileName == item.fileName }) else { continue }
      throw CommandFailure(
        code: .badData,
        message: "\(file): \(item.name) is compared twice; name each scenario and policy once, or give the second "
          + "scenario a `name` of its own")
    }
  }

  private static func standard(in house: House) throws -> Suite {
    let shipped = house.assets.all(in: "scenarios", suffixes: ScenarioFile.suffixes)
    if shipped.isEmpty {
      throw CommandFailure(
        code: .missingFile,
        message: "no scenarios found; set ASSAY_HOME to the folder that holds scenarios/, or name a suite")
    }
    return Suite(scenarios: shipped.map(\.name))
  }

  static func read(_ file: String) throws(CommandFailure) -> Suite {
    let bytes: [UInt8]
    do throws(FileRefusal) {
      bytes = try FileBytes.read(file, limit: SpecReader.sizeLimit + 1)
    } catch {
      throw CommandFailure(
        code: error == .absent ? .missingFile : .badData, message: "\(file): \(error.problem); \(error.remedy)")
    }
    do throws(SpecError) {
      return try SpecReader.read(bytes, named: file) { Suite(from: &$0) }.product
    } catch {
      throw CommandFailure(code: .badData, message: error.description)
    }
  }

  static func open(
    _ entry: SuiteEntry, policy: String, folder: String?, isFull: Bool, _ options: ScenarioOptions, in house: House
  ) throws(CommandFailure) -> SuiteCase {
    let beside = folder.map { ($0.hasSuffix("/") ? $0 : $0 + "/") + entry.scenario }
    let name = beside.flatMap { access($0, R_OK) == 0 ? $0 : nil } ?? entry.scenario
    let (path, bytes) = try ScenarioFile.open(name, in: house)
    let short = isFull ? [] : SpecReader.texts(of: "ci", in: bytes, named: path)
    let settings = short + entry.settings + (policy.isEmpty ? [] : ["scheduling.policy=\(policy)"])
    let file = try ScenarioFile(name, options, settings: settings + options.settings, in: house)
    let scenario = file.reading.product
    let own = scenario.name.text
    var fileName = own + (policy.isEmpty ? "" : "." + slug(policy)) + (isFull ? ".full" : "")
    fileName += ".json"
    return SuiteCase(
      name: policy.isEmpty ? own : "\(own) under \(policy)", file: Self.relative(path), scenario: scenario,
      origin: Baseline.Origin(
        engine: assayVersion, scenario: own, policy: policy, digest: digest(of: file, under: settings)),
      fileName: fileName, settings: settings)
  }

  /// Of what the scenario says, and of its data.
  private static func digest(of file: ScenarioFile, under settings: [String]) -> String {
    var hash = SHA256()
    hash.update(
      SpecReader.substance(of: file.bytes, named: file.path, settings: settings, without: ["ci", "description"]))
    for input in file.inputs.sorted(by: { $0.path < $1.path }) {
      hash.update(input.path)
      hash.update(input.sha256)
    }
    return hash.digest.hex
  }

  /// Letters, digits and single hyphens.
  private static func slug(_ text: String) -> String {
    let plain = text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : " " }
    return String(plain).split(separator: " ").joined(separator: "-").lowercased()
  }

  /// The path from the working folder, if it lies below.
  private static func relative(_ path: String) -> String {
    guard let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    for prefix in [String(cString: folder) + "/", "./"] where path.hasPrefix(prefix) {
      return String(path.dropFirst(prefix.count))
    }
    return path
  }

  /// The message without what the reader of a report does not need.
  private static func shortened(_ message: String) -> String {
    String(message.prefix { $0 != "\n" })
  }
}
