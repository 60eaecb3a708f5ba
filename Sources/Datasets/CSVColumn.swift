/// Numbers out of any CSV table with a header: for empirical laws, price series, measured profiles.
public enum CSVColumn {
  /// The finite decimal numbers of one column, in order; empty cells are refused.
  public static func numbers(
    inColumn name: String, of bytes: [UInt8], named file: String
  ) throws(DatasetError) -> [Double] {
    try numbers(inColumns: [name], of: bytes, named: file)[0]
  }

  /// The finite decimal numbers of several columns, each in order and of equal length.
  public static func numbers(
    inColumns names: [String], of bytes: [UInt8], named file: String
  ) throws(DatasetError) -> [[Double]] {
    try bytes.withUnsafeBufferPointer { buffer throws(DatasetError) in
      var table = try CSVScanner(NamedBytes(file: file, bytes: UnsafeRawBufferPointer(buffer)))
      var indices: [Int] = []
      for name in names { indices.append(try table.requiredColumn(name)) }
      var values = [[Double]](repeating: [], count: names.count)
      while try table.next() {
        for (place, index) in indices.enumerated() {
          guard let value = table.source.double(table.cells[index].range) else {
            throw table.complaint(index, "is not a finite number", "write a decimal number")
          }
          values[place].append(value)
        }
      }
      if values.first?.isEmpty == true {
        throw table.source.error(
          row: nil, at: bytes.count, "the file holds no rows", remedy: "give at least one row of data")
      }
      return values
    }
  }
}
