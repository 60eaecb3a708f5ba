/// One thing wrong with a file: where, what, and what to do.
public struct SpecProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public var file: String
  /// From 1; 0 when the place is not in the file (see `setting`).
  public var line: Int
  /// From 1, in characters.
  public var column: Int
  /// Path of the `--set` it stands in, if not in the file.
  public var setting: String?
  /// `fleet[2].price`; empty for the file as a whole.
  public var path: String
  public var problem: String
  public var remedy: String

  /// `file:line:column: path: problem; remedy`.
  public var description: String {
    let place = setting.map { "--set \($0)" } ?? (line == 0 ? file : "\(file):\(line):\(column)")
    return "\(place): \(path.isEmpty ? "" : "\(path): ")\(problem); \(remedy)"
  }
}

/// Everything wrong with a file, sorted by place. Never empty.
public struct SpecError: Error, Equatable, Sendable, CustomStringConvertible {
  public var problems: [SpecProblem]
  /// Problems found beyond those kept.
  public var omitted: Int

  /// One line for each problem.
  public var description: String {
    let lines = problems.map(\.description).joined(separator: "\n")
    return omitted == 0 ? lines : "\(lines)\n… and \(omitted) more problems"
  }
}
