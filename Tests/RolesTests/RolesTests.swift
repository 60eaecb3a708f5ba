import Inference
import Quantities
import Randomness
import Roles
import Scheduling
import Testing
import Vocabulary

@Suite struct ClientRoleTests {
  let job = Job(
    serial: 0, arrivedAt: .start, deadline: Instant(nanoseconds: 100_000_000_000), client: ClientID(0),
    region: RegionID(0), model: ModelID(0))

  func role(retries: UInt8, cloud: Bool) -> ClientRole {
    ClientRole(
      policy: ClientPolicy(retries: retries, backoff: .seconds(1), timeout: .seconds(10), hasCloud: cloud))
  }

  @Test(arguments: [
    // Served at once; what comes later is ignored.
    """
    0.0 s requested -> submit expectAnswer(10.0)
    2.5 s answered -> end(completed)
    10.0 s timedOut ->
    """,
    // Two refusals with doubling waits, then an answer.
    """
    0.0 s requested -> submit expectAnswer(10.0)
    0.2 s refused -> retry(1.2)
    1.2 s retryDue -> submit expectAnswer(11.2)
    1.4 s refused -> retry(3.4)
    3.4 s retryDue -> submit expectAnswer(13.4)
    5.0 s answered -> end(completed)
    """,
    // Silence: the attempt is abandoned; after the last attempt the cloud serves.
    """
    0.0 s requested -> submit expectAnswer(10.0)
    10.0 s timedOut -> abandon retry(11.0)
    11.0 s retryDue -> submit expectAnswer(21.0)
    21.0 s timedOut -> abandon retry(23.0)
    23.0 s retryDue -> submit expectAnswer(33.0)
    33.0 s timedOut -> abandon cloud
    34.0 s answered ->
    36.0 s cloudAnswered -> end(cloud)
    """,
  ])
  func transcriptsWithCloud(transcript: String) {
    let lines = Line.parse(transcript)
    #expect(play(role(retries: 2, cloud: true), job, lines) == lines.map(\.actions))
  }

  @Test(arguments: [
    """
    0.0 s requested -> submit expectAnswer(10.0)
    0.2 s refused -> end(rejected)
    """,
    """
    0.0 s requested -> submit expectAnswer(10.0)
    10.0 s timedOut -> abandon end(failed)
    """,
    // The deadline comes before the time-out: the answer would be worthless.
    """
    95.0 s requested -> submit expectAnswer(100.0)
    100.0 s timedOut -> abandon end(expired)
    """,
  ])
  func transcriptsWithoutHelp(transcript: String) {
    let lines = Line.parse(transcript)
    #expect(play(role(retries: 0, cloud: false), job, lines) == lines.map(\.actions))
  }
}

@Suite struct ProviderRoleTests {
  /// One server, room for one more, wattage 10 when idle and 100 when busy.
  func station() -> ProviderRole {
    let power = PowerCurve(idle: Power(watts: 10), most: Power(watts: 100), places: 1, exponent: 1)
    return ProviderRole(engine: ServiceEngine(servers: 1, order: .fifo, capacity: 2, speed16: 1 << 16, power: power))
  }

  @Test func servesInOrderAndRefusesWhenFull() {
    var role = station()
    let lines = Line.parse(
      """
      0.0 s offered 7 2.0 -> accepted(7) wake(2.0)
      0.5 s offered 8 1.0 -> accepted(8)
      0.6 s offered 9 1.0 -> refused(9)
      2.0 s woke -> answered(7 from 0.0 to 2.0) wake(3.0)
      3.0 s woke -> answered(8 from 2.0 to 3.0)
      """)
    #expect(play(&role, lines) == lines.map(\.actions))
    #expect(role.status.running == 0 && role.status.draw == Power(watts: 10))
  }

  @Test func losesItsWorkWhenItFailsAndServesWhenLoaded() {
    var role = station()
    let lines = Line.parse(
      """
      0.0 s offered 7 2.0 -> accepted(7) wake(2.0)
      0.1 s offered 8 1.0 -> accepted(8)
      1.0 s failed -> lost(7) lost(8)
      1.5 s offered 9 1.0 -> refused(9)
      3.0 s recovered ->
      3.5 s offered 10 1.0 -> refused(10)
      4.0 s loaded ->
      4.5 s offered 11 1.0 -> accepted(11) wake(5.5)
      5.5 s woke -> answered(11 from 4.5 to 5.5)
      """)
    #expect(play(&role, lines) == lines.map(\.actions))
    #expect(role.incarnation == 1)
  }

  @Test func drawsNothingWhileDown() {
    var role = station()
    #expect(role.status.draw == Power(watts: 10))
    _ = play(&role, Line.parse("0.0 s offered 7 2.0 -> "))
    #expect(role.status.draw == Power(watts: 100))
    _ = play(&role, Line.parse("1.0 s failed -> "))
    #expect(role.status.draw == .zero)
  }

  @Test func foreseesWhatThenHappens() throws {
    var role = station()
    _ = play(&role, Line.parse("0.0 s offered 7 2.0 ->"))
    let now = Instant(nanoseconds: 500_000_000)
    func task(_ tag: UInt32, _ seconds: Double, at seconds2: Double) -> EngineTask {
      EngineTask(tag: tag, work: TimeSpan(seconds: seconds), arrivedAt: .start + TimeSpan(seconds: seconds2))
    }
    // Behind the one at work; behind that and one on its way; and when both have gone.
    #expect(role.foresee(task(9, 1, at: 1), after: [], at: now) == Instant(nanoseconds: 3_000_000_000))
    #expect(role.foresee(task(9, 1, at: 5), after: [], at: now) == Instant(nanoseconds: 6_000_000_000))
    #expect(role.foresee(task(9, 1, at: 2.5), after: [task(8, 4, at: 0.5)], at: now) == .start + .seconds(7))
    #expect(role.foresee(task(9, 1, at: 1), after: [task(8, 4, at: 0.5)], at: now) == nil)
    // Nothing has changed by asking.
    let lines = Line.parse(
      """
      1.0 s offered 8 1.0 -> accepted(8)
      2.0 s woke -> answered(7 from 0.0 to 2.0) wake(3.0)
      3.0 s woke -> answered(8 from 2.0 to 3.0)
      """)
    #expect(play(&role, lines) == lines.map(\.actions))
    _ = play(&role, Line.parse("4.0 s failed ->"))
    #expect(role.foresee(task(9, 1, at: 5), after: [], at: .start + .seconds(4)) == nil)
  }

  @Test func forgetsWhatIsAbandoned() {
    var role = station()
    let lines = Line.parse(
      """
      0.0 s offered 7 2.0 -> accepted(7) wake(2.0)
      0.1 s offered 8 1.0 -> accepted(8)
      0.5 s abandoned 8 ->
      1.0 s abandoned 7 ->
      """)
    #expect(play(&role, lines) == lines.map(\.actions))
    #expect(role.status.running == 0)
  }
}

@Suite struct BrokerRoleTests {
  @Test func offersToTheLessLoadedAndRefusesWhenNobodyIsUp() {
    let facts = ProviderFacts(
      regions: [RegionID(0), RegionID(0)], models: [1, 1], speedRow: [0, 0], promptPicoseconds: [1000],
      outputPicoseconds: [1000], speed16: [1 << 16], slots: [1, 1], regionRoundTrip: [0], accessDelay: [0, 0],
      modelCount: 1, regionCount: 1)
    var table = ProviderTable(facts: facts)
    table.askOutput = [3, 5]
    table.assign(1000, to: ProviderID(0))
    var broker = BrokerRole(
      policy: ShortestQueue(), stream: RandomSource(seed: 1).stream(StreamName("broker")))
    let job = Job(
      serial: 0, arrivedAt: .start, client: ClientID(0), region: RegionID(0), model: ModelID(0), promptTokens: 10,
      outputTokens: 20)
    guard case .offer(let provider, let price) = broker.handle(job, seeing: table, at: .start) else {
      Issue.record("a feasible provider was refused")
      return
    }
    #expect(provider == ProviderID(1) && price == 100)
    table.setUp(ProviderID(0), false)
    table.setUp(ProviderID(1), false)
    guard case .refuse = broker.handle(job, seeing: table, at: .start) else {
      Issue.record("nobody is up, and yet the job was offered")
      return
    }
  }
}
