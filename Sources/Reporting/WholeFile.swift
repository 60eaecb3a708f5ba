/// Files that are written at once and whole, or not at all.
public enum WholeFile {
  /// Puts the bytes under the path, over a file that is there; folders above it are made. An older file stays as it was
  /// until the new one is complete on the disk.
  public static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    if let parent = Folders.split(path).parent { try Folders.make(parent) }
    let writer = try CheckedWriter(creating: path)
    try writer.write(bytes)
    try writer.finish()
  }
}
