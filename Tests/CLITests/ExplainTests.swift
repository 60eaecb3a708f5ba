import Foundation
import TestSupport
import Testing

@Suite struct CompareTests {
  @Test func twoPoliciesUnderTheSameSeeds() throws {
    try withFolder { folder in
      try write(small, folder.appending(path: "small.yaml"))
      let output = try assay(
        ["compare", "small.yaml", "--policy", "{kind: power-of-choices, choices: 2},random", "--replications", "8"],
        in: folder)
      #expect(output.status == 0 && output.error.isEmpty, "\(output.error)")
      #expect(output.lines[0].hasPrefix("small: random against {kind: power-of-choices, choices: 2}: 8 of 8 seeds"))
      #expect(output.text.contains("the first event that differs is number "))
      #expect(output.lines.contains { $0.hasPrefix("  wait_mean_s ") && $0.hasSuffix("worse") })
      // The other way round the words turn.
      let turned = try assay(
        ["compare", "small.yaml", "--policy", "random,{kind: power-of-choices, choices: 2}", "--replications", "8"],
        in: folder)
      #expect(turned.lines.contains { $0.hasPrefix("  wait_mean_s ") && $0.hasSuffix("better") })
    }
  }

  @Test func twoFiles() throws {
    try withFolder { folder in
      try write(small, folder.appending(path: "a.yaml"))
      try write(small.replacingOccurrences(of: "name: small", with: "name: other"), folder.appending(path: "b.yaml"))
      let output = try assay(["compare", "a.yaml", "b.yaml", "--replications", "4"], in: folder)
      #expect(output.lines.first?.hasPrefix("other against small: same events in 4 seeds; ") == true, "\(output.text)")
    }
  }

  @Test(arguments: [
    ["compare", "minimal"], ["compare", "minimal", "--policy", "random"], ["compare", "a", "b", "c"],
    ["compare", "minimal", "minimal", "--policy", "random,random"], ["compare", "a", "b", "--replications", "1"],
  ])
  func usage(arguments: [String]) throws { #expect(try assay(arguments).status == 64) }

  @Test func anUnknownPolicyIsNamed() throws {
    let output = try assay(["compare", "minimal", "--policy", "random,least-wrk"])
    #expect(output.status == 65 && output.error.contains("did you mean `least-work`?"))
  }
}

@Suite struct ExplainTests {
  private func explained(_ job: Int, _ settings: [String], _ body: (String) throws -> Void) throws {
    try withFolder { folder in
      try write(small, folder.appending(path: "small.yaml"))
      let more = settings.flatMap { ["--set", $0] }
      #expect(try assay(["run", "small.yaml", "--quiet", "--out", "run"] + more, in: folder).status == 0)
      let output = try assay(["explain", "run", "--job", "\(job)"], in: folder)
      #expect(output.status == 0 && output.error.isEmpty, "\(output.error)")
      try body(output.text)
    }
  }

  @Test func aCompletedJob() throws {
    try explained(17, ["scheduling.policy=least-work"]) { text in
      #expect(text.hasPrefix("job 17 of small, seed 1\n"))
      #expect(text.contains("  20 candidates\n  20 could take it\n  scores, best first\n"))
      let name = try #require(text.firstMatch(of: #/provider  +(station-\d+)/#)).1
      #expect(text.contains("went to \(name), "))
      #expect(text.contains("messageArrived answer, job 17 from \(name)"))
      #expect(text.hasSuffix("ended completed: the answer reached its client\n"))
    }
  }

  /// Why did my order get no bids?
  @Test func aJobThatNobodyWouldTake() throws {
    try explained(3, ["clients.source.budget=0.000000001 USD"]) { text in
      #expect(text.contains("20 dropped by price (asks more than the budget): station-0, station-1,"))
      #expect(text.contains("  0 could take it\n  nobody was chosen: the client was refused"))
      #expect(text.hasSuffix("ended rejected: its last attempt was refused: no provider would do\n"))
    }
  }

  /// Copies of a job are decisions of their own, among those that do not have it yet.
  @Test func aJobThatIsDoubled() throws {
    try explained(17, ["scheduling.redundancy={kind: duplicate, copies: 2}"]) { text in
      #expect(text.contains("attempt 1, one more copy: broker-0 decided at "), "\(text)")
      #expect(text.contains("1 dropped by up (is away or loading, or has the job already): station-"))
      #expect(text.contains("messageArrived offer, copy of job 17 at station-"))
    }
  }

  @Test func whatIsNotThere() throws {
    try withFolder { folder in
      try write(small, folder.appending(path: "small.yaml"))
      #expect(try assay(["run", "small.yaml", "--quiet", "--out", "run"], in: folder).status == 0)
      let job = try assay(["explain", "run", "--job", "1000000"], in: folder)
      #expect(job.status == 64 && job.error.contains("has no job 1000000"))
      let folderMissing = try assay(["explain", "nowhere", "--job", "1"], in: folder)
      #expect(folderMissing.status == 66 && folderMissing.error.contains("holds no scenario.json"))
    }
  }

  /// A trace names the events of a run and ends with the run's own fingerprint.
  @Test func tracesTellTheRun() throws {
    try withFolder { folder in
      try write(small, folder.appending(path: "small.yaml"))
      let run = try assay(["run", "small.yaml", "--set", "duration=5 s"], in: folder)
      let trace = try assay(
        ["run", "small.yaml", "--set", "duration=5 s", "--trace-events", "1..99999999"], in: folder)
      let print = try #require(run.lines.last).dropFirst("fingerprint: ".count)
      let cells = try #require(trace.lines.last).split(separator: ",")
      #expect(cells[0] == "\(trace.lines.count)" && cells[2] == print)
      let step = try assay(
        ["run", "small.yaml", "--set", "duration=5 s", "--trace-events", "50..200", "--trace-step", "64"], in: folder)
      #expect(step.lines == [trace.lines[63], trace.lines[127], trace.lines[191]])
    }
  }
}
