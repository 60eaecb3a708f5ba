/// Gives the numbers of a named column of a data file, from the floor that may open files.
public typealias ColumnReader = (FilePath, String) throws(SpecMessage) -> [Double]

extension Spec {
  /// The numbers of a column of a file, or `nil` and a problem of the key that names the file.
  public mutating func column(_ column: String, of file: FilePath, for key: String) -> [Double]? {
    if isDescribing { return nil }
    do throws(SpecMessage) {
      guard let columns = reader.columns else {
        throw SpecMessage("names a data file where none can be read", remedy: "write the values themselves")
      }
      return try columns(file, column)
    } catch {
      problem(key, error.problem, remedy: error.remedy)
      return nil
    }
  }
}
