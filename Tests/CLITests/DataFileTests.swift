import Foundation
import TestSupport
import Testing

/// A scenario whose law of work comes from the file of that name.
private func scenario(with file: String) -> String {
  """
  name: files
  models: {unit: {profile: llama-3.1-8b}}
  providers: {home: {device: rtx-4090, engine: service}}
  clients: {people: {}}
  demand:
    jobs:
      arrivals: {kind: poisson, rate: 1 /s}
      work: {kind: empirical, file: "\(file)", column: seconds, unit: 1 s}

  """
}

/// Data files come from below the scenario's folder or the data folder, and from nowhere else.
@Suite struct DataFileTests {
  private static let good = "seconds\n0.5\n1\n2\n"

  private func validate(
    _ file: String, _ options: [String] = [], _ environment: [String: String] = [:], prepare: (URL) throws -> Void
  ) throws -> ProcessOutput {
    try withFolder { folder in
      let home = folder.appending(path: "home")
      try write(scenario(with: file), home.appending(path: "s.yaml"))
      try write("seconds\n9\n", folder.appending(path: "outside.csv"))
      try prepare(folder)
      return try assay(["validate", "home/s.yaml"] + options, environment: environment, in: folder)
    }
  }

  @Test func filesBelowAreRead() throws {
    let beside = try validate("data/good.csv") { try write(Self.good, $0.appending(path: "home/data/good.csv")) }
    #expect(beside.status == 0, "\(beside.error)")
    let given = try validate("sub/good.csv", ["--data", "store"]) {
      try write(Self.good, $0.appending(path: "store/sub/good.csv"))
    }
    #expect(given.status == 0, "\(given.error)")
    let ambient = try validate("good.csv", [], ["ASSAY_DATA": "store"]) {
      try write(Self.good, $0.appending(path: "store/good.csv"))
    }
    #expect(ambient.status == 0, "\(ambient.error)")
    let linked = try validate("link.csv") { folder in
      try write(Self.good, folder.appending(path: "home/data/good.csv"))
      try link("data/good.csv", folder.appending(path: "home/link.csv"))
    }
    #expect(linked.status == 0, "\(linked.error)")
  }

  @Test func missingFilesSayHowToNameAFolder() throws {
    let output = try validate("good.csv") { _ in }
    #expect(output.status == 66)
    #expect(
      output.error == """
        home/s.yaml:8:35: demand.jobs.work.file: there is no file `good.csv` below the scenario's folder; put it \
        there, or name the folder it is in with --data DIR or ASSAY_DATA

        """)
  }

  @Test(arguments: ["../outside.csv", "/etc/passwd", "a/../../outside.csv", "..", "", "/dev/zero", "\\0"])
  func pathsThatLeadOutAreRefused(path: String) throws {
    let output = try validate(path) { _ in }
    #expect(output.status == 65 && output.error.contains("demand.jobs.work.file"), "\(output.error)")
  }

  @Test func linksAndDevicesAreRefused() throws {
    let out = try validate("link.csv") { try link("../outside.csv", $0.appending(path: "home/link.csv")) }
    #expect(out.status == 65 && out.error.contains("leads out of its folder by a link"), "\(out.error)")
    let folder = try validate("dir/outside.csv") { try link("..", $0.appending(path: "home/dir")) }
    #expect(folder.status == 65 && folder.error.contains("leads out of its folder by a link"), "\(folder.error)")
    let device = try validate("zero") { try link("/dev/zero", $0.appending(path: "home/zero")) }
    #expect(device.status == 65)
    let loop = try validate("loop") { try link("loop", $0.appending(path: "home/loop")) }
    #expect(loop.status == 66)
    let pipe = try validate("pipe") { mkfifo($0.appending(path: "home/pipe").path, 0o600) }
    #expect(pipe.status == 65 && pipe.error.contains("it is not a regular file"), "\(pipe.error)")
    let itself = try validate("data") { try write("", $0.appending(path: "home/data/x")) }
    #expect(itself.status == 65 && itself.error.contains("it is not a regular file"), "\(itself.error)")
  }

  @Test(arguments: [
    "second\n1\n", "seconds\n", "seconds\nx\n", "seconds\nnan\n", "seconds\n-1\n", "", "seconds\n1,2\n",
    "seconds\n\"1\n",
    "seconds\n\u{0}\n",
  ])
  func badTablesAreRefused(table: String) throws {
    let output = try validate("bad.csv") { try write(table, $0.appending(path: "home/bad.csv")) }
    #expect(output.status == 65 && output.error.hasPrefix("home/s.yaml:8:"), "\(output.error)")
  }

  private func link(_ target: String, _ file: URL) throws {
    try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: target)
  }
}
