import Glibc

/// Files that are written at once and whole, or not at all.
public enum WholeFile {
  /// Puts the bytes under the path, over a file that is there; folders above it are made. An older file stays as it was
  /// until the new one is complete on the disk. What is there and is no regular file, such as a device or a pipe, is
  /// written to as it is; a link leads to what it names.
  public static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    let path = Folders.kind(of: path) == .other ? Folders.resolved(path) ?? path : path
    if Folders.kind(of: path) == .other { return try writeThrough(bytes, to: path) }
    if let parent = Folders.split(path).parent { try Folders.make(parent) }
    let writer = try CheckedWriter(creating: path)
    try writer.write(bytes)
    try writer.finish()
  }

  private static func writeThrough(_ bytes: [UInt8], to path: String) throws(OutputError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    if descriptor < 0 { throw .cannotCreate(path, errno: errno) }
    defer { close(descriptor) }
    let writer = CheckedWriter(descriptor: descriptor, name: path)
    try writer.write(bytes)
    try writer.flush()
  }
}
