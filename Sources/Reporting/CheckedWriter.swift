import Glibc

/// The one way in which bytes leave the process: every call to the system is checked, nothing is lost in silence.
///
/// A file is `<path>.partial` until `finish`, which syncs it to the disk and gives it its name. After an error every
/// later call throws the same error. Not for use by two threads at once.
public final class CheckedWriter {
  /// Where the bytes go, as messages name it.
  public let path: String
  public private(set) var bytesTaken: Int64 = 0
  private var descriptor: Int32
  private let partialPath: String?
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
  private var filled = 0
  private var failure: OutputError?

  /// Makes the file `<path>.partial`, over an older one of that name but through no link.
  public init(creating path: String) throws(OutputError) {
    self.path = path
    let partialPath = path + ".partial"
    self.partialPath = partialPath
    descriptor = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o666)
    if descriptor < 0 { throw .cannotCreate(partialPath, errno: errno) }
  }

  /// Writes to a descriptor that belongs to someone else, such as standard output; it is not closed.
  public init(descriptor: Int32, name: String) {
    path = name
    partialPath = nil
    self.descriptor = descriptor
  }

  /// Standard output. A caller that wants a closed pipe as an error must have SIGPIPE ignored: `CaughtSignals.install`.
  public static func standardOutput() -> CheckedWriter {
    CheckedWriter(descriptor: STDOUT_FILENO, name: "standard output")
  }

  /// Standard error, for what went wrong; if that cannot be told either, nobody is left to tell.
  public static func complain(_ text: String) {
    let writer = CheckedWriter(descriptor: STDERR_FILENO, name: "standard error")
    try? writer.write(text + "\n")
    try? writer.flush()
  }

  deinit {
    if partialPath != nil && descriptor >= 0 { close(descriptor) }
    buffer.deallocate()
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    if let failure { throw failure }
    bytesTaken += Int64(bytes.count)
    if bytes.count > buffer.count - filled { try flush() }
    if bytes.count >= buffer.count { return try push(bytes) }
    UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(from: bytes)
    filled += bytes.count
  }

  public func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }

  public func write(_ bytes: [UInt8]) throws(OutputError) {
    try bytes.withUnsafeBufferPointer { (all) throws(OutputError) in try write(UnsafeRawBufferPointer(all)) }
  }

  /// Hands everything taken so far to the system.
  public func flush() throws(OutputError) {
    if let failure { throw failure }
    let count = filled
    filled = 0
    try push(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }

  /// Flushes; a file is synced to the disk, closed and given its name. Nothing can be written afterwards.
  public func finish() throws(OutputError) {
    try flush()
    guard let partialPath, descriptor >= 0 else { return }
    if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS { throw fail(errno) }
    let closed = close(descriptor)
    descriptor = -1
    // Linux has closed the descriptor even when it was interrupted.
    if closed != 0 && errno != EINTR { throw fail(errno) }
    if rename(partialPath, path) != 0 { throw fail(errno) }
  }

  /// Gives up: what can still be written is, and the file keeps its `.partial` name. Never fails.
  public func abandon() {
    try? flush()
    guard partialPath != nil, descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
  }

  private func push(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let chunk = UnsafeRawBufferPointer(rebasing: rest)
      let written = Glibc.write(descriptor, chunk.baseAddress, chunk.count)
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if written == 0 {
        throw fail(EIO)
      } else if errno == EAGAIN {
        // Someone made the terminal or pipe non-blocking; wait until it takes more.
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&request, 1, 1000)
      } else if errno != EINTR {
        throw fail(errno)
      }
    }
  }

  private func fail(_ code: Int32) -> OutputError {
    let error = OutputError.writeFailed(path, errno: code)
    failure = error
    return error
  }
}
