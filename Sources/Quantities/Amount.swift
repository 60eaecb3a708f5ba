/// Money of the network in base units of its native token: an exact integer, never a double.
///
/// Range: ±2^127 base units. Sums trap on overflow: the ledger's limits make that unreachable for any input.
@frozen public struct Amount: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var base: Int128

  @inlinable public init(base: Int128) { self.base = base }

  public static let zero = Amount(base: 0)
  /// Decimals of a token: 10^12 base units are one token.
  public static let decimals = 12

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.base < b.base }
  @inlinable public static func + (a: Self, b: Self) -> Self { Amount(base: a.base + b.base) }
  @inlinable public static func - (a: Self, b: Self) -> Self { Amount(base: a.base - b.base) }
  @inlinable public static prefix func - (a: Self) -> Self { Amount(base: -a.base) }
  @inlinable public static func += (a: inout Self, b: Self) { a.base += b.base }
  @inlinable public static func -= (a: inout Self, b: Self) { a.base -= b.base }
  @inlinable public static func * (a: Self, n: Int64) -> Self { Amount(base: a.base * Int128(n)) }

  /// `self × numerator ÷ denominator` rounded toward zero, through a 256-bit product.
  ///
  /// Requires `numerator >= 0`, `denominator > 0` and a quotient that fits; the caller names where the dust goes.
  public func scaled(by numerator: Int128, over denominator: Int128) -> Amount {
    precondition(numerator >= 0 && denominator > 0, "a share is a non-negative part of a positive whole")
    let magnitude = UInt128(base.magnitude)
    let product = magnitude.multipliedFullWidth(by: UInt128(numerator))
    let quotient: UInt128
    if product.high == 0 {
      quotient = product.low / UInt128(denominator)
    } else {
      precondition(product.high < UInt128(denominator), "a share of money does not fit its type")
      quotient = UInt128(denominator).dividingFullWidth((product.high, product.low)).quotient
    }
    precondition(quotient <= UInt128(Int128.max), "a share of money does not fit its type")
    return Amount(base: base < 0 ? -Int128(quotient) : Int128(quotient))
  }
}

/// A sum in the money of account (dollars outside the network), in billionths of a dollar.
@frozen public struct Dollars: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var nano: Int64

  @inlinable public init(nano: Int64) { self.nano = nano }
  public static let zero = Dollars(nano: 0)
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.nano < b.nano }
  @inlinable public static func + (a: Self, b: Self) -> Self { Dollars(nano: a.nano + b.nano) }
  public var dollars: Double { Double(nano) / 1e9 }
}
