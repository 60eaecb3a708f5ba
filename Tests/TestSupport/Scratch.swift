import Foundation

/// Folders that a test makes and removes.
public enum Scratch {
  /// Files that should have been equal and are not.
  public struct Difference: Error, CustomStringConvertible {
    public let description: String
  }

  /// A new empty folder.
  public static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "assay-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  public static func remove(_ folder: URL) { try? FileManager.default.removeItem(at: folder) }

  /// Throws unless both folders hold files of the same names, at least one, and the same bytes.
  public static func expectEqualFiles(_ a: URL, _ b: URL) throws {
    let names = try FileManager.default.subpathsOfDirectory(atPath: a.path).sorted()
    let others = try FileManager.default.subpathsOfDirectory(atPath: b.path).sorted()
    guard names == others, !names.isEmpty else {
      throw Difference(description: "\(a.path) has \(names) where \(b.path) has \(others)")
    }
    for name in names {
      var isFolder: ObjCBool = false
      let (one, other) = (a.appending(path: name), b.appending(path: name))
      _ = FileManager.default.fileExists(atPath: one.path, isDirectory: &isFolder)
      if isFolder.boolValue { continue }
      let (bytes, otherBytes) = (try comparable(one), try comparable(other))
      if bytes != otherBytes {
        throw Difference(description: "\(name) differs from byte \(firstDifference(bytes, otherBytes)) on")
      }
    }
  }

  /// The file's bytes; of a manifest all but the line of the commit, the one field that comparisons leave out.
  private static func comparable(_ file: URL) throws -> Data {
    let bytes = try Data(contentsOf: file)
    guard file.lastPathComponent == "manifest.json" else { return bytes }
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return Data(lines.filter { !$0.hasPrefix("  \"commit\": ") }.joined(separator: "\n").utf8)
  }

  private static func firstDifference(_ a: Data, _ b: Data) -> Int {
    zip(a, b).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(a.count, b.count)
  }
}
