import CPlatform

/// SIGINT and SIGTERM as something a run looks at between slices of events.
public enum CaughtSignals {
  /// From here on the first SIGINT or SIGTERM is kept and the second ends the process at once; SIGPIPE is ignored, so
  /// that a closed pipe is an error of the writer. For the process's own main program only.
  public static func install() { assay_catch_signals() }

  /// The number of the signal caught, if one was.
  public static var first: Int32? {
    let number = assay_caught_signal()
    return number == 0 ? nil : number
  }
}
