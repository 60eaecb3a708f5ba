import Quantities

/// Decimal text of integers and fixed-point numbers, written straight to memory. Each call returns the bytes written.
enum Digits {
  private static let pairs: StaticString = """
    00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354\
    555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
    """

  @inline(__always) static func put(_ value: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
    guard value < 0 else { return put(UInt64(value), to: target) }
    target[0] = 0x2D
    return 1 + put(value.magnitude, to: target + 1)
  }

  static func put(_ value: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let length = digitCount(value)
    fill(value, length, target)
    return length
  }

  /// Nanoseconds as seconds, without trailing zeros.
  static func put(nanoseconds: Int64, to target: UnsafeMutablePointer<UInt8>) -> Int {
    var length = 0
    if nanoseconds < 0 {
      target[0] = 0x2D
      length = 1
    }
    let (whole, fraction) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    length += put(whole, to: target + length)
    guard fraction > 0 else { return length }
    target[length] = 0x2E
    fill(fraction, 9, target + length + 1)
    return trimmed(target, length + 10)
  }

  /// `value ÷ 10^decimals` without trailing zeros; `decimals` from 0 to 38.
  static func put(_ value: Int128, decimals: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    precondition(0...38 ~= decimals, "a 128-bit number has at most 38 decimals")
    var length = 0
    if value < 0 {
      target[0] = 0x2D
      length = 1
    }
    if decimals < 20, let small = UInt64(exactly: value.magnitude) {
      return put(small, decimals: decimals, after: length, to: target)
    }
    var divisor: UInt128 = 1
    for _ in 0..<decimals { divisor *= 10 }
    let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: divisor)
    length += putWide(whole, atLeast: 1, to: target + length)
    guard fraction > 0 else { return length }
    target[length] = 0x2E
    length += 1
    return trimmed(target, length + putWide(fraction, atLeast: decimals, to: target + length))
  }

  /// The same for 64 bits, where one division is a tenth of the price; behind a sign, if `length` is 1.
  @inline(__always) private static func put(
    _ value: UInt64, decimals: Int, after start: Int, to target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var divisor: UInt64 = 1
    for _ in 0..<decimals { divisor &*= 10 }
    let (whole, fraction) = value.quotientAndRemainder(dividingBy: divisor)
    let length = start + put(whole, to: target + start)
    guard fraction > 0 else { return length }
    target[length] = 0x2E
    fill(fraction, decimals, target + length + 1)
    return trimmed(target, length + 1 + decimals)
  }

  /// 64 lower-case digits.
  static func put(hexadecimal value: Digest256, to target: UnsafeMutablePointer<UInt8>) -> Int {
    put(hexadecimal: value.w0, to: target)
    put(hexadecimal: value.w1, to: target + 16)
    put(hexadecimal: value.w2, to: target + 32)
    put(hexadecimal: value.w3, to: target + 48)
    return 64
  }

  /// 32 lower-case digits.
  static func put(hexadecimal value: UInt128, to target: UnsafeMutablePointer<UInt8>) -> Int {
    put(hexadecimal: UInt64(truncatingIfNeeded: value >> 64), to: target)
    put(hexadecimal: UInt64(truncatingIfNeeded: value), to: target + 16)
    return 32
  }

  private static func put(hexadecimal word: UInt64, to target: UnsafeMutablePointer<UInt8>) {
    for digit in 0..<16 {
      let nibble = UInt8(truncatingIfNeeded: word &>> UInt64(60 - 4 * digit) & 15)
      target[digit] = nibble < 10 ? 0x30 + nibble : 0x57 + nibble
    }
  }

  /// A 128-bit number, with leading zeros to `width` digits.
  private static func putWide(_ value: UInt128, atLeast width: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    if value <= UInt128(UInt64.max) && width <= 19 {
      let low = UInt64(value)
      let length = max(width, digitCount(low))
      fill(low, length, target)
      return length
    }
    let (high, low) = value.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
    let length = putWide(high, atLeast: max(1, width - 19), to: target)
    fill(UInt64(low), 19, target + length)
    return length + 19
  }

  /// Writes exactly `length` digits, from the last.
  @inline(__always) private static func fill(_ value: UInt64, _ length: Int, _ target: UnsafeMutablePointer<UInt8>) {
    let table = pairs.utf8Start
    var rest = value
    var i = length
    while i >= 2 {
      let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
      i -= 2
      target[i] = table[2 * Int(pair)]
      target[i + 1] = table[2 * Int(pair) + 1]
      rest = quotient
    }
    if i == 1 { target[0] = 0x30 + UInt8(truncatingIfNeeded: rest % 10) }
  }

  @inline(__always) private static func digitCount(_ value: UInt64) -> Int {
    var count = 1
    var rest = value
    while rest >= 10_000 {
      rest /= 10_000
      count += 4
    }
    return count + (rest >= 1000 ? 3 : rest >= 100 ? 2 : rest >= 10 ? 1 : 0)
  }

  @inline(__always) private static func trimmed(_ target: UnsafeMutablePointer<UInt8>, _ length: Int) -> Int {
    var end = length
    while target[end - 1] == 0x30 { end -= 1 }
    return end
  }
}

/// `value ÷ 10^decimals` as exact decimal text without trailing zeros: "12.5", "-0.000000001", "3".
public func decimalText(_ value: Int128, decimals: Int) -> String {
  withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 96) { buffer in
    let start = buffer.baseAddress.unsafelyUnwrapped
    let length = Digits.put(value, decimals: decimals, to: start)
    return String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self)
  }
}
