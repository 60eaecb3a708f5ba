import Glibc
import Quantities
import Recording
import Testing

@testable import Reporting

/// A run from its first event to its results, and every way in which it can end early.
@Suite struct RunSessionTests {
  @Test func equalRunsGiveEqualBytes() throws {
    let scratch = Scratch()
    let first = try runToy(into: scratch.path + "/a")
    let second = try runToy(into: scratch.path + "/b")
    #expect(first.fingerprint == second.fingerprint && first.events == 20_001)
    let names = try #require(Folders.names(in: scratch.path + "/a"))
    #expect(names.count == 6)
    for name in names {
      #expect(contents("\(scratch.path)/a/\(name)") == contents("\(scratch.path)/b/\(name)"), "\(name)")
    }
    let rows = try #require(contents(scratch.path + "/a/jobs.csv")).split(separator: "\n")
    #expect(rows.count == 2002 && rows[0].hasPrefix("job,client,"))
    #expect(contents(scratch.path + "/a/timeseries.csv") == "time_s,entity,metric,value,unit\n")
  }

  @Test func theManifestSaysWhatTheRunWas() throws {
    let scratch = Scratch()
    let report = try runToy(Toy(seed: 7), into: scratch.path + "/a")
    let manifest = try #require(contents(scratch.path + "/a/manifest.json"))
    for line in [
      "\"complete\": true,", "\"stop_reason\": \"end\",", "\"seed\": 7,", "\"events\": 20001,", "\"simulated_s\": 20,",
      "\"fingerprint\": \"\(fingerprintText(report.fingerprint))\",", "\"commit\": \"\(buildCommit)\",",
      "\"command\": \"assay run toy.yaml --seed 7\",", "\"inputs\": [],",
    ] {
      #expect(manifest.contains("  \(line)\n"), "\(line)")
    }
    #expect(!manifest.contains(scratch.path))
    let files = ["datapackage.json", "jobs.csv", "scenario.json", "summary.json", "timeseries.csv"]
    #expect(Manifest.filesOfCompleteRun(Array(manifest.utf8)) == files, "\(manifest)")
  }

  @Test func theCommitIsKnownOrSaidToBeUnknown() {
    let isHex = buildCommit.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    #expect(buildCommit == "unknown" || (buildCommit.utf8.count >= 40 && isHex))
  }

  @Test func theEventLimitIsExactAndTheResultsArePartial() throws {
    let scratch = Scratch()
    var limits = RunLimits()
    limits.events = 12_345
    let report = try runToy(into: scratch.path + "/a", limits: limits)
    #expect(report.ending == .limit("--max-events") && report.exitCode.rawValue == 75 && report.events == 12_345)
    #expect(report.location == scratch.path + "/a")
    #expect(contents(scratch.path + "/a/jobs.csv")?.split(separator: "\n").count == 1236)
    #expect(contents(scratch.path + "/a/manifest.json")?.contains("  \"complete\": false,\n") == true)
    #expect(contents(scratch.path + "/a/summary.json")?.contains("\"value\": 12345,") == true)
  }

  @Test func aPartialRunNeverTakesThePlaceOfACompleteOne() throws {
    let scratch = Scratch()
    let complete = try runToy(into: scratch.path + "/a")
    var limits = RunLimits()
    limits.events = 10
    let report = try runToy(into: scratch.path + "/a", limits: limits)
    #expect(report.location == scratch.path + "/a.partial")
    let manifest = try #require(contents(scratch.path + "/a/manifest.json"))
    #expect(manifest.contains(fingerprintText(complete.fingerprint)))
  }

  @Test func timeAndMemoryAreLimited() throws {
    var limits = RunLimits()
    limits.wall = .zero
    #expect(try runToy(into: nil, limits: limits).ending == .limit("--max-wall"))
    limits = RunLimits()
    limits.memory = ByteCount(bytes: 1 << 20)
    #expect(try runToy(into: nil, limits: limits).ending == .limit("--max-memory"))
    #expect(limits.refusal(ofEstimate: ByteCount(bytes: 3 << 20))?.contains("about 3 MiB") == true)
    #expect(limits.refusal(ofEstimate: ByteCount(bytes: 1 << 20)) == nil)
  }

  @Test func aBrokenInvariantStopsTheRunAndSaysHowToRepeatIt() throws {
    let scratch = Scratch()
    let first = try runToy(Toy(mishap: .violated, mishapAt: 9000), into: scratch.path + "/a")
    let second = try runToy(Toy(mishap: .violated, mishapAt: 9000), into: scratch.path + "/b")
    #expect(first.ending == .violated("a token was lost") && first.exitCode.rawValue == 1)
    let complaint = try #require(first.complaint)
    #expect(complaint.contains("invariant broken: a token was lost") && complaint.contains("seed 1"))
    #expect(complaint.contains("replay: assay run toy.yaml --seed 1 --max-events \(first.events)"))
    #expect(first.complaint == second.complaint && first.fingerprint == second.fingerprint)
    #expect(contents(scratch.path + "/a/manifest.json")?.contains("  \"complete\": false,\n") == true)
  }

  @Test func anAccountThatDoesNotAddUpIsABrokenInvariant() throws {
    let report = try runToy(Toy(unaccounted: 1), into: nil)
    #expect(report.ending == .violated("jobs: arrived 20002 = completed 20001, off by 1 jobs"))
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func aSignalStopsTheRunWithItsRowsOnTheDisk(signal: Int32, code: Int32) async throws {
    let scratch = Scratch()
    let out = scratch.path + "/out"
    await #expect(processExitsWith: .exitCode(code)) { [out = out as String, signal = signal as Int32] in
      CaughtSignals.install()
      let toy = Toy(mishap: .raised(signal, times: 1), mishapAt: 10_000)
      exit(try runToy(toy, into: out).exitCode.rawValue)
    }
    let manifest = try #require(contents(out + "/manifest.json"))
    #expect(manifest.contains("\"stop_reason\": \"SIG") && manifest.contains("  \"complete\": false,\n"))
    let rows = try #require(contents(out + "/jobs.csv")).split(separator: "\n").count
    #expect(rows > 1000 && rows < 2000)
  }

  @Test func theSecondSignalQuitsAtOnce() async throws {
    let scratch = Scratch()
    let out = scratch.path + "/out"
    await #expect(processExitsWith: .exitCode(130)) { [out = out as String] in
      CaughtSignals.install()
      _ = try runToy(Toy(mishap: .raised(SIGINT, times: 2), mishapAt: 10_000), into: out)
      exit(0)
    }
    #expect(Folders.kind(of: out) == .absent && Folders.kind(of: out + ".partial") == .folder)
  }

  /// A limit on the size of files stands for the full disk: the row that does not fit is an error, not a silence.
  @Test func outputThatDoesNotFitEndsTheRun() async throws {
    let scratch = Scratch()
    let out = scratch.path + "/out"
    await #expect(processExitsWith: .exitCode(74)) { [out = out as String] in
      CaughtSignals.install()
      var size = rlimit(rlim_cur: 300_000, rlim_max: 300_000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &size)
      let report = try runToy(Toy(horizon: Instant(nanoseconds: 1_000_000_000_000)), into: out)
      guard case .outputFailed(.writeFailed(let path, _)) = report.ending, path.hasSuffix("jobs.csv") else { exit(2) }
      guard report.complaint?.contains("File too large") == true else { exit(3) }
      exit(report.exitCode.rawValue)
    }
    let manifest = try #require(contents(out + "/manifest.json"))
    #expect(manifest.contains("  \"complete\": false,\n") && manifest.contains("output failed"))
    #expect(Folders.names(in: out) == ["jobs.csv.partial", "manifest.json", "timeseries.csv.partial"])
  }

  @Test func aRunWithoutAFolderWritesNothing() throws {
    let report = try runToy(into: nil)
    #expect(report.ending == .complete && report.location == nil && report.events == 20_001)
  }
}
