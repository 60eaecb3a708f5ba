import Quantities

/// The virtual time of weighted fair queueing: what an ideal server would have done that shares itself among all flows
/// at once, by weight.
///
/// Generalised processor sharing (Parekh & Gallager 1993): V(t) grows at the rate of the servers together over the
/// weights of the flows that the ideal server still works for, and a job's finish tag is F = max(V, F of the flow's
/// last job) + length ÷ weight. Serving by least F, one server is done with each job no later than the ideal one plus
/// the longest job. Units are 2^-20 ns; divisions round down, so an error stays below 2^-20 ns per event. O(log jobs)
/// an arrival, plus the flows to be moved when one comes or goes. A job that is cancelled keeps its part of virtual
/// time.
struct FairClock: Sendable {
  private struct Flow: BitwiseCopyable, Sendable {
    var id: Int32
    var weight: Int32
    /// Jobs that the ideal server has not finished.
    var jobs: Int64 = 0
    var lastFinish: Int128 = 0
  }

  private struct Departure: Comparable, BitwiseCopyable, Sendable {
    var finish: Int128
    var flow: Int32

    static func < (a: Self, b: Self) -> Bool { a.finish == b.finish ? a.flow < b.flow : a.finish < b.finish }
  }

  private let servers: Int128
  private var virtual: Int128 = 0
  /// The real clock in units of 2^-20 ns.
  private var fineClock: Int128 = 0
  /// Flows that the ideal server works for, by id, and their weights together.
  private var flows: [Flow] = []
  private var weight: Int128 = 0
  private var departures = EarliestFirst<Departure>()
  private static let fineBits: Int128 = 20

  init(servers: Int) { self.servers = Int128(servers) }

  /// The finish tag of a job of this length that arrives now. `now` must not go back.
  mutating func finishTag(of task: EngineTask, length: TimeSpan, at now: Instant) -> Int128 {
    advance(to: now)
    let place = place(of: task.flow)
    if place == flows.count || flows[place].id != task.flow {
      flows.insert(Flow(id: task.flow, weight: max(1, task.weight), lastFinish: virtual), at: place)
      weight += Int128(flows[place].weight)
    }
    let finish =
      max(virtual, flows[place].lastFinish) + Int128(length.nanoseconds) << Self.fineBits / Int128(flows[place].weight)
    flows[place].lastFinish = finish
    flows[place].jobs += 1
    departures.insert(Departure(finish: finish, flow: task.flow))
    return finish
  }

  /// Everything is lost: the ideal server is empty too.
  mutating func reset() {
    departures.removeAll()
    flows.removeAll(keepingCapacity: true)
    (virtual, weight) = (0, 0)
  }

  private mutating func advance(to now: Instant) {
    let limit = Int128(now.nanoseconds) << Self.fineBits
    while let next = departures.first {
      let span = ((next.finish - virtual) * weight + servers - 1) / servers
      guard fineClock + span <= limit else {
        virtual += (limit - fineClock) * servers / weight
        break
      }
      fineClock += span
      virtual = next.finish
      _ = departures.removeFirst()
      let place = place(of: next.flow)
      flows[place].jobs -= 1
      if flows[place].jobs == 0 { weight -= Int128(flows.remove(at: place).weight) }
    }
    fineClock = limit
    if departures.isEmpty { virtual = 0 }
  }

  /// Where the flow stands among the flows, or would.
  private func place(of id: Int32) -> Int {
    var low = 0
    var high = flows.count
    while low < high {
      let middle = (low + high) / 2
      if flows[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
