import Testing

@testable import Recording

/// The text of cells: exact, shortest, and harmless.
@Suite struct RowBufferTests {
  private func cell(_ write: (inout RowBuffer) -> Void) -> String {
    var row = RowBuffer()
    write(&row)
    row.endRow()
    return String(row.string.dropLast())
  }

  @Test(arguments: [
    0, 1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 99_999, 100_000, 123_456_789, -1, -10, Int64.max, Int64.min,
  ] as [Int64])
  func integers(value: Int64) {
    #expect(cell { $0.integer(value) } == String(value))
    #expect(cell { $0.fixed(Int128(value), decimals: 0) } == String(value))
  }

  @Test func everyPowerOfTenAndItsNeighbours() {
    var power: Int64 = 1
    for _ in 0..<18 {
      power *= 10
      for value in [power - 1, power, power + 1] { #expect(cell { $0.integer(value) } == String(value)) }
    }
    var wide: Int128 = 1
    for _ in 0..<38 {
      wide *= 10
      for value in [wide - 1, wide, -wide] { #expect(cell { $0.fixed(value, decimals: 0) } == String(value)) }
    }
    #expect(cell { $0.fixed(.min, decimals: 0) } == String(Int128.min))
  }

  @Test(arguments: [
    (0, "0"), (1, "0.000000001"), (-1, "-0.000000001"), (1_000_000_000, "1"), (1_500_000_000, "1.5"),
    (10_000_000_000, "10"), (86_400_000_000_000, "86400"), (999_999_999, "0.999999999"), (120, "0.00000012"),
    (Int64.max, "9223372036.854775807"), (Int64.min, "-9223372036.854775808"),
  ] as [(Int64, String)])
  func seconds(nanoseconds: Int64, expected: String) {
    #expect(cell { $0.seconds(nanoseconds: nanoseconds) } == expected)
    #expect(decimalText(Int128(nanoseconds), decimals: 9) == expected)
  }

  @Test func fixedPoint() {
    #expect(decimalText(1_234_567_890_123, decimals: 12) == "1.234567890123")
    #expect(decimalText(-50_000_000_000, decimals: 12) == "-0.05")
    #expect(decimalText(1, decimals: 38) == "0." + String(repeating: "0", count: 37) + "1")
    #expect(decimalText(.max, decimals: 38) == "1.70141183460469231731687303715884105727")
    #expect(decimalText(.min, decimals: 20) == "-1701411834604692317.31687303715884105728")
    #expect(decimalText(12_300, decimals: 1) == "1230")
  }

  @Test func doublesReadBackAsTheSame() throws {
    let values: [Double] = [
      0, -0.0, 0.1, 1 / 3, 1e22, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 123456.789, -2.5e-7,
    ]
    for value in values {
      let text = cell { $0.number(value) }
      #expect(try #require(Double(text)).bitPattern == value.bitPattern)
    }
    #expect(cell { $0.number(.nan) } == "")
    #expect(cell { $0.number(.infinity) } == "INF")
    #expect(cell { $0.number(-.infinity) } == "-INF")
  }

  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("two\nlines", "\"two\nlines\""),
    ("crlf\r\n", "\"crlf\r\n\""), ("=1+1", "\"'=1+1\""), ("+x", "\"'+x\""), ("-x", "\"'-x\""), ("@x", "\"'@x\""),
    ("\tx", "\"'\tx\""), ("a=b", "a=b"), ("Zürich ✓", "Zürich ✓"), ("=\"", "\"'=\"\"\""),
  ])
  func textFromOutside(text: String, expected: String) {
    #expect(cell { $0.text(text) } == expected)
    #expect(NameTable([text])[0] == expected)
  }

  @Test func growsByAnyLengthAndKeepsItsRoom() {
    var row = RowBuffer(room: 1)
    var expected = ""
    for length in [0, 1, 63, 64, 65, 5000, 1 << 17] {
      let word = String(repeating: "x", count: length)
      row.text(word)
      row.integer(Int64(length))
      row.endRow()
      expected += "\(word),\(length)\n"
    }
    #expect(row.string == expected)
    #expect(row.rows == 7)
    let copy = row
    row.empty()
    #expect(row.count == 0 && row.string == "" && copy.string == expected)
  }
}
