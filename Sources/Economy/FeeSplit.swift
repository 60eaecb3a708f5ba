import Quantities

/// How a payment for a job is divided, in parts per million of the payment.
///
/// Each of the three parts is rounded down; the dust (at most two base units) goes to the named heir, so that the parts
/// always sum to the payment.
public struct FeeSplit: BitwiseCopyable, Hashable, Sendable {
  /// Who gets what rounding leaves over.
  public enum DustHeir: String, CaseIterable, BitwiseCopyable, Sendable { case treasury, provider, burn }

  /// 0 … 1,000,000, to the treasury.
  public let protocolFee: Int64
  /// 0 … 1,000,000, out of existence. With the protocol fee at most a million.
  public let burn: Int64
  public let dust: DustHeir

  public static let million: Int64 = 1_000_000
  /// The provider gets everything.
  public static let none = FeeSplit(protocolFee: 0, burn: 0)

  public init(protocolFee: Int64, burn: Int64, dust: DustHeir = .treasury) {
    precondition(
      protocolFee >= 0 && burn >= 0 && protocolFee <= Self.million && burn <= Self.million - protocolFee,
      "the parts of a fee split are non-negative and at most the whole")
    self.protocolFee = protocolFee
    self.burn = burn
    self.dust = dust
  }

  /// The three parts of a non-negative payment; they sum to it exactly.
  public func parts(of payment: Amount) -> (provider: Amount, treasury: Amount, burned: Amount) {
    var treasury = payment.share(partsPerMillion: protocolFee)
    var burned = payment.share(partsPerMillion: burn)
    var provider = payment.share(partsPerMillion: Self.million - protocolFee - burn)
    let dust = payment - provider - treasury - burned
    switch self.dust {
    case .treasury: treasury += dust
    case .provider: provider += dust
    case .burn: burned += dust
    }
    return (provider, treasury, burned)
  }
}

extension Amount {
  /// `self × parts ÷ 1,000,000` rounded down, for a non-negative amount and 0 … 1,000,000 parts.
  ///
  /// Payments below 2^64 base units take one 64-bit division; a 256-bit product costs ten times that.
  func share(partsPerMillion parts: Int64) -> Amount {
    if parts == 0 { return .zero }
    if parts == FeeSplit.million { return self }
    guard let small = UInt64(exactly: base) else { return scaled(by: Int128(parts), over: Int128(FeeSplit.million)) }
    let product = small.multipliedFullWidth(by: UInt64(parts))
    let quotient =
      product.high == 0
      ? product.low / UInt64(FeeSplit.million)
      : UInt64(FeeSplit.million).dividingFullWidth(product).quotient
    return Amount(base: Int128(quotient))
  }
}
