import Datasets
import Glibc
import Quantities
import Specs

/// The data files that a scenario may read: regular files below its own folder, else below the data folder.
///
/// Nothing else is opened: no `..`, no link that leads out, no device and no pipe. Every file read is kept in `files`
/// with its hash, for the manifest. Lives for one reading.
public final class InputFiles {
  /// Largest data file, in bytes.
  public static let sizeLimit = 4 << 30

  /// Read so far, each once, in order of first reading.
  public private(set) var files: [InputFile] = []
  /// Named by the scenario and not there.
  public private(set) var missing: [FilePath] = []
  private let folders: [String]
  private let hasDataFolder: Bool
  /// The last file, which is often asked for column by column.
  private var last: (path: FilePath, bytes: [UInt8])?

  /// `scenarioFolder` holds the scenario file; `dataFolder` is the user's, if there is one.
  public init(scenarioFolder: String, dataFolder: String?) {
    folders = [scenarioFolder, dataFolder].compactMap { $0.flatMap(Folders.resolved) }
    hasDataFolder = dataFolder != nil
  }

  /// The file's bytes.
  public func bytes(of file: FilePath) throws(SpecMessage) -> [UInt8] {
    if let last, last.path == file { return last.bytes }
    let path = try locate(file)
    do throws(FileRefusal) {
      let bytes = try FileBytes.read(path, limit: Self.sizeLimit)
      if !files.contains(where: { $0.path == file.text }) {
        files.append(InputFile(path: file.text, sha256: SHA256.digest(of: bytes), bytes: Int64(bytes.count)))
      }
      last = (file, bytes)
      return bytes
    } catch {
      throw SpecMessage("the file `\(file.text)`: \(error.problem)", remedy: error.remedy)
    }
  }

  /// Reads a file's text whose data files are these, and makes of it what `make` makes.
  ///
  /// `settings` as in `SpecReader.read`.
  public func read<Product>(
    _ bytes: [UInt8], named name: String, settings: [String] = [], _ make: (inout Spec) -> Product
  ) throws(SpecError) -> Reading<Product> {
    try SpecReader.read(
      bytes, named: name, settings: settings,
      bytes: { (file) throws(SpecMessage) in try self.bytes(of: file) },
      columns: { (file, column) throws(SpecMessage) in
        let bytes = try self.bytes(of: file)
        do throws(DatasetError) {
          return try CSVColumn.numbers(inColumn: column, of: bytes, named: file.text)
        } catch {
          throw SpecMessage(error.place, remedy: error.remedy)
        }
      }, make)
  }

  /// The place of the file without links, which lies below one of the folders.
  private func locate(_ file: FilePath) throws(SpecMessage) -> String {
    for folder in folders {
      guard let path = Folders.resolved(folder + "/" + file.text) else { continue }
      let inside = folder == "/" ? "/" : folder + "/"
      guard path.hasPrefix(inside) else {
        throw SpecMessage(
          "the file `\(file.text)` leads out of its folder by a link",
          remedy: "copy it below the scenario's folder or the data folder")
      }
      return path
    }
    missing.append(file)
    let place = hasDataFolder ? "below the scenario's folder or the data folder" : "below the scenario's folder"
    throw SpecMessage(
      "there is no file `\(file.text)` \(place)",
      remedy: "put it there, or name the folder it is in with --data DIR or ASSAY_DATA")
  }
}
