import Foundation
import TestSupport
import Testing

@Suite struct RunTests {
  @Test func resultsGoWhereTheUserLooks() throws {
    try withFolder { folder in
      try write(tiny, folder.appending(path: "tiny.yaml"))
      let output = try assay(["run", "tiny.yaml", "--seed", "7"], in: folder)
      #expect(output.status == 0 && output.error.isEmpty, "\(output.error)")
      #expect(output.lines.first == "tiny: One transfer, seed 7")
      #expect(output.lines.last?.hasPrefix("fingerprint: ") == true)
      let manifest = try read("runs/tiny/7/manifest.json", folder)
      #expect(manifest["command"] as? String == "assay run tiny.yaml --seed 7")
      #expect(manifest["complete"] as? Bool == true)
      #expect(try read("runs/tiny/7/scenario.json", folder)["seed"] as? Int == 7)
      let json = try assay(["run", "tiny.yaml", "--seed", "7", "--json"], in: folder)
      #expect(try Data(json.text.utf8) == bytes("runs/tiny/7/summary.json", folder))
      let quiet = try assay(["run", "tiny.yaml", "--quiet", "--out", "other"], in: folder)
      #expect(quiet.text.isEmpty && quiet.error.isEmpty && quiet.status == 0)
    }
  }

  @Test func theResolvedScenarioRunsToTheSameBytes() throws {
    try withFolder { folder in
      try write(tiny, folder.appending(path: "tiny.yaml"))
      let settings = ["--set", "network.links.wire.capacity=400 Mb/s", "--set", "transfers[0].weight=2"]
      #expect(try assay(["run", "tiny.yaml", "--out", "a"] + settings, in: folder).status == 0)
      #expect(try assay(["run", "a/scenario.json", "--out", "b"], in: folder).status == 0)
      for name in ["scenario.json", "summary.json", "transfers.csv", "timeseries.csv", "datapackage.json"] {
        let (one, other) = try (bytes("a/\(name)", folder), bytes("b/\(name)", folder))
        #expect(one == other, "\(name)")
      }
      let (first, second) = try (read("a/manifest.json", folder), read("b/manifest.json", folder))
      #expect(first["fingerprint"] as? String == second["fingerprint"] as? String)
      #expect(
        first["command"] as? String == "assay run tiny.yaml --seed 1 --set 'network.links.wire.capacity=400 Mb/s'"
          + " --set 'transfers[0].weight=2'")
    }
  }

  @Test func problemsOfFileAndSettingsComeTogether() throws {
    try withFolder { folder in
      try write(tiny + "duraton: 5\nwarmup: 20 s\n", folder.appending(path: "tiny.yaml"))
      let output = try assay(
        ["run", "tiny.yaml", "--set", "sampling=5", "--set", "transfers[3].size=1 B"], in: folder)
      #expect(output.status == 65)
      #expect(
        output.error.split(separator: "\n").map { String($0) } == [
          "tiny.yaml:6:1: duraton: is not a setting here; did you mean `duration`?",
          "tiny.yaml:7:9: warmup: is not shorter than the duration; end the warm-up before the run ends",
          "--set transfers[3].size: `transfers` has no element [3]; use [0] to [0]",
          "--set sampling: sampling: `5` has no unit; add ns, us, ms, s, min, h or d, as in `5 ms`",
        ])
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "runs").path))
    }
  }

  @Test func limitsEndRunsWithTheirCode() throws {
    try withFolder { folder in
      try write(tiny, folder.appending(path: "tiny.yaml"))
      let events = try assay(["run", "tiny.yaml", "--max-events", "2"], in: folder)
      #expect(events.status == 75 && events.error.contains("--max-events"))
      let memory = try assay(["run", "tiny.yaml", "--max-memory", "1 MiB", "--out", "c"], in: folder)
      #expect(memory.status == 75 && memory.error.contains("needs about"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "c").path))
      let fleet = ["--set", "providers={a: {device: rtx-4090, count: 10000000}, b: {device: l4, count: 10000000}}"]
      let views = ["--set", "scheduling={brokers: 1000, view_age: 1 s}"]
      let machine = try assay(["run", "tiny.yaml", "--out", "d"] + fleet + views, in: folder)
      #expect(machine.status == 75 && machine.error.contains("insist with --max-memory"), "\(machine.error)")
    }
  }

  @Test func aFolderInTheWayIsLeftAlone() throws {
    try withFolder { folder in
      try write(tiny, folder.appending(path: "tiny.yaml"))
      try write("precious", folder.appending(path: "mine/thesis.txt"))
      let output = try assay(["run", "tiny.yaml", "--out", "mine"], in: folder)
      #expect(output.status == 73 && output.error.contains("--out"))
      #expect(try String(contentsOf: folder.appending(path: "mine/thesis.txt"), encoding: .utf8) == "precious")
    }
  }

  @Test func untilCutsTheRun() throws {
    try withFolder { folder in
      try write(tiny, folder.appending(path: "tiny.yaml"))
      #expect(try assay(["run", "tiny.yaml", "--until", "1.5 s", "--quiet"], in: folder).status == 0)
      let manifest = try read("runs/tiny/1/manifest.json", folder)
      #expect(manifest["simulated_s"] as? Double == 1.5)
      #expect(manifest["command"] as? String == "assay run tiny.yaml --seed 1 --until '1500 ms'")
    }
  }

  private func bytes(_ name: String, _ folder: URL) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }

  private func read(_ name: String, _ folder: URL) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: bytes(name, folder)) as? [String: Any] ?? [:]
  }
}

@Suite struct SchemaTests {
  /// Every shipped scenario that reads passes the schema, and what the schema refuses the reader refuses.
  @Test func shippedScenariosFitTheSchema() throws {
    try withFolder { folder in
      try write(try assay(["schema"]).text, folder.appending(path: "schema.json"))
      try write(tiny, folder.appending(path: "tiny.yaml"))
      var files: [String] = []
      for (index, path) in try ([folder.appending(path: "tiny.yaml").path] + Checkout.scenarios()).enumerated() {
        let out = folder.appending(path: "run\(index)").path
        let run = try assay(["run", path, "--until", "0 s", "--quiet", "--out", out])
        if run.status == 0 { files.append(out + "/scenario.json") }
      }
      #expect(!files.isEmpty)
      let script = """
        import json, sys
        try:
          import jsonschema
        except ImportError:
          sys.exit(77)
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        for name in sys.argv[2:]:
          for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(name))):
            print(name, error.json_path, error.message[:200])
        """
      let python = try ProcessOutput.of(
        URL(fileURLWithPath: "/usr/bin/env"),
        ["python3", "-c", script, folder.appending(path: "schema.json").path] + files)
      if python.status == 77 { return print("shippedScenariosFitTheSchema: skipped, python3 has no jsonschema") }
      #expect(python.status == 0 && python.text.isEmpty, "\(python.text)\(python.error)")
    }
  }
}
