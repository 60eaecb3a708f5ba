import Foundation

/// A program that has run to its end: what it wrote and how it ended.
public struct ProcessOutput: Sendable {
  /// Exit code; 128 + number for a signal.
  public let status: Int32
  /// Standard output.
  public let text: String
  /// Standard error.
  public let error: String

  public var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// Runs a program and waits for it.
  ///
  /// It gets this process's environment with the given changes, an empty standard input, and the given folder or the
  /// checkout as its directory.
  public static func of(
    _ program: URL, _ arguments: [String], environment changes: [String: String] = [:], directory: URL? = nil
  ) throws -> ProcessOutput {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(changes) { $1 }
    process.currentDirectoryURL = directory ?? Checkout.root
    // Files, not pipes: a program whose pipe nobody drains would stop.
    let folder = try Scratch.folder()
    defer { Scratch.remove(folder) }
    let (output, error) = (folder.appending(path: "out"), folder.appending(path: "err"))
    for file in [output, error] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return ProcessOutput(
      status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
      text: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
  }
}
