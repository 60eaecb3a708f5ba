import Foundation

/// The folder of the package that the tests belong to.
public enum Checkout {
  public static let root: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// The folder of real traces: `ASSAY_DATA`, else `../shared/data` beside the checkout, else nil and tests that need
  /// one say that they skip.
  public static let data: URL? = {
    let given = ProcessInfo.processInfo.environment["ASSAY_DATA"].map { URL(fileURLWithPath: $0) }
    let folder = given ?? root.appending(path: "../shared/data").standardizedFileURL
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder)
    return isThere && isFolder.boolValue ? folder : nil
  }()

  /// Every shipped scenario as a path from the root, sorted.
  public static func scenarios() throws -> [String] {
    files(in: "scenarios").filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".json") }
  }

  /// Files of a folder and the folders below it, as sorted paths from the root.
  static func files(in folder: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    var paths: [String] = []
    while let file = found?.nextObject() as? String { paths.append("\(folder)/\(file)") }
    return paths.sorted()
  }

  /// When a file was last written, or nil.
  static func modified(_ path: String) -> Date? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
  }

  /// The time of the newest file that executables are built from.
  static func newestSource() -> Date {
    let paths = ["Package.swift"] + files(in: "Sources") + files(in: "Benchmarks") + files(in: "Tests/Probe")
    return paths.compactMap { modified(root.appending(path: $0).path) }.max() ?? .distantPast
  }
}
