import Quantities
import Specs

/// A reward that halves every `interval` epochs, the odd unit lost, as in Bitcoin: 50 BTC >> (height ÷ 210,000)
/// (Nakamoto 2008; `GetBlockSubsidy` in Bitcoin Core). Bitcoin's rewards sum to 2,099,999,997,690,000 satoshi in 33
/// eras.
public struct HalvingEmission: EmissionSchedule {
  public let reward: Amount
  /// Epochs of one era, at least 1.
  public let interval: Int64

  public init(reward: Amount, interval: Int64) {
    precondition(reward >= .zero && interval >= 1, "a halving schedule needs a reward and eras of at least one epoch")
    self.reward = reward
    self.interval = interval
  }

  init(from spec: inout Spec) {
    reward = spec.takeRequired("reward", "Minted in each epoch of the first era, in tokens.")
    interval = spec.takeRequired("every", "Epochs from one halving to the next.", in: 1...1_000_000_000_000)
  }

  public func reward(for epoch: Epoch, supply: SupplyState) -> Amount {
    let era = epoch.index / interval
    return era > 126 ? .zero : Amount(base: reward.base >> Int128(era))
  }
}
