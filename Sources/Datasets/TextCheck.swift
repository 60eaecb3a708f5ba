extension NamedBytes {
  /// Refuses what is not UTF-8 text; returns where the text begins (behind a byte order mark, if there is one).
  ///
  /// Runs over the whole file once before anything is parsed, eight bytes at a time where they are ASCII.
  func checkedStart() throws(DatasetError) -> Int {
    if bytes.isEmpty {
      throw error(row: nil, at: 0, "the file is empty", remedy: "give a file with at least one row of data")
    }
    if bytes.count >= 2, bytes[0] ^ bytes[1] == 0x01, bytes[0] >= 0xFE {
      throw error(row: 1, at: 0, "the text is UTF-16", remedy: "save it as UTF-8")
    }
    let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    let start = hasMark ? 3 : 0
    var offset = start
    while offset < bytes.count {
      if offset + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        // No byte has its high bit, and none is zero: the classic test for a zero byte is exact for ASCII.
        if (word | (word &- 0x0101_0101_0101_0101)) & 0x8080_8080_8080_8080 == 0 {
          offset += 8
          continue
        }
      }
      let byte = bytes[offset]
      if byte == 0 {
        let remedy = offset <= 1 ? "save it as UTF-8 (it looks like UTF-16)" : "remove it: text holds no zero bytes"
        throw error(row: row(at: offset), at: offset, "a zero byte (NUL)", remedy: remedy)
      }
      let length = byte < 0x80 ? 1 : sequenceLength(at: offset)
      if length == 0 {
        throw error(
          row: row(at: offset), at: offset, "the byte \(excerpt(offset..<offset + 1)) is not UTF-8",
          remedy: "save the file as UTF-8")
      }
      offset += length
    }
    if start == bytes.count {
      throw error(row: nil, at: 0, "the file is empty", remedy: "give a file with at least one row of data")
    }
    return start
  }

  /// Length of the well-formed multi-byte sequence at `offset` (Unicode 15, table 3-7); 0 when there is none.
  private func sequenceLength(at offset: Int) -> Int {
    let first = bytes[offset]
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first <= 0xF4, offset + length <= bytes.count else { return 0 }
    let second = bytes[offset + 1]
    let low: UInt8 = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80
    let high: UInt8 = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF
    guard second >= low, second <= high else { return 0 }
    for i in 2..<max(length, 2) where bytes[offset + i] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
