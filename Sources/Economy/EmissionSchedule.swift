import Quantities
import Specs

/// A settlement period: the n-th from the start, from 0.
public struct Epoch: BitwiseCopyable, Hashable, Sendable {
  public var index: Int64
  public init(index: Int64) { self.index = index }
}

/// What an emission schedule may know of the money there is.
public struct SupplyState: BitwiseCopyable, Hashable, Sendable {
  /// Ever minted, endowments included.
  public var minted: Amount
  /// Ever burned.
  public var burned: Amount

  public init(minted: Amount, burned: Amount) {
    self.minted = minted
    self.burned = burned
  }

  /// What exists now.
  public var outstanding: Amount { minted - burned }
}

/// How much new money an epoch brings. A pure function: the same epoch and supply always give the same reward.
public protocol EmissionSchedule: Sendable {
  /// In base units, never negative.
  func reward(for epoch: Epoch, supply: SupplyState) -> Amount
}

/// The emission schedules a scenario may name.
public let emissionSchedules = Catalog<any EmissionSchedule>(
  "emission schedule",
  [
    .init("none", "No money is minted after the start.") { _ in FixedEmission(reward: .zero) },
    .init("fixed", "The same reward each epoch, up to a cap if one is given.") { FixedEmission(from: &$0) },
    .init("halving", "A reward that halves every so many epochs, as Bitcoin's.") { HalvingEmission(from: &$0) },
  ])
