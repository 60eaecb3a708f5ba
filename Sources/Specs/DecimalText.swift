/// A decimal number at the front of a text, exact, and the unit that follows it.
///
/// Grammar: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`, then spaces, then the unit. No other spelling of a
/// number is taken: not `017`, `1_000`, `0x10`, `.5`, `+5`, `12:30`, `.inf` or `nan`.
struct DecimalText {
  static let pattern = "(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?"

  var isNegative = false
  /// The digits as one integer; `nil` when they need more than 128 bits.
  var mantissa: UInt128? = 0
  /// Power of ten of the mantissa's last digit; clamped to ±100,000.
  var tens = 0
  /// The number's own text, without a sign.
  var number = ""
  var unit = ""

  /// The number at the front of `text`, or `nil` when there is none.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    var at = 0
    if bytes.first == UInt8(ascii: "-") {
      isNegative = true
      at = 1
    }
    let start = at
    guard let wholeEnd = Self.digits(bytes, from: at), wholeEnd == at + 1 || bytes[at] != UInt8(ascii: "0") else {
      return nil
    }
    gather(bytes[at..<wholeEnd])
    at = wholeEnd
    if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
      guard let end = Self.digits(bytes, from: at + 1) else { return nil }
      gather(bytes[(at + 1)..<end])
      tens = -min(end - at - 1, 100_000)
      at = end
    }
    if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e"), let (value, end) = Self.exponent(bytes, from: at + 1) {
      tens = max(-100_000, min(100_000, tens + value))
      at = end
    }
    number = String(decoding: bytes[start..<at], as: UTF8.self)
    while at < bytes.count, bytes[at] == UInt8(ascii: " ") { at += 1 }
    let tail = String(decoding: bytes[at...], as: UTF8.self)
    // Both code points of the micro sign read as `u`.
    unit = tail.hasPrefix("\u{B5}") || tail.hasPrefix("\u{3BC}") ? "u" + tail.dropFirst() : tail
  }

  private mutating func gather(_ digits: ArraySlice<UInt8>) {
    for byte in digits {
      guard let sofar = mantissa else { return }
      let (tenfold, overflow) = sofar.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tenfold.addingReportingOverflow(UInt128(byte - UInt8(ascii: "0")))
      mantissa = overflow || carry ? nil : sum
    }
  }

  private static func digits(_ bytes: [UInt8], from start: Int) -> Int? {
    var at = start
    while at < bytes.count, bytes[at] >= UInt8(ascii: "0"), bytes[at] <= UInt8(ascii: "9") { at += 1 }
    return at > start ? at : nil
  }

  private static func exponent(_ bytes: [UInt8], from start: Int) -> (value: Int, end: Int)? {
    var at = start
    var isNegative = false
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
      isNegative = bytes[at] == UInt8(ascii: "-")
      at += 1
    }
    guard let end = digits(bytes, from: at) else { return nil }
    var value = 0
    for byte in bytes[at..<end] { value = min(value * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000) }
    return (isNegative ? -value : value, end)
  }

  /// The number times `10^extra`, rounded once to the nearest double.
  func double(times extra: Int = 0) throws(SpecMessage) -> Double {
    var text = number
    if extra != 0 {
      guard let mantissa else { throw SpecMessage("has more digits than a number holds", remedy: "write fewer digits") }
      text = "\(mantissa)e\(tens + extra)"
    }
    guard let value = Double(text), value.isFinite else {
      throw SpecMessage("\(quoted(number)) is too large", remedy: "write a number below 1.8e308")
    }
    if value == 0, mantissa != 0 {
      throw SpecMessage("\(quoted(number)) is too small to be told from zero", remedy: "write 0 or a larger number")
    }
    return isNegative ? -value : value
  }

  enum Exactness: Error { case finer, overflow }

  /// The number × `factor` × 10^`extra` as an integer, exactly.
  func integer(factor: UInt128 = 1, times extra: Int = 0) throws(Exactness) -> Int128 {
    guard let mantissa else { throw .overflow }
    if mantissa == 0 { return 0 }
    var (value, overflow) = mantissa.multipliedReportingOverflow(by: factor)
    var power = tens + extra
    while power < 0, value % 10 == 0 {
      value /= 10
      power += 1
    }
    if overflow || power > 40 { throw .overflow }
    if power < 0 { throw .finer }
    while power > 0 {
      (value, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { throw .overflow }
      power -= 1
    }
    guard value <= UInt128(Int128.max) else { throw .overflow }
    return isNegative ? -Int128(value) : Int128(value)
  }
}
