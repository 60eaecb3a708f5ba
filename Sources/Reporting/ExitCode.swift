/// What the process tells its caller; the numbers follow BSD's sysexits where it has one.
public enum ExitCode: Int32, Sendable {
  case success = 0
  /// An invariant does not hold, or a comparison found something worse.
  case invariantBroken = 1
  case usage = 64
  case badData = 65
  case missingFile = 66
  case libraryAbsent = 69
  case internalError = 70
  case cannotCreate = 73
  case outputFailed = 74
  case limitHit = 75
  case interrupted = 130
  case pipeClosed = 141
  case terminated = 143
}
