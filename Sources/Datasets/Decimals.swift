/// Numbers from the bytes of a cell, exactly: no locale, no hexadecimal, no infinities, no surprise.
extension NamedBytes {
  /// A decimal number times 10^`scale`, as an integer: `1.5` with scale 3 is 1500. Digits beyond the scale are cut off.
  ///
  /// Nil when the bytes are not `-?digits(.digits)?` or the value does not fit.
  func decimal(_ range: Range<Int>, scale: Int) -> Int64? {
    var at = range.lowerBound
    let end = range.upperBound
    let isNegative = at < end && bytes[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    let firstDigit = at
    var value: Int64 = 0
    while at < end, let digit = digit(at) {
      guard let next = appending(digit, to: value) else { return nil }
      value = next
      at += 1
    }
    if at == firstDigit { return nil }
    var missing = scale
    if at < end {
      guard bytes[at] == UInt8(ascii: ".") else { return nil }
      at += 1
      let firstDecimal = at
      while at < end, let digit = digit(at) {
        if missing > 0 {
          guard let next = appending(digit, to: value) else { return nil }
          value = next
          missing -= 1
        }
        at += 1
      }
      if at < end || at == firstDecimal { return nil }
    }
    while missing > 0 {
      guard let next = appending(0, to: value) else { return nil }
      value = next
      missing -= 1
    }
    return isNegative ? -value : value
  }

  /// A whole number, digits only with an optional minus sign.
  func integer(_ range: Range<Int>) -> Int64? {
    var at = range.lowerBound
    let end = range.upperBound
    let isNegative = at < end && bytes[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    if at == end { return nil }
    var value: Int64 = 0
    while at < end {
      guard let digit = digit(at), let next = appending(digit, to: value) else { return nil }
      value = next
      at += 1
    }
    return isNegative ? -value : value
  }

  /// A finite decimal number with an optional exponent, correctly rounded.
  func double(_ range: Range<Int>) -> Double? {
    guard isDecimalNotation(range) else { return nil }
    // The standard library reads the nearest double; the shape was checked, so no `nan`, `inf` or `0x1p3` gets there.
    guard let value = Double(String(decoding: bytes[range], as: UTF8.self)), value.isFinite else { return nil }
    return value
  }

  /// `[+-]?digits(.digits)?([eE][+-]?digits)?`, where digits may be missing on one side of the point.
  private func isDecimalNotation(_ range: Range<Int>) -> Bool {
    var at = range.lowerBound
    let end = range.upperBound
    func skipSign() { if at < end, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") { at += 1 } }
    func skipDigits() -> Int {
      let first = at
      while at < end, digit(at) != nil { at += 1 }
      return at - first
    }
    skipSign()
    var digits = skipDigits()
    if at < end, bytes[at] == UInt8(ascii: ".") {
      at += 1
      digits += skipDigits()
    }
    if digits == 0 { return false }
    if at < end, bytes[at] | 0x20 == UInt8(ascii: "e") {
      at += 1
      skipSign()
      if skipDigits() == 0 { return false }
    }
    return at == end
  }

  @inline(__always) private func digit(_ at: Int) -> Int64? {
    let value = bytes[at] &- UInt8(ascii: "0")
    return value < 10 ? Int64(value) : nil
  }

  @inline(__always) private func appending(_ digit: Int64, to value: Int64) -> Int64? {
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(digit)
    return overflow || carry ? nil : sum
  }
}
