import Glibc
import Reporting

/// Another program, run to its end.
enum ChildProcess {
  /// Runs a program that is found by PATH, with this process's environment and the given changes. Its standard error
  /// goes to this process's; so does its standard output unless it is wanted.
  ///
  /// Gives its exit code (128 + number for a signal), and what it wrote if that is wanted.
  static func run(
    _ words: [String], environment changes: [(name: String, value: String)] = [], keepsOutput: Bool = true
  ) throws(CommandFailure) -> (status: Int32, output: [UInt8]) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw failure(words, errno) }
    // The child's copy alone stays open, so that its end is seen.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, keepsOutput ? ends[1] : STDERR_FILENO, STDOUT_FILENO)
    var process = pid_t()
    let code = withCStrings(words) { arguments in
      withCStrings(self.environment(with: changes)) { environment in
        posix_spawnp(&process, arguments[0]!, &actions, nil, arguments, environment)
      }
    }
    close(ends[1])
    guard code == 0 else { throw failure(words, code) }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(ends[0], &chunk, chunk.count)
      if count > 0 { output.append(contentsOf: chunk[..<count]) }
      if count == 0 || count < 0 && errno != EINTR { break }
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    return (signal == 0 ? status >> 8 & 0xFF : 128 + signal, output)
  }

  private static func failure(_ words: [String], _ code: Int32) -> CommandFailure {
    let remedy = code == ENOENT ? "; is it installed?" : ""
    return CommandFailure(code: .missingFile, message: "\(words[0]): \(String(cString: strerror(code)))\(remedy)")
  }

  /// `NAME=value` of this process under the changes.
  private static func environment(with changes: [(name: String, value: String)]) -> [String] {
    var lines: [String] = []
    var next = environ
    while let entry = next.pointee {
      lines.append(String(cString: entry))
      next += 1
    }
    lines.removeAll { line in changes.contains { line.hasPrefix($0.name + "=") } }
    return lines + changes.map { "\($0.name)=\($0.value)" }
  }

  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
