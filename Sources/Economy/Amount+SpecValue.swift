import Quantities
import Specs

/// Tokens in a scenario file: `1000 tokens`, `0.25 tokens`, or the number alone. Exact, at most twelve decimals.
extension Amount: SpecValue {
  public static var specType: SpecType {
    SpecType(
      "number of tokens", example: "1000 tokens", forms: [.text, .number],
      pattern: "(0|[1-9][0-9]*)(\\.[0-9]+)?( ?tokens?)?")
  }

  public static var placeholder: Amount { Amount(base: TokenSpec.unit) }

  public var specText: String {
    let (whole, rest) = base.magnitude.quotientAndRemainder(dividingBy: TokenSpec.unit.magnitude)
    var text = "\(base < 0 ? "-" : "")\(whole)"
    if rest > 0 {
      var digits = String(rest + TokenSpec.unit.magnitude).dropFirst()
      while digits.last == "0" { digits = digits.dropLast() }
      text += ".\(digits)"
    }
    return text + " tokens"
  }

  public init(specText text: String) throws(SpecMessage) {
    var number = text[...]
    for suffix in ["tokens", "token"] where number.hasSuffix(suffix) {
      number = number.dropLast(suffix.count)
      break
    }
    while number.count < text.count, number.last == " " { number = number.dropLast() }
    let parts = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    guard isPlain, parts[0] == "0" || parts[0].first != "0" else {
      throw SpecMessage("`\(text.prefix(60))` is not a number of tokens", remedy: "write digits, as in `1000 tokens`")
    }
    let decimals = parts.count > 1 ? parts[1] : ""
    guard decimals.count <= Amount.decimals else {
      throw SpecMessage("`\(text.prefix(60))` is finer than the token", remedy: "write at most twelve decimals")
    }
    let digits = parts[0] + decimals + String(repeating: "0", count: Amount.decimals - decimals.count)
    guard let base = Int128(digits), base <= Ledger.mintLimit.base else {
      throw SpecMessage("`\(text.prefix(60))` is more than a ledger holds", remedy: "write less than 1e24 tokens")
    }
    self.init(base: base)
  }
}
