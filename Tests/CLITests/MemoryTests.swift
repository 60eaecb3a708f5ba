import Foundation
import TestSupport
import Testing

/// A queue that grows without end in a process that may not: the run ends by itself, with its results.
@Suite struct MemoryTests {
  static let flood = """
    name: flood
    duration: 1 h
    models: {unit: {profile: generic}}
    network: {fidelity: ideal}
    providers: {station: {device: generic, engine: {kind: service}}}
    clients: {source: {timeout: 1 h}}
    demand: {jobs: {arrivals: {kind: poisson, rate: 100000 /s}, work: 1 s}}

    """

  @Test(arguments: [("-v", 250_000), ("-d", 150_000)])
  func overloadUnderALimitOfTheShellIsNoCrash(flag: String, kilobytes: Int) throws {
    try withFolder { folder in
      try write(Self.flood, folder.appending(path: "flood.yaml"))
      let line = "ulimit \(flag) \(kilobytes) && exec \"$0\" run flood.yaml --quiet --out run"
      let output = try ProcessOutput.of(
        URL(filePath: "/bin/sh"), ["-c", line, program.path], environment: ["SWIFT_BACKTRACE": "enable=no"],
        directory: folder)
      #expect(output.status == 75, "\(output.status) \(output.error)")
      #expect(output.error.contains("stopped by want of memory"), "\(output.error)")
      let manifest = try JSONFile(folder.appending(path: "run/manifest.json"))
      #expect(manifest.text("stop_reason") == "want of memory")
      #expect(manifest.number("events")! > 10_000)
    }
  }

  /// An hour of this takes minutes; the clock is looked at every few hundred events.
  @Test func theWallIsKept() throws {
    try withFolder { folder in
      try write(Self.flood, folder.appending(path: "flood.yaml"))
      let output = try assay(["run", "flood.yaml", "--quiet", "--out", "run", "--max-wall", "10 ms"], in: folder)
      #expect(output.status == 75 && output.error.contains("stopped by --max-wall"), "\(output.error)")
    }
  }

  @Test func theGrantIsKept() throws {
    try withFolder { folder in
      try write(Self.flood, folder.appending(path: "flood.yaml"))
      let output = try assay(["run", "flood.yaml", "--quiet", "--out", "run", "--max-memory", "200 MiB"], in: folder)
      #expect(output.status == 75 && output.error.contains("stopped by --max-memory"), "\(output.error)")
    }
  }
}
