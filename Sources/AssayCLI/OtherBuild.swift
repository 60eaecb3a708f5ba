import Experiments
import Glibc
import Quantities
import Reporting
import Scenarios

/// Assay as it was at another commit: built in a worktree of its own, kept for the next time.
struct OtherBuild {
  /// As the user wrote it.
  private let reference: String
  private let program: String
  /// Holds the baselines of this one comparison.
  private let scratch: String
  private let home: String
  private let check: Check

  /// Builds the commit that `reference` names, unless it was built before.
  init(of reference: String, for check: Check, in house: House) throws {
    self.reference = reference
    self.check = check
    let top = try Self.line(["git", "rev-parse", "--show-toplevel"], "this folder is in no git checkout")
    let commit = try Self.line(
      ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", "\(reference)^{commit}"],
      "--against: `\(reference)` is no commit of this checkout; name a branch, a tag or a commit")
    guard let home = house.assets.roots.first(where: { access($0 + "/scenarios", R_OK) == 0 }) else {
      throw CommandFailure(
        code: .missingFile, message: "no scenarios found; set ASSAY_HOME to the folder that holds scenarios/")
    }
    self.home = home
    let folder = "\(top)/.build/against/\(commit)"
    program = "\(folder)/build/release/assay"
    scratch = "\(folder)/baseline.\(getpid())"
    if access(program, X_OK) != 0 { try Self.build(commit, in: folder) }
  }

  private static func line(_ words: [String], _ problem: String) throws(CommandFailure) -> String {
    let (status, output) = try ChildProcess.run(words)
    let text = String(decoding: output.prefix { $0 != 0x0A }, as: UTF8.self)
    if status != 0 || text.isEmpty { throw CommandFailure(code: .badData, message: problem) }
    return text
  }

  private static func build(_ commit: String, in folder: String) throws {
    let tree = "\(folder)/tree"
    complain("building \(commit.prefix(12)) in \(folder); this takes minutes the first time")
    // Left over from a build that was stopped.
    if access(tree, F_OK) == 0 {
      _ = try ChildProcess.run(["git", "worktree", "remove", "--force", tree], keepsOutput: false)
    }
    let added = try ChildProcess.run(
      ["git", "worktree", "add", "--detach", "--force", tree, commit], keepsOutput: false)
    guard added.status == 0 else {
      throw CommandFailure(code: .cannotCreate, message: "--against: git could not make the worktree \(tree)")
    }
    defer { _ = try? ChildProcess.run(["git", "worktree", "remove", "--force", tree], keepsOutput: false) }
    let words = [
      "swift", "build", "-c", "release", "--product", "assay", "--package-path", tree, "--scratch-path",
      "\(folder)/build",
    ]
    guard try ChildProcess.run(words, keepsOutput: false).status == 0 else {
      throw CommandFailure(code: .badData, message: "--against: \(commit) does not build; its messages stand above")
    }
  }

  func removeScratch() { _ = try? ChildProcess.run(["rm", "-rf", "--", scratch], keepsOutput: false) }

  private var data: [String] { check.options.data.map { ["--data", $0] } ?? [] }

  /// Lets the other build run the suite, on the scenarios of now; the folder of what it kept.
  func baselines() throws(CommandFailure) -> String {
    var words = [program, "check", "--update", "--quiet", "--baseline", scratch] + data
    if let suite = check.suite { words.append(suite) }
    if check.full { words.append("--full") }
    if let workers = check.workers.workers { words += ["--workers", String(workers)] }
    let (status, _) = try ChildProcess.run(words, environment: [("ASSAY_HOME", home)])
    guard status == 0 else {
      throw CommandFailure(
        code: .badData,
        message: "--against: assay of \(reference) cannot run this suite (exit \(status)); "
          + "compare with a commit that has `assay check` and knows these scenarios")
    }
    return scratch
  }

  /// Walks through both runs of a case to the first event that differs.
  func firstDifference(
    _ change: CourseChange, of item: SuiteCase, under settings: [String]
  ) throws(CommandFailure) -> CourseChange {
    var change = change
    let scenario = item.scenario
    let seed = change.seed
    do {
      try change.find(
        now: { CourseChange.events(of: scenario, seed: seed, in: $0, step: $1) },
        before: { try trace(item, seed: seed, $0, step: $1) })
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(code: .internalError, message: "\(error)")
    }
    return change
  }

  private func trace(
    _ item: SuiteCase, seed: UInt64, _ range: ClosedRange<UInt64>, step: UInt64
  ) throws(CommandFailure) -> [TracedEvent] {
    var words = [program, "run", item.file, "--seed", String(seed), "--trace-step", String(step)] + data
    words += ["--trace-events", "\(range.lowerBound)..\(range.upperBound)"]
    for setting in item.settings { words += ["--set", setting] }
    let (status, output) = try ChildProcess.run(words, environment: [("ASSAY_HOME", home)])
    guard status == 0 else {
      throw CommandFailure(code: .badData, message: "--against: assay of \(reference) cannot trace \(item.name)")
    }
    return output.split(separator: 0x0A).compactMap { TracedEvent(line: String(decoding: $0, as: UTF8.self)) }
  }
}
