import Foundation
import TestSupport
import Testing

/// Values that a file may have and that no sum of nanoseconds holds: the run saturates, it does not trap.
@Suite struct AbsurdTests {
  @Test(
    arguments: [
      [
        "clients.people={count: 5, timeout: 1 s, cloud: {speed: 0.001}}", "demand.chat.output_tokens=10000000",
        "demand.chat.max_context=100000000",
      ],
      [
        "providers.home.engine={kind: service, speed: 0.0001}",
        "demand.chat={arrivals: {kind: poisson, rate: 5 /s}, work: 100 d}",
      ],
      [
        "providers.home.engine={kind: service, speed: 0.01, order: sjf}",
        "demand.chat={arrivals: {kind: poisson, rate: 5 /s}, work: {kind: pareto, shape: 1.01, minimum: 1 d}}",
      ],
      [
        "demand.chat.output_tokens=100000000", "demand.chat.max_context=100000000",
        "providers.home.engine={kind: llm, blocks: 16777216}",
        "providers.home.latency={kind: roofline, per_sequence: 1 s, per_layer: 1 s}",
      ],
    ])
  func nothingTraps(settings: [String]) throws {
    try withFolder { folder in
      let scenario = Checkout.root.appending(path: "scenarios/minimal.yaml").path
      let more = (settings + ["duration=5 min"]).flatMap { ["--set", $0] }
      let output = try assay(["run", scenario, "--quiet", "--out", "run"] + more, in: folder)
      #expect(output.status == 0, "\(output.status) \(output.error)")
    }
  }

  /// A report goes through a pipe or a device that is there; it does not take its place.
  @Test func reportsDoNotReplacePipes() throws {
    try withFolder { folder in
      let pipe = folder.appending(path: "pipe").path
      #expect(mkfifo(pipe, 0o600) == 0)
      let suite = "metrics: {jobs_completed: {}}\nscenarios: [{scenario: small.yaml}]\nreplications: 8\n"
      try write(suite, folder.appending(path: "suite.yaml"))
      let small = "name: small\nduration: 2 min\nmodels: {unit: {profile: generic}}\nnetwork: {fidelity: ideal}\n"
        + "providers: {station: {device: generic, engine: {kind: service}}}\nclients: {source: {count: 1}}\n"
        + "demand: {jobs: {arrivals: {kind: poisson, rate: 1 /s}, work: 0.1 s}}\n"
      try write(small, folder.appending(path: "small.yaml"))
      let made = try assay(["check", "suite.yaml", "--baseline", "kept", "--update"], in: folder)
      #expect(made.status == 0, "\(made.error)")
      let line = "cat pipe > copy & \"$0\" check suite.yaml --baseline kept --markdown pipe > /dev/null; wait"
      let output = try ProcessOutput.of(URL(filePath: "/bin/sh"), ["-c", line, program.path], directory: folder)
      #expect(output.status == 0, "\(output.error)")
      #expect(try String(contentsOf: folder.appending(path: "copy"), encoding: .utf8).contains("assay check"))
    }
  }
}
