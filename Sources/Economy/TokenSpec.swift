import Quantities
import Specs

/// The network's native token as a scenario states it.
public struct TokenSpec: Sendable {
  /// Base units in one token.
  public static let unit: Int128 = 1_000_000_000_000

  /// Short name in outputs.
  public var symbol: Name
  /// Dollars for one token; positive.
  public var price: Dollars
  /// In the treasury at the start.
  public var treasury: Amount
  /// How each payment for a job is divided.
  public var split: FeeSplit
  public var emission: any EmissionSchedule
  public var epochLength: TimeSpan
  public var blockInterval: TimeSpan
  /// Blocks on top of a block before it is final.
  public var finalityLag: Int

  public init(from spec: inout Spec) {
    symbol = spec.take("symbol", "Short name of the token.", default: Name("TOK"))
    price = spec.take(
      "price", "What one token costs in money.", default: Dollars(nano: 100_000_000),
      in: Dollars(nano: 1)...Dollars(nano: 1_000_000_000_000_000))
    treasury = spec.take("treasury", "Tokens in the treasury at the start.", default: .zero)
    split = spec.takeSection("fees", "What is taken from each payment for a job.") { Self.split(from: &$0) }
    emission = spec.takeChoice(
      "emission", "New tokens, minted at the end of each epoch.", from: emissionSchedules, default: "none")
    epochLength = spec.take(
      "epoch", "Length of a settlement period.", default: .hours(1), in: .seconds(1)...TimeSpan.hours(24 * 36_500))
    blockInterval = spec.take(
      "block_interval", "Time from one block of the ledger to the next.", default: .seconds(12),
      in: .milliseconds(1)...TimeSpan.hours(24 * 366))
    finalityLag = spec.take(
      "finality_lag", "Blocks that must lie on top of a block before it is final.", default: 2, in: 0...1_000_000)
  }

  private static func split(from spec: inout Spec) -> FeeSplit {
    let fee: Fraction = spec.take("protocol", "Part that goes to the treasury.", default: Fraction(0.025))
    let burn: Fraction = spec.take("burn", "Part that is burned.", default: Fraction(0))
    let dust: FeeSplit.DustHeir = spec.take(
      "dust", "Who gets the last base units that rounding leaves over.", default: .treasury)
    let parts = [("protocol", fee), ("burn", burn)].map { key, fraction in
      let parts = fraction.value * 1e6
      let whole = parts.rounded(.toNearestOrEven)
      if abs(parts - whole) > 1e-6 {
        spec.problem(key, "is finer than a millionth", remedy: "write a multiple of 0.0001 %")
      }
      return Int64(whole)
    }
    guard parts[0] + parts[1] <= FeeSplit.million else {
      spec.problem("burn", "and the protocol's part are more than the whole", remedy: "let them sum to at most 1")
      return .none
    }
    return FeeSplit(protocolFee: parts[0], burn: parts[1], dust: dust)
  }

  /// What a sum of money is in tokens at the fixed price: base units, rounded toward zero.
  public func amount(of dollars: Dollars) -> Amount {
    // At most 2^63 × 10^12 < 2^103: no overflow on the way.
    Amount(base: Int128(dollars.nano) * Self.unit / Int128(price.nano))
  }

  /// What an amount is in dollars at the fixed price, rounded toward zero; the largest sum when it is beyond 9.2e9
  /// dollars.
  public func dollars(of amount: Amount) -> Dollars {
    let value = amount.base < 0 ? -amount : amount
    guard value <= Ledger.mintLimit else { return Dollars(nano: amount.base < 0 ? .min : .max) }
    let nano = value.base.multipliedFullWidth(by: Int128(price.nano))
    guard nano.high == 0 else { return Dollars(nano: amount.base < 0 ? .min : .max) }
    let quotient = Int128(clamping: nano.low / UInt128(Self.unit))
    return Dollars(nano: Int64(clamping: amount.base < 0 ? -quotient : quotient))
  }
}

extension FeeSplit.DustHeir: SpecValue {}
