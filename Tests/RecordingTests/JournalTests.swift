import Quantities
import Testing
import Vocabulary

@testable import Recording

/// Records, their descriptions, and the journal's copying and draining.
@Suite struct JournalTests {
  private let names = JournalNames(
    clients: ["alice"], brokers: ["b0"], providers: ["p0", "p1"], regions: ["eu", "us"], models: ["llama"],
    filters: ["down", "price"], series: [Series(entity: "network", metric: "queue", unit: "")])

  private func job() -> JobRecord {
    var job = JobRecord()
    job.job = 7
    job.broker = BrokerID(0)
    job.provider = ProviderID(1)
    job.providerRegion = RegionID(1)
    job.arrivedAt = Instant(nanoseconds: 1_500_000_000)
    job.dispatchedAt = Instant(nanoseconds: 1_600_000_000)
    job.startedAt = Instant(nanoseconds: 1_700_000_000)
    job.firstTokenAt = Instant(nanoseconds: 2_000_000_000)
    job.finishedAt = Instant(nanoseconds: 4_000_000_001)
    job.promptTokens = 100
    job.outputTokens = 11
    job.attempts = 1
    job.price = Amount(base: 1_500_000_000_001)
    return job
  }

  @Test func aJobIsOneRow() {
    var journal = Journal(names: names, tables: [.jobs])
    journal.append(job())
    var rejected = JobRecord()
    rejected.outcome = .rejected
    rejected.finishedAt = .start
    journal.append(rejected)
    #expect(
      journal.pendingText(of: .jobs) == """
        7,alice,eu,llama,b0,p1,us,completed,1.5,1.6,1.7,2,4.000000001,100,11,1,0,1.500000000001,0,0.5,2.500000001,0.2
        0,alice,eu,llama,,,,rejected,0,,,,0,0,0,0,0,0,0,,0,

        """)
  }

  /// Every table's row has as many cells as its description, and the description is complete.
  @Test(arguments: JournalTable.allCases) func rowsFitTheirDescription(table: JournalTable) {
    let description = table.description
    var journal = Journal(names: names, tables: [table])
    var sample = SampleRecord()
    sample.series = 0
    journal.append(job())
    journal.append(ProviderRecord())
    journal.append(sample)
    journal.append(LedgerRecord())
    journal.append(DecisionRecord())
    journal.append(TransferRecord())
    let text = journal.pendingText(of: table)
    #expect(text.split(separator: "\n").count == 1)
    #expect(text.filter { $0 == "," }.count + 1 == description.columns.count)
    #expect(description.name == table.rawValue && !description.help.isEmpty)
    #expect(Set(description.columns.map(\.name)).count == description.columns.count)
    #expect(description.columns.allSatisfy { !$0.help.isEmpty })
    #expect(JournalTable.allCases[table.index] == table)
    for column in description.columns where column.name.hasSuffix("_s") { #expect(column.unit == "s") }
  }

  @Test func timeseriesIsTidyAsPromised() {
    #expect(JournalTable.timeseries.description.header == "time_s,entity,metric,value,unit\n")
    var journal = Journal(names: names, tables: [.timeseries])
    let time = Instant(nanoseconds: 60_000_000_000)
    journal.append(SampleRecord(time: time, series: 0, value: .integer(3)))
    journal.append(SampleRecord(time: time, series: 0, value: .number(0.5)))
    journal.append(SampleRecord(time: time, series: 0, value: .fixed(25, decimals: 1)))
    let text = journal.pendingText(of: .timeseries)
    #expect(text == "60,network,queue,3,\n60,network,queue,0.5,\n60,network,queue,2.5,\n")
  }

  @Test func aDecisionShowsScoresAndDrops() {
    var journal = Journal(names: names, tables: [.decisions])
    var decision = DecisionRecord()
    decision.chosen = ProviderID(1)
    decision.candidates = 12
    decision.dropped[1] = 10
    decision.addScore(ProviderID(1), 0.5)
    decision.addScore(ProviderID(0), 0.75)
    for _ in 0..<10 { decision.addScore(ProviderID(0), 1) }
    #expect(decision.scoreCount == 8)
    journal.append(decision)
    #expect(journal.pendingText(of: .decisions).hasPrefix("0,0,0,b0,p1,12,price=10,p1,0.5,p0,0.75,p0,1.0,"))
  }

  @Test func aTableThatIsOffKeepsNothing() {
    var journal = Journal(names: names, tables: [.ledger])
    journal.append(job())
    #expect(journal.pendingBytes == 0 && journal.rows(of: .jobs) == 0)
    #expect(journal.keeps(.ledger) && !journal.keeps(.jobs))
  }

  @Test func aForkHasAJournalOfItsOwn() {
    var journal = Journal(names: names, tables: [.jobs])
    journal.append(job())
    var fork = journal
    fork.append(job())
    #expect(journal.rows(of: .jobs) == 1 && fork.rows(of: .jobs) == 2)
  }

  @Test func drainingGivesWholeRowsOnceAndKeepsWhatFailed() {
    struct Full: Error {}
    var journal = Journal(names: names, tables: [.ledger, .jobs])
    journal.append(job())
    journal.append(LedgerRecord())
    var seen: [JournalTable] = []
    do {
      try journal.drain { table, _ throws(Full) in
        seen.append(table)
        if table == .ledger { throw Full() }
      }
      Issue.record("the error is passed on")
    } catch {}
    #expect(seen == [.jobs, .ledger])
    #expect(journal.pendingText(of: .jobs).isEmpty && !journal.pendingText(of: .ledger).isEmpty)
    seen = []
    journal.drain { table, bytes in
      seen.append(table)
      #expect(bytes.last == 0x0A)
    }
    #expect(seen == [.ledger] && journal.pendingBytes == 0 && journal.rows(of: .jobs) == 1)
  }
}
