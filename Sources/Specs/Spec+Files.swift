/// Gives the bytes of a data file, from the floor that may open files.
public typealias FileReader = (FilePath) throws(SpecMessage) -> [UInt8]

/// Gives the numbers of a named column of a data file, from the floor that may open files.
public typealias ColumnReader = (FilePath, String) throws(SpecMessage) -> [Double]

extension Spec {
  /// The bytes of a file, or `nil` and a problem of the key that names the file; `nil` while describing.
  public mutating func bytes(of file: FilePath, for key: String) -> [UInt8]? {
    opened(file, key, reader.bytes) { (read) throws(SpecMessage) in try read(file) }
  }

  /// The numbers of a column of a file, or `nil` and a problem of the key that names the file; `nil` while describing.
  public mutating func column(_ column: String, of file: FilePath, for key: String) -> [Double]? {
    opened(file, key, reader.columns) { (read) throws(SpecMessage) in try read(file, column) }
  }

  private mutating func opened<Reader, Content>(
    _ file: FilePath, _ key: String, _ open: Reader?, _ read: (Reader) throws(SpecMessage) -> Content
  ) -> Content? {
    // A name that was refused has its problem already, and stands for no file.
    if isDescribing || !reader.files.contains(where: { $0.path == file }) { return nil }
    do throws(SpecMessage) {
      guard let open else {
        throw SpecMessage("names a data file where none can be read", remedy: "write the values themselves")
      }
      return try read(open)
    } catch {
      problem(key, error.problem, remedy: error.remedy)
      return nil
    }
  }
}
