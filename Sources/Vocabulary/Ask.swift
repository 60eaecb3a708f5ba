/// What an ask comes to, in base units; saturating.
///
/// Products of 64 bits where they fit, which is always but for absurd asks; of 128 bits where not.
public enum Ask {
  /// Stated work, rounded up to the base unit.
  @inlinable @inline(__always) public static func price(perSecond ask: Int64, nanoseconds: Int64) -> Int64 {
    let (product, overflow) = ask.multipliedReportingOverflow(by: nanoseconds)
    if overflow || product > .max - 999_999_999 {
      return Int64(clamping: (Int128(ask) * Int128(nanoseconds) + 999_999_999) / 1_000_000_000)
    }
    return (product + 999_999_999) / 1_000_000_000
  }

  /// Prompt and output tokens.
  @inlinable @inline(__always) public static func price(
    perPrompt promptAsk: Int64, _ promptTokens: Int64, perOutput outputAsk: Int64, _ outputTokens: Int64
  ) -> Int64 {
    let prompt = promptAsk.multipliedReportingOverflow(by: promptTokens)
    let output = outputAsk.multipliedReportingOverflow(by: outputTokens)
    let sum = prompt.partialValue.addingReportingOverflow(output.partialValue)
    if prompt.overflow || output.overflow || sum.overflow {
      return Int64(clamping: Int128(promptAsk) * Int128(promptTokens) + Int128(outputAsk) * Int128(outputTokens))
    }
    return sum.partialValue
  }
}
