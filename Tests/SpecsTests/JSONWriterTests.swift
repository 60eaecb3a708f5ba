import Foundation
import Specs
import Testing

@Test func jsonIsWrittenInOrder() {
  var writer = JSONWriter()
  writer.beginObject()
  writer.member("b", 1)
  writer.member("a", 0.1)
  writer.key("list")
  writer.beginArray(inline: true)
  for number in [1, 2, 3] { writer.value(number) }
  writer.endArray()
  writer.key("empty")
  writer.beginObject()
  writer.endObject()
  writer.member("text", "a\"\\\n\u{1}é")
  writer.member("nan", Double.nan)
  writer.member("truth", true)
  writer.endObject()
  #expect(
    String(decoding: writer.bytes, as: UTF8.self) == """
      {
        "b": 1,
        "a": 0.1,
        "list": [1, 2, 3],
        "empty": {},
        "text": "a\\"\\\\\\n\\u0001é",
        "nan": null,
        "truth": true
      }

      """)
}

@Test func compactJSONHasNoSpaces() {
  var writer = JSONWriter(isIndented: false)
  writer.beginArray()
  writer.beginObject()
  writer.member("a", Int64.min)
  writer.member("b", UInt64.max)
  writer.endObject()
  writer.value(1e300)
  writer.value(-0.0)
  writer.value(100.0)
  writer.endArray()
  #expect(
    String(decoding: writer.drain(), as: UTF8.self)
      == #"[{"a":-9223372036854775808,"b":18446744073709551615},1e+300,-0,100]"#)
  #expect(writer.bytes.isEmpty)
}

@Test func anyTextReadsBackElsewhere() throws {
  var dice = Dice(seed: 3)
  var writer = JSONWriter()
  writer.beginArray()
  var texts: [String] = []
  for _ in 0..<500 {
    let scalars = (0..<dice.below(8)).compactMap { _ in
      UnicodeScalar(UInt32(dice.below(0x11_0000) >> (dice.below(3) * 8)))
    }
    texts.append(String(String.UnicodeScalarView(scalars)))
    writer.value(texts.last!)
  }
  writer.endArray()
  let values = try #require(try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String])
  #expect(values.map { Array($0.unicodeScalars) } == texts.map { Array($0.unicodeScalars) })
}

@Test func anyDoubleReadsBackToItsBits() {
  var dice = Dice(seed: 5)
  for _ in 0..<5000 {
    let double = Double(bitPattern: dice.next())
    guard double.isFinite else { continue }
    var writer = JSONWriter()
    writer.value(double)
    #expect(Double(String(decoding: writer.bytes, as: UTF8.self))?.bitPattern == double.bitPattern)
  }
}
