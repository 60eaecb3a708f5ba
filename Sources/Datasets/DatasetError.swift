/// Why a file of data was refused: the place, the problem and what to do about it.
public struct DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
  public var file: String
  /// Line of the file from 1, as an editor counts; nil for the file as a whole.
  public var row: Int?
  /// Bytes before the place.
  public var byteOffset: Int
  /// Column or key, where one is to blame.
  public var column: String?
  public var problem: String
  public var remedy: String

  public init(
    file: String, row: Int? = nil, byteOffset: Int = 0, column: String? = nil, problem: String, remedy: String
  ) {
    self.file = file
    self.row = row
    self.byteOffset = byteOffset
    self.column = column
    self.problem = problem
    self.remedy = remedy
  }

  /// `file:row: column 'x', byte n: problem; remedy`.
  public var description: String {
    let line = row.map { ":\($0)" } ?? ""
    let place = column.map { " column '\($0)', byte \(byteOffset):" } ?? row.map { _ in " byte \(byteOffset):" } ?? ""
    return "\(file)\(line):\(place) \(problem); \(remedy)"
  }
}

/// The bytes of one file with its name, and the ways to complain about a place in it.
struct NamedBytes {
  let file: String
  let bytes: UnsafeRawBufferPointer

  /// Bytes of one line or record at most: a longer one is no table, and would only eat memory.
  static let lineCap = 1 << 20

  func error(
    row: Int?, at offset: Int, column: String? = nil, _ problem: String, remedy: String
  ) -> DatasetError {
    DatasetError(file: file, row: row, byteOffset: offset, column: column, problem: problem, remedy: remedy)
  }

  /// The number of the line that holds the byte at `offset`, from 1.
  func row(at offset: Int) -> Int { bytes[..<min(offset, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1 }

  /// At most 40 bytes of the file as text for a message; what cannot be printed appears as `\xNN`.
  func excerpt(_ range: Range<Int>) -> String {
    var text = ""
    for byte in bytes[range].prefix(40) {
      if byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "\\") {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 16)
        text += "\\x" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return range.count > 40 ? text + "…" : text
  }
}

extension DatasetError {
  /// What is wrong and where, in one clause for the scenario key that names the file.
  public var place: String {
    let line = row.map { ", line \($0)" } ?? ""
    let cell = column.map { ", column `\($0)`" } ?? ""
    return "`\(file)`\(line)\(cell): \(problem)"
  }
}
