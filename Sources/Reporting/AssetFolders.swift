import Glibc

/// Where shipped scenarios, presets and models are found by name: in `ASSAY_HOME`, else beside the binary, else in the
/// checkout that the binary or the working folder lies in.
public struct AssetFolders: Sendable {
  /// Folders that may hold `scenarios/` and its like, in order of preference.
  public let roots: [String]

  /// `home` is the value of ASSAY_HOME, `executable` the binary's place without links, if they are known.
  public init(home: String?, executable: String?, workingFolder: String?) {
    var roots: [String] = []
    if let home, !home.isEmpty { roots.append(home) }
    if let folder = executable.flatMap({ Folders.split($0).parent }) {
      roots += [folder, folder + "/../share/assay"]
      roots += Self.checkout(above: folder)
    }
    if let workingFolder { roots += Self.checkout(above: workingFolder) }
    self.roots = roots
  }

  /// As the process finds itself.
  public static func ofThisProcess() -> AssetFolders {
    AssetFolders(
      home: getenv("ASSAY_HOME").map { String(cString: $0) }, executable: Folders.resolved("/proc/self/exe"),
      workingFolder: Folders.resolved("."))
  }

  /// The nearest folder at or above that looks like a checkout of this program.
  private static func checkout(above folder: String) -> [String] {
    var folder: String? = folder
    while let here = folder {
      if Folders.kind(of: here + "/Package.swift") == .file, Folders.kind(of: here + "/scenarios") == .folder {
        return [here]
      }
      let above = Folders.split(here).parent
      folder = above == here || above == "." ? nil : above
    }
    return []
  }

  /// The file of that name in the folder of that kind, with or without one of the suffixes. Names may have folders in
  /// them (`validation/mm1`), never `..`; folders may be left out where one file alone has the name (`mm1`).
  public func file(_ name: String, in kind: String, suffixes: [String]) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == ".." || $0 == "." }) else { return nil }
    for root in roots {
      for suffix in [""] + suffixes {
        let path = "\(root)/\(kind)/\(name)\(suffix)"
        if Folders.resolved(path).map({ Folders.kind(of: $0) == .file }) ?? false { return path }
      }
    }
    guard parts.count == 1 else { return nil }
    let alike = all(in: kind, suffixes: suffixes).filter { asset in
      let file = Folders.split(asset.path).name
      return file == name || suffixes.contains { file == name + $0 }
    }
    return alike.count == 1 ? alike[0].path : nil
  }

  /// All files with one of the suffixes below the first folder of that kind, by name without the suffix, sorted.
  /// Folders named `data` hold no assets of their own.
  public func all(in kind: String, suffixes: [String]) -> [(name: String, path: String)] {
    for root in roots {
      let folder = "\(root)/\(kind)"
      guard Folders.names(in: folder) != nil else { continue }
      var found: [(name: String, path: String)] = []
      Self.gather(folder, prefix: "", suffixes, depth: 0, into: &found)
      return found.sorted { $0.name < $1.name }
    }
    return []
  }

  private static func gather(
    _ folder: String, prefix: String, _ suffixes: [String], depth: Int, into found: inout [(name: String, path: String)]
  ) {
    for name in Folders.names(in: folder) ?? [] where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      switch Folders.kind(of: path) {
      case .folder where depth < 3 && name != "data":
        gather(path, prefix: "\(prefix)\(name)/", suffixes, depth: depth + 1, into: &found)
      case .file:
        guard let suffix = suffixes.first(where: { name.hasSuffix($0) }) else { continue }
        found.append((prefix + name.dropLast(suffix.count), path))
      case .folder, .absent, .other: continue
      }
    }
  }
}
