import Foundation
import TestSupport
import Testing

/// Weights that come over the network after an absence: two providers leave at 100 s, are back at 150 s and share a
/// mirror of 800 Mb/s until they leave again at 250 s.
@Suite struct DownloadTests {
  private static func scenario(mirror: String) -> String {
    """
    name: downloads
    duration: 290 s
    network:
      fidelity: matrix
      access: {line: {delay_min: 5 ms, delay_max: 5 ms, down: 1 Gb/s, up: 1 Gb/s}}
      links: {mirror: {capacity: \(mirror), latency: 10 ms}}
    models: {chat: {profile: llama-3.1-8b}}
    providers:
      home:
        count: 2
        device: rtx-4090
        access: {line: 1}
        churn: {kind: on-off, up: {kind: constant, value: 100 s}, down: {kind: constant, value: 50 s}}
        download: {over: [mirror]}
    clients: {people: {count: 5}}
    demand: {chat: {arrivals: {kind: poisson, rate: 0.1 /s}, prompt_tokens: 80, output_tokens: 20}}

    """
  }

  private func transfers(_ text: String) throws -> [[String: String]] {
    try withFolder { folder in
      try write(text, folder.appending(path: "downloads.yaml"))
      let output = try assay(["run", "downloads.yaml", "--quiet", "--out", "run"], in: folder)
      #expect(output.status == 0, "\(output.error)")
      let accounts = try String(contentsOf: folder.appending(path: "run/summary.json"), encoding: .utf8)
      #expect(accounts.contains("bulk_bytes"))
      return try CSV(folder.appending(path: "run/transfers.csv")).rows
    }
  }

  @Test func twoDownloadsShareTheMirror() throws {
    let rows = try transfers(Self.scenario(mirror: "800 Mb/s"))
    #expect(rows.count == 2)
    for row in rows {
      let bytes = Double(row["bytes"]!)!
      #expect(row["kind"] == "weights" && row["complete"] == "true" && row["delivered"] == row["bytes"])
      // 15 ms on the way, then half of the mirror's rate.
      let seconds = 150 + 0.015 + bytes * 8 / 400e6
      #expect(abs(Double(row["finished_s"]!)! - seconds) < 1e-9, "\(row)")
    }
    #expect(Set(rows.map { $0["provider"]! }) == ["home-0", "home-1"])
  }

  @Test func whoLeavesLosesWhatHadCome() throws {
    let rows = try transfers(Self.scenario(mirror: "80 Mb/s"))
    #expect(rows.count == 2)
    for row in rows {
      #expect(row["complete"] == "false" && row["finished_s"] == "250")
      // A byte more or less: what had come of a byte is not delivered.
      #expect(abs(Double(row["delivered"]!)! - (100 - 0.015) * 40e6 / 8) <= 1, "\(row)")
    }
  }

  /// A provider serves again when its weights are there and read from disk, not sooner.
  @Test func nobodyServesWithoutWeights() throws {
    try withFolder { folder in
      for (name, mirror) in [("fast", "16 Tb/s"), ("slow", "80 Mb/s")] {
        try write(Self.scenario(mirror: mirror), folder.appending(path: "\(name).yaml"))
        let output = try assay(["run", "\(name).yaml", "--quiet", "--out", name], in: folder)
        #expect(output.status == 0, "\(output.error)")
      }
      func up(_ name: String) throws -> Double {
        try CSV(folder.appending(path: "\(name)/providers.csv")).rows.reduce(0) { $0 + Double($1["up_s"]!)! }
      }
      #expect(try up("slow") == 200)
      // At 1 Gb/s the way down takes 39.36 s, reading the weights some 6 s more: each serves for 50 to 60 s again.
      let again = try up("fast") - 200
      #expect(again > 2 * 50 && again < 2 * 60, "\(again)")
    }
  }

  @Test func aDownloadWithoutWeightsIsRefused() throws {
    try withFolder { folder in
      try write(Self.scenario(mirror: "1 Gb/s"), folder.appending(path: "a.yaml"))
      let settings = ["--set", "providers.home.loads_weights=false", "--set", "providers.home.download.over=[x]"]
      let output = try assay(["validate", "a.yaml"] + settings, in: folder)
      #expect(output.status == 65)
      #expect(output.error.contains("means nothing without loads_weights"), "\(output.error)")
      #expect(output.error.contains("`x` is not declared"), "\(output.error)")
    }
  }
}
