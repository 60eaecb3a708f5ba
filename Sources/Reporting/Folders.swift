import Glibc

/// Calls to the file system that the output folder is made of. Only `resolved` follows a link at the end of a path.
enum Folders {
  enum Kind { case absent, folder, file, other }

  /// What is at the path; a link at its end counts as `other`.
  static func kind(of path: String) -> Kind {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .absent }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    default: return .other
    }
  }

  /// The path without links, or nil if it leads nowhere.
  static func resolved(_ path: String) -> String? {
    guard let text = realpath(path, nil) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  /// Makes the folder and those above it that are missing.
  static func make(_ path: String) throws(OutputError) {
    guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
    guard errno == ENOENT, let parent = split(path).parent, parent != path else {
      throw .cannotCreate(path, errno: errno)
    }
    try make(parent)
    if mkdir(path, 0o777) != 0 && errno != EEXIST { throw .cannotCreate(path, errno: errno) }
  }

  /// `a/b/c` to `a/b` and `c`; `c` to `.` and `c`; `/c` to `/` and `c`. Slashes at the end do not count.
  static func split(_ path: String) -> (parent: String?, name: String) {
    var trimmed = Substring(path)
    while trimmed.utf8.count > 1 && trimmed.utf8.last == 0x2F { trimmed = trimmed.dropLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return (".", String(trimmed)) }
    if trimmed == "/" { return (nil, "") }
    let parent = trimmed[..<slash]
    return (parent.isEmpty ? "/" : String(parent), String(trimmed[trimmed.index(after: slash)...]))
  }

  /// Names in the folder, sorted by their bytes; nil if it cannot be read.
  static func names(in path: String) -> [String]? {
    guard let stream = opendir(path) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The bytes of a plain file of at most `limit` bytes; nil if there is none.
  static func bytes(of path: String, limit: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    guard status.st_size <= limit else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var filled = 0
    while filled < bytes.count {
      let taken = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + filled, $0.count - filled) }
      if taken > 0 { filled += taken } else if taken == 0 || errno != EINTR { return nil }
    }
    return bytes
  }

  /// Puts the folder's entries on the disk. File systems that cannot (EINVAL, EROFS) are left alone.
  static func sync(_ path: String) throws(OutputError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .writeFailed(path, errno: errno) }
    defer { close(descriptor) }
    if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS { throw .writeFailed(path, errno: errno) }
  }

  /// Removes the plain files of a run's folder, its manifest last: until then it can be told whose they are.
  static func clear(_ path: String) {
    for name in names(in: path) ?? [] where name != "manifest.json" { unlink(path + "/" + name) }
    unlink(path + "/manifest.json")
  }

  /// Removes a run's folder; what cannot be removed stays.
  static func remove(_ path: String) {
    clear(path)
    rmdir(path)
  }
}
