import Quantities
import Recording

/// An event in words: for traces and explanations, never on the way of a run.
public struct EventWords: Sendable, Equatable {
  /// What happened, as the case of `WorldEvent` is called, with the kind of a message: `messageArrived answer`.
  public var kind: String
  /// Whom it concerns: `job 17`, `home-3`, `broker-0`, a class of demand; empty where it concerns all.
  public var entity: String

  public init(kind: String, entity: String) {
    self.kind = kind
    self.entity = entity
  }
}

extension World {
  /// The number of the job that an event is about, as in jobs.csv; nil where it is about none, or about one that has
  /// ended.
  public func job(of event: WorldEvent) -> Int64? {
    switch event {
    case .messageArrived(let slot):
      let message = messages.messages[Int(slot)]
      return jobs.isCurrent(message.job, message.incarnation) ? jobs[message.job].job.serial : nil
    case .answerOverdue(let slot, let incarnation), .backoffElapsed(let slot, let incarnation),
      .cloudAnswered(let slot, let incarnation), .hedgeElapsed(let slot, let incarnation):
      return jobs.isCurrent(slot, incarnation) ? jobs[slot].job.serial : nil
    default: return nil
    }
  }

  /// The event in words, before it is handled.
  public func words(of event: WorldEvent) -> EventWords {
    switch event {
    case .jobArrived(let demand):
      EventWords(kind: "jobArrived", entity: scenario.demand[Int(demand)].name.text)
    case .messageArrived(let slot):
      words(ofMessage: messages.messages[Int(slot)])
    case .answerOverdue: EventWords(kind: "answerOverdue", entity: jobWords(of: event))
    case .backoffElapsed: EventWords(kind: "backoffElapsed", entity: jobWords(of: event))
    case .cloudAnswered: EventWords(kind: "cloudAnswered", entity: jobWords(of: event))
    case .hedgeElapsed: EventWords(kind: "hedgeElapsed", entity: jobWords(of: event))
    case .engineAdvanced(let provider): EventWords(kind: "engineAdvanced", entity: providerName(Int(provider)))
    case .providerFailed(let provider): EventWords(kind: "providerFailed", entity: providerName(Int(provider)))
    case .providerRecovered(let provider): EventWords(kind: "providerRecovered", entity: providerName(Int(provider)))
    case .weightsLoaded(let provider, _): EventWords(kind: "weightsLoaded", entity: providerName(Int(provider)))
    case .viewRefreshed(let broker): EventWords(kind: "viewRefreshed", entity: "broker-\(broker)")
    case .batchClosed(let broker): EventWords(kind: "batchClosed", entity: "broker-\(broker)")
    case .blockSealed: EventWords(kind: "blockSealed", entity: "")
    case .epochEnded: EventWords(kind: "epochEnded", entity: "")
    case .sampleTaken: EventWords(kind: "sampleTaken", entity: "")
    case .warmupEnded: EventWords(kind: "warmupEnded", entity: "")
    case .transferStarted(let transfer):
      EventWords(kind: "transferStarted", entity: scenario.transfers[Int(transfer)].name.text)
    case .transfersAdvanced: EventWords(kind: "transfersAdvanced", entity: "")
    }
  }

  private func words(ofMessage message: Message) -> EventWords {
    let kind = "messageArrived \(message.kind)"
    guard jobs.isCurrent(message.job, message.incarnation) else {
      return EventWords(kind: kind, entity: "a job that has moved on")
    }
    let body = jobs[message.job]
    let job = "\(body.primary < 0 ? "job" : "copy of job") \(body.job.serial)"
    let provider = body.provider >= 0 ? providerName(Int(body.provider)) : ""
    switch message.kind {
    case .request: return EventWords(kind: kind, entity: "\(job) at broker-\(body.broker)")
    case .offer: return EventWords(kind: kind, entity: "\(job) at \(provider)")
    case .answer: return EventWords(kind: kind, entity: "\(job) from \(provider)")
    case .refusal:
      let sender = provider.isEmpty ? "broker-\(body.broker)" : provider
      return EventWords(kind: kind, entity: "\(job) from \(sender)")
    }
  }

  private func jobWords(of event: WorldEvent) -> String {
    job(of: event).map { "job \($0)" } ?? "a job that has moved on"
  }

  /// The name of a provider, as in providers.csv.
  public func providerName(_ index: Int) -> String {
    (0..<journal.names.providers.count).contains(index) ? journal.names.providers[index] : "provider \(index)"
  }
}
