import Inference
import Quantities
import Vocabulary

extension World {
  /// A tag that no slot of a job has.
  private static var trialTag: UInt32 { .max }

  /// Tells a broker with an oracle when each provider would truly answer the job, in its table's `foreseen`.
  ///
  /// True is what the engines hold, jitter included, and the jobs on their way to them, as if those were there now. The
  /// job's own jitter and delays on the way count at their medians. Costs a trial of every host's engine.
  mutating func foresee(_ slot: Int32, by broker: Int, at now: Instant) {
    let job = jobs[slot].job
    let onTheWay = jobsOnTheWay(at: now)
    var times = Array(repeating: Int64.max, count: truth.count)
    var first = 0
    for provider in truth.facts.hosts[job.model.index] {
      while first < onTheWay.count && onTheWay[first].provider < provider.raw { first += 1 }
      var end = first
      while end < onTheWay.count && onTheWay[end].provider == provider.raw { end += 1 }
      let path = truth.facts.roundTrip(of: job, to: provider)
      let arrival = now + TimeSpan(nanoseconds: path.nanoseconds / 2)
      let task = EngineTask(
        tag: Self.trialTag, promptTokens: job.promptTokens, outputTokens: job.outputTokens, work: job.work,
        arrivedAt: arrival)
      let others = onTheWay[first..<end].map(\.task)
      if let done = providers[provider.index].foresee(task, after: others, at: now) {
        times[provider.index] = (done - arrival + path).nanoseconds
      }
      first = end
    }
    if views.isEmpty { truth.foreseen = times } else { views[broker].foreseen = times }
  }

  /// Jobs that were offered and are not at their provider yet, by provider and then by slot.
  private func jobsOnTheWay(at now: Instant) -> [(provider: Int32, task: EngineTask)] {
    var found: [(provider: Int32, task: EngineTask)] = []
    for (slot, body) in jobs.bodies.enumerated() where body.isLive && body.isCounted && !body.isAtProvider {
      let job = body.job
      let task = EngineTask(
        tag: UInt32(truncatingIfNeeded: slot), promptTokens: job.promptTokens, outputTokens: job.outputTokens,
        work: job.work, arrivedAt: now)
      found.append((body.provider, task))
    }
    return found.sorted { ($0.provider, $0.task.tag) < ($1.provider, $1.task.tag) }
  }
}
