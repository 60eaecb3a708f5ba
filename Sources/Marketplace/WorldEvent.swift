import Quantities
import SimulationKernel
import Vocabulary

/// What can happen in the world: facts, in the past tense, by the ids of those concerned.
///
/// A fact about a job carries the incarnation of its slot, a fact about a provider that of the provider: when the
/// entity has moved on, the fact is stale and is ignored. Nothing is ever cancelled.
public enum WorldEvent: SimulationEvent {
  case jobArrived(demand: Int32)
  case messageArrived(message: Int32)
  case answerOverdue(job: Int32, incarnation: UInt16)
  case backoffElapsed(job: Int32, incarnation: UInt16)
  case cloudAnswered(job: Int32, incarnation: UInt16)
  case hedgeElapsed(job: Int32, incarnation: UInt16)
  case engineAdvanced(provider: Int32)
  case providerFailed(provider: Int32)
  case providerRecovered(provider: Int32)
  case weightsLoaded(provider: Int32, incarnation: UInt16)
  case viewRefreshed(broker: Int32)
  case batchClosed(broker: Int32)
  case blockSealed
  case epochEnded
  case sampleTaken
  case warmupEnded
  case transferStarted(transfer: Int32)
  case transfersAdvanced

  public var signature: UInt64 {
    switch self {
    case .jobArrived(let demand): Self.word(1, demand)
    case .messageArrived(let message): Self.word(2, message)
    case .answerOverdue(let job, let incarnation): Self.word(3, job, incarnation)
    case .backoffElapsed(let job, let incarnation): Self.word(4, job, incarnation)
    case .cloudAnswered(let job, let incarnation): Self.word(5, job, incarnation)
    case .engineAdvanced(let provider): Self.word(6, provider)
    case .providerFailed(let provider): Self.word(7, provider)
    case .providerRecovered(let provider): Self.word(8, provider)
    case .weightsLoaded(let provider, let incarnation): Self.word(9, provider, incarnation)
    case .viewRefreshed(let broker): Self.word(10, broker)
    case .blockSealed: Self.word(11, 0)
    case .epochEnded: Self.word(12, 0)
    case .sampleTaken: Self.word(13, 0)
    case .warmupEnded: Self.word(14, 0)
    case .transferStarted(let transfer): Self.word(15, transfer)
    case .transfersAdvanced: Self.word(16, 0)
    case .hedgeElapsed(let job, let incarnation): Self.word(17, job, incarnation)
    case .batchClosed(let broker): Self.word(18, broker)
    }
  }

  @inline(__always) private static func word(_ kind: UInt64, _ entity: Int32, _ incarnation: UInt16 = 0) -> UInt64 {
    kind << 56 | UInt64(incarnation) << 32 | UInt64(UInt32(bitPattern: entity))
  }
}
