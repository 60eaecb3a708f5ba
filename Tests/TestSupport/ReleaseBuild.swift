import Foundation

/// Executables of this package, found or built by a test; in release unless the name says `debug:`.
public enum ReleaseBuild {
  /// A build that did not succeed, in the compiler's words.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// Runs a product, as `assay` or `debug:assay`, and waits for it; see `ProcessOutput.of`.
  public static func run(
    _ product: String, _ arguments: [String], environment: [String: String] = [:], directory: URL? = nil
  ) throws -> ProcessOutput {
    try ProcessOutput.of(try program(product), arguments, environment: environment, directory: directory)
  }

  /// The product in `.build` if it is newer than every source, else one built in `.build-tests`: a nested build in
  /// `.build` would wait for ever for the `swift test` around it. The first build there takes minutes.
  public static func program(_ product: String) throws -> URL {
    try search.find(product) {
      let isDebug = product.hasPrefix("debug:")
      return try locate(isDebug ? String(product.dropFirst(6)) : product, isDebug ? "debug" : "release")
    }
  }

  private static let search = ProductSearch()

  private static func locate(_ name: String, _ configuration: String) throws -> URL {
    let sources = Checkout.newestSource()
    for scratch in [".build", ".build-tests"] {
      let program = Checkout.root.appending(path: "\(scratch)/\(configuration)/\(name)")
      if let built = Checkout.modified(program.path), built >= sources { return program }
    }
    let build = try ProcessOutput.of(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["swift", "build", "-c", configuration, "--product", name, "--scratch-path", ".build-tests"])
    guard build.status == 0 else {
      throw Failure(description: "swift build -c \(configuration) --product \(name):\n\(build.text)\(build.error)")
    }
    let program = Checkout.root.appending(path: ".build-tests/\(configuration)/\(name)")
    // A source that was touched without a change leaves the binary as old as it was.
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: program.path)
    return program
  }
}

/// One search at a time in this process, and one for each product.
private final class ProductSearch: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [String: Result<URL, any Error>] = [:]

  func find(_ product: String, _ locate: () throws -> URL) throws -> URL {
    lock.lock()
    defer { lock.unlock() }
    if let result = found[product] { return try result.get() }
    let result = Result { try locate() }
    found[product] = result
    return try result.get()
  }
}
