/// How a run ended.
public enum RunEnding: Sendable, Equatable {
  /// Reached its end: the horizon, or no event was left.
  case complete
  /// A limit of the user's was hit; the flag that set it.
  case limit(String)
  /// SIGINT or SIGTERM.
  case signal(Int32)
  /// An invariant does not hold: our bug, or one of a plug-in. What is wrong, in a sentence.
  case violated(String)
  case outputFailed(OutputError)

  public var isComplete: Bool { self == .complete }

  /// One word for the manifest.
  public var reason: String {
    switch self {
    case .complete: "end"
    case .limit(let flag): flag
    case .signal(let number): number == 2 ? "SIGINT" : "SIGTERM"
    case .violated: "invariant broken"
    case .outputFailed: "output failed"
    }
  }

  public var exitCode: ExitCode {
    switch self {
    case .complete: .success
    case .limit: .limitHit
    case .signal(let number): number == 2 ? .interrupted : .terminated
    case .violated: .invariantBroken
    case .outputFailed(let error): error.exitCode
    }
  }
}
