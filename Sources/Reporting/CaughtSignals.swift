import CPlatform

/// SIGINT and SIGTERM as something a run looks at between slices of events.
public enum CaughtSignals {
  /// Until `install`: either signal ends the process at once, with 130 or 143. For the time in which there is nothing
  /// to save yet and nobody who looks, such as the building of a large world.
  public static func endAtOnce() { assay_catch_signals(0) }

  /// From here on the first SIGINT or SIGTERM is kept and the second ends the process at once; SIGPIPE is ignored, so
  /// that a closed pipe is an error of the writer. For the process's own main program only.
  public static func install() { assay_catch_signals(1) }

  /// The number of the signal caught, if one was.
  public static var first: Int32? {
    let number = assay_caught_signal()
    return number == 0 ? nil : number
  }
}
