import Quantities
import Specs

/// The same reward each epoch, for ever (as Monero's tail emission, 0.6 XMR a block from 2022) or until all that was
/// ever minted reaches a cap.
public struct FixedEmission: EmissionSchedule {
  public let reward: Amount
  /// The epoch that would pass it gets what is left; later ones nothing.
  public let cap: Amount?

  public init(reward: Amount, cap: Amount? = nil) {
    precondition(reward >= .zero && (cap ?? .zero) >= .zero, "a reward and a cap are not negative")
    self.reward = reward
    self.cap = cap
  }

  init(from spec: inout Spec) {
    reward = spec.takeRequired("reward", "Minted each epoch, in tokens.")
    cap = spec.takeOptional("cap", "All that is ever minted, in tokens; the rest of an epoch beyond it is not minted.")
  }

  public func reward(for epoch: Epoch, supply: SupplyState) -> Amount {
    guard let cap else { return reward }
    return max(.zero, min(reward, cap - supply.minted))
  }
}
