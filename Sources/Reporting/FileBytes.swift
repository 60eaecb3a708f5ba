import Glibc

/// Why a file was not read. `problem` and `remedy` are halves of one sentence.
public enum FileRefusal: Error, Equatable, Sendable {
  case absent
  /// A folder, device, pipe or socket.
  case notRegular
  case tooLarge(limit: Int)
  /// What the system says.
  case unreadable(String)

  public var problem: String {
    switch self {
    case .absent: "there is no such file"
    case .notRegular: "it is not a regular file"
    case .tooLarge(let limit): "it has more than \(limit >> 20) MiB"
    case .unreadable(let reason): "it cannot be read: \(reason)"
    }
  }

  public var remedy: String {
    switch self {
    case .absent: "check the name"
    case .notRegular: "name a file, not a folder, device or pipe"
    case .tooLarge: "split it, or leave out what is not used"
    case .unreadable: "check its permissions"
    }
  }
}

/// Whole files as bytes.
public enum FileBytes {
  /// The bytes of a regular file of at most `limit` bytes, links followed. Never waits for a pipe or device.
  public static func read(_ path: String, limit: Int) throws(FileRefusal) -> [UInt8] {
    if path.isEmpty || path.utf8.contains(0) { throw .absent }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw .absent
      case ENXIO: throw .notRegular
      default: throw .unreadable(String(cString: strerror(errno)))
      }
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(String(cString: strerror(errno))) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
    // A file may grow while it is read, and files of /proc say 0: one byte more than expected is asked for each time.
    var bytes = [UInt8](repeating: 0, count: min(Int(status.st_size), limit) + 1)
    var filled = 0
    while true {
      if filled > limit { throw .tooLarge(limit: limit) }
      if filled == bytes.count { bytes.append(contentsOf: repeatElement(0, count: max(4096, min(filled, 1 << 26)))) }
      let taken = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress! + filled, $0.count - filled)
      }
      if taken == 0 { break }
      if taken < 0 && errno != EINTR { throw .unreadable(String(cString: strerror(errno))) }
      filled += max(0, taken)
    }
    bytes.removeLast(bytes.count - filled)
    return bytes
  }
}
