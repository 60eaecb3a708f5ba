import Marketplace
import Quantities
import Recording
import Scenarios
import Scheduling
import SimulationKernel
import Specs
import Testing

/// A run of a scenario's text to its end, as a reader of its files sees it; its exact accounts are checked on the way.
struct MarketRun {
  let summary: MetricTable
  let fingerprint: UInt64
  private let journal: Journal

  init(_ text: String, seed: UInt64 = 3) throws {
    let scenario = try Self.read(text)
    var simulation = World.simulation(of: scenario, seed: seed, recording: JournalTable.allCases)
    let horizon = simulation.model.horizon
    _ = World.advance(&simulation, through: horizon, eventLimit: .max)
    simulation.model.checkInvariants(at: horizon)
    #expect(simulation.model.violation == nil)
    simulation.model.appendFinalRows(at: horizon)
    summary = simulation.model.summarize(at: horizon)
    if let broken = summary.brokenAccount { Issue.record("\(broken.sentence)") }
    fingerprint = simulation.fingerprint
    journal = simulation.model.journal
  }

  /// The scenario as a run writes it down, every default stated.
  static func resolved(_ text: String) throws -> String {
    let reading = try SpecReader.read(Array(text.utf8), named: "market.yaml") {
      Scenario(from: &$0, policies: .standard)
    }
    return reading.resolved.rendered
  }

  static func read(_ text: String) throws -> Scenario {
    try SpecReader.read(Array(text.utf8), named: "market.yaml") { Scenario(from: &$0, policies: .standard) }.product
  }

  /// The rows of a table, each by the names of its columns.
  func rows(_ table: JournalTable) -> [[String: String]] {
    let columns = table.description.columns.map(\.name)
    return journal.pendingText(of: table).split(separator: "\n").map { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return Dictionary(uniqueKeysWithValues: zip(columns, cells))
    }
  }

  func count(_ name: String) -> Int { Int(summary[name]?.double ?? -1) }
}

extension MarketRun {
  /// A batch rule of the catalog by its kind, with its defaults.
  static func rule(_ kind: String) throws -> BatchRule {
    try SpecReader.read(Array("rule: \(kind)".utf8), named: "rule.yaml") {
      $0.takeChoice("rule", "", from: Catalog<BatchRule>.standard, default: nil)
    }.product
  }
}
