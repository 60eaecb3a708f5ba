import Glibc
import Quantities
import Testing

@testable import Reporting

/// Which folders are taken, which are refused, and what is left when something goes wrong.
@Suite struct OutputFolderTests {
  private let files = [
    "datapackage.json", "jobs.csv", "manifest.json", "scenario.json", "summary.json", "timeseries.csv",
  ]

  private func refusal(_ path: String) -> String? {
    do {
      _ = try runToy(into: path)
      return nil
    } catch {
      #expect(error.exitCode == .cannotCreate)
      return error.description
    }
  }

  @Test func aFreshFolderIsMadeWithThoseAboveIt() throws {
    let scratch = Scratch()
    let report = try runToy(into: scratch.path + "/runs/toy/1/")
    #expect(report.ending == .complete && report.location == scratch.path + "/runs/toy/1")
    #expect(Folders.names(in: scratch.path + "/runs/toy/1") == files)
    #expect(Folders.names(in: scratch.path + "/runs/toy") == ["1"])
  }

  @Test func anEmptyFolderIsTaken() throws {
    let scratch = Scratch()
    mkdir(scratch.path + "/out", 0o777)
    #expect(try runToy(into: scratch.path + "/out").ending == .complete)
    #expect(Folders.names(in: scratch.path) == ["out"])
  }

  @Test func aCompleteRunIsReplaced() throws {
    let scratch = Scratch()
    let out = scratch.path + "/out"
    _ = try runToy(into: out)
    let before = contents(out + "/jobs.csv")
    _ = try runToy(Toy(seed: 2), into: out)
    #expect(contents(out + "/jobs.csv") != before)
    #expect(Folders.names(in: out) == files && Folders.names(in: scratch.path) == ["out"])
    symlink("out", scratch.path + "/link")
    #expect(try runToy(into: scratch.path + "/link").location == out)
    #expect(contents(out + "/jobs.csv") == before && Folders.kind(of: scratch.path + "/link") == .other)
  }

  @Test func otherFoldersAreRefusedAndLeftAlone() throws {
    let scratch = Scratch()
    let out = scratch.path + "/out"
    mkdir(out, 0o777)
    put("mine", in: out + "/notes.txt")
    #expect(refusal(out)?.contains("is not empty") == true)
    #expect(Folders.names(in: out) == ["notes.txt"] && Folders.names(in: scratch.path) == ["out"])
    unlink(out + "/notes.txt")
    _ = try runToy(into: out)
    put("mine", in: out + "/notes.txt")
    #expect(refusal(out)?.contains("notes.txt") == true)
    unlink(out + "/notes.txt")
    let manifest = try #require(contents(out + "/manifest.json"))
    put(manifest.split(separator: "true").joined(separator: "false"), in: out + "/manifest.json")
    #expect(refusal(out)?.contains("not complete") == true)
    put("{\"complete\": true}", in: out + "/manifest.json")
    #expect(refusal(out) != nil)
  }

  @Test func placesThatAreNoFolderAreRefused() throws {
    let scratch = Scratch()
    put("x", in: scratch.path + "/file")
    symlink("nowhere", scratch.path + "/link")
    symlink("file", scratch.path + "/link2")
    for path in [
      scratch.path + "/file", scratch.path + "/file/sub", scratch.path + "/link", scratch.path + "/link2", "", "/",
      scratch.path + "/x.partial", "/sys/kernel/assay", "/dev/null", "a\u{0}b",
    ] {
      #expect(refusal(path) != nil, "\(path)")
    }
    #expect(Folders.names(in: scratch.path) == ["file", "link", "link2"])
  }

  @Test func twoRunsDoNotShareAFolder() throws {
    let scratch = Scratch()
    let first = try OutputFolder(scratch.path + "/out", manifest: toyManifest())
    #expect(refusal(scratch.path + "/out")?.contains("another run") == true)
    #expect(first.stagingPath == scratch.path + "/out.partial")
  }

  @Test func whatAKilledRunLeftIsTakenOver() throws {
    let scratch = Scratch()
    let staging = scratch.path + "/out.partial"
    mkdir(staging, 0o777)
    put("", in: staging + "/manifest.json.partial")
    #expect(try runToy(into: scratch.path + "/out").ending == .complete)
    Scratch.clear(scratch.path + "/out")
    mkdir(staging, 0o777)
    put("mine", in: staging + "/notes.txt")
    #expect(refusal(scratch.path + "/out")?.contains("in the way") == true)
    #expect(contents(staging + "/notes.txt") == "mine")
  }

  /// Where folders cannot be swapped, the old run steps aside; a run that was killed in between is put right.
  @Test func anOldRunThatStoodAsideComesBack() throws {
    let scratch = Scratch()
    let out = scratch.path + "/out"
    _ = try runToy(into: out)
    rename(out, out + ".old.partial")
    do {
      let folder = try OutputFolder(out, manifest: toyManifest())
      #expect(Folders.names(in: out) == files)
      _ = folder.fail(toyManifest())
    }
    #expect(try runToy(into: out).ending == .complete)
    #expect(Folders.names(in: scratch.path) == ["out"])
  }

  @Test(arguments: [1, 5000, 19_999] as [UInt64]) func aKilledRunLeavesTheOldOne(at tick: UInt64) async throws {
    let scratch = Scratch()
    let out = scratch.path + "/out"
    _ = try runToy(into: out)
    let old = contents(out + "/jobs.csv")
    await #expect(processExitsWith: .signal(SIGKILL)) { [out = out as String, tick = tick as UInt64] in
      _ = try runToy(Toy(mishap: .raised(SIGKILL, times: 1), mishapAt: tick, seed: 2), into: out)
    }
    #expect(contents(out + "/jobs.csv") == old && Folders.names(in: out) == files)
    let partial = try #require(Folders.bytes(of: out + ".partial/manifest.json", limit: 1 << 20))
    #expect(Manifest.isManifest(partial) && Manifest.filesOfCompleteRun(partial) == nil)
    #expect(Folders.names(in: out + ".partial")?.contains("jobs.csv.partial") == true)
    #expect(try runToy(into: out).ending == .complete)
    #expect(Folders.names(in: scratch.path) == ["out"])
  }
}
