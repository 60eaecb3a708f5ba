import Foundation
import Specs
import Testing

@Test func jsonIsRenderedInOrder() {
  let value: JSONValue = [
    "b": .integer(Int64.min), "a": .literal("0.1"), "list": .list([.integer(1), .null, .boolean(false)]),
    "empty": .object([]), "none": .list([]), "text": .text("a\"b\\c\n\t\r\u{1}\u{7F}é"),
    "rows": .list([["x": .integer(UInt64.max)], .list([.text("y")]), .list([])]),
  ]
  #expect(
    value.rendered == """
      {
        "b": -9223372036854775808,
        "a": 0.1,
        "list": [1, null, false],
        "empty": {},
        "none": [],
        "text": "a\\"b\\\\c\\n\\t\\r\\u0001\\u007fé",
        "rows": [
          {
            "x": 18446744073709551615
          },
          ["y"],
          []
        ]
      }

      """)
}

@Test func anyTextReadsBackElsewhere() throws {
  var dice = Dice(seed: 3)
  let texts = (0..<500).map { _ in
    let scalars = (0..<dice.below(8)).compactMap { _ in
      UnicodeScalar(UInt32(dice.below(0x11_0000) >> (dice.below(3) * 8)))
    }
    return String(String.UnicodeScalarView(scalars))
  }
  let json = JSONValue.list(texts.map { .text($0) }).rendered
  let values = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String])
  #expect(values.map { Array($0.unicodeScalars) } == texts.map { Array($0.unicodeScalars) })
}
