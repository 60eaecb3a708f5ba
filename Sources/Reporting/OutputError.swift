import Glibc

/// Why output could not be made. `description` is one sentence for the user, with a remedy where there is one.
public enum OutputError: Error, Equatable, CustomStringConvertible {
  /// A file or folder could not be made, or is in the way.
  case cannotCreate(path: String, reason: String)
  /// Bytes could not be written: full disk, input/output error, size limit.
  case writeFailed(path: String, reason: String)
  /// The reader of a pipe has gone; no message is due.
  case pipeClosed

  public var exitCode: ExitCode {
    switch self {
    case .cannotCreate: .cannotCreate
    case .writeFailed: .outputFailed
    case .pipeClosed: .pipeClosed
    }
  }

  public var description: String {
    switch self {
    case .cannotCreate(let path, let reason): "\(path): cannot be created: \(reason)"
    case .writeFailed(let path, let reason): "\(path): cannot be written: \(reason)"
    case .pipeClosed: "the reader of the output has gone"
    }
  }

  static func cannotCreate(_ path: String, errno code: Int32) -> OutputError {
    .cannotCreate(path: path, reason: String(cString: strerror(code)))
  }

  static func writeFailed(_ path: String, errno code: Int32) -> OutputError {
    code == EPIPE ? .pipeClosed : .writeFailed(path: path, reason: String(cString: strerror(code)))
  }
}
