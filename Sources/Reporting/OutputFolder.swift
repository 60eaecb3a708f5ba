import CPlatform
import Glibc
import Recording

/// The folder of one run's results, whole or not there.
///
/// Everything is written to the sibling `<folder>.partial`, whose manifest says `"complete": false` from the start.
/// `finish` puts that folder in place of the old one in a single step. So a process that is killed at any point leaves
/// the old complete run, if there was one, and a folder that anyone can tell is partial.
public final class OutputFolder {
  /// Where the results will be, without links.
  public let path: String
  /// Where they are while they are written.
  public let stagingPath: String
  private let lock: Int32
  private var tables: [(description: TableDescription, writer: CheckedWriter)] = []
  /// Files that are whole, in the order in which they were finished.
  private var files: [String] = []
  /// From then on `stagingPath` is not ours any more: it holds the old run, or another's.
  private var isPlaced = false

  /// Checks that `path` is free, empty or a complete run, and opens the staging folder beside it.
  ///
  /// Refused with `.cannotCreate`: any other folder that is not empty, a complete run with files that are not its own,
  /// a file or device, and a folder that another process is writing.
  public init(_ path: String, manifest: Manifest) throws(OutputError) {
    self.path = try Self.located(path)
    stagingPath = self.path + ".partial"
    Self.undoHalfReplacement(of: self.path)
    try Self.checkReplaceable(self.path)
    lock = try Self.claim(stagingPath)
    // From here on an error runs `deinit`, which gives the lock back.
    try writeManifest(manifest)
    try Folders.sync(stagingPath)
  }

  deinit { close(lock) }

  /// Starts the tables: their files get their header lines.
  public func start(_ descriptions: [TableDescription]) throws(OutputError) {
    for description in descriptions {
      let writer = try CheckedWriter(creating: "\(stagingPath)/\(description.name).csv")
      tables.append((description, writer))
      try writer.write(description.header)
    }
  }

  /// Takes the rows that wait in the journal. Each table of the journal must have been started.
  public func take(from journal: inout Journal) throws(OutputError) {
    try journal.drain { (table, bytes) throws(OutputError) in
      guard let writer = tables.first(where: { $0.description.name == table.rawValue })?.writer else {
        preconditionFailure("rows of a table that was not started")
      }
      try writer.write(bytes)
    }
  }

  /// Writes one whole file.
  public func write(_ name: String, _ bytes: [UInt8]) throws(OutputError) {
    let writer = try CheckedWriter(creating: "\(stagingPath)/\(name)")
    try writer.write(bytes)
    try writer.finish()
    files.append(name)
  }

  /// Ends all tables, adds `datapackage.json` and the manifest, and puts the folder in its place.
  ///
  /// A run that is not complete never takes the place of one that is: it stays at `stagingPath`.
  /// Returns where the results are.
  public func finish(_ manifest: Manifest) throws(OutputError) -> String {
    for table in tables {
      try table.writer.finish()
      files.append(table.description.name + ".csv")
    }
    let package = DataPackage.json(name: manifest.scenario, tables: tables.map(\.description))
    try write("datapackage.json", Array(package.rendered.utf8))
    try Folders.sync(stagingPath)
    try writeManifest(manifest)
    try Folders.sync(stagingPath)
    return manifest.ending?.isComplete == true ? try replace() : settle()
  }

  /// After an error: files that are not whole keep their `.partial` names, the manifest says `"complete": false`.
  /// Returns where they are.
  public func fail(_ manifest: Manifest) -> String {
    // The results are whole and in their place; only the disk has not confirmed it.
    if isPlaced { return path }
    for table in tables { table.writer.abandon() }
    // On a full disk this fails too; then the first manifest still stands, and says the same.
    try? writeManifest(manifest)
    try? Folders.sync(stagingPath)
    return settle()
  }

  private func writeManifest(_ manifest: Manifest) throws(OutputError) {
    let writer = try CheckedWriter(creating: stagingPath + "/manifest.json")
    try writer.write(manifest.json(files: files.sorted()).rendered)
    try writer.finish()
  }
}

// MARK: taking the place of an older run

extension OutputFolder {
  private var parent: String { Folders.split(path).parent ?? "/" }
  private static func asidePath(of path: String) -> String { path + ".old.partial" }

  /// Puts the complete staging folder in its place.
  private func replace() throws(OutputError) -> String {
    // The place may have been filled since the start.
    try Self.checkReplaceable(path)
    if rename(stagingPath, path) != 0 {
      let code = errno
      if Folders.kind(of: path) == .absent { throw .cannotCreate(path, errno: code) }
      // Not free and not empty: a complete run. Swap the two in one step where the file system can.
      if assay_exchange_paths(stagingPath, path) == 0 {
        isPlaced = true
        try Folders.sync(parent)
        Folders.remove(stagingPath)
      } else {
        try replaceInTwoSteps()
      }
    }
    isPlaced = true
    try Folders.sync(parent)
    return path
  }

  /// Between the two renames the place is empty and the old run is aside; the next run puts it back.
  private func replaceInTwoSteps() throws(OutputError) {
    let aside = Self.asidePath(of: path)
    Folders.remove(aside)
    if rename(path, aside) != 0 { throw .cannotCreate(path, errno: errno) }
    if rename(stagingPath, path) != 0 {
      let code = errno
      rename(aside, path)
      throw .cannotCreate(path, errno: code)
    }
    isPlaced = true
    try Folders.sync(parent)
    Folders.remove(aside)
  }

  private static func undoHalfReplacement(of path: String) {
    let aside = asidePath(of: path)
    guard Folders.kind(of: aside) == .folder, Folders.kind(of: path) == .absent else { return }
    rename(aside, path)
  }

  /// Puts partial results where the user looks, unless something is there.
  private func settle() -> String {
    guard Folders.names(in: path) == nil || Folders.names(in: path) == [] else { return stagingPath }
    guard rename(stagingPath, path) == 0 else { return stagingPath }
    try? Folders.sync(parent)
    return path
  }
}

// MARK: who may be replaced

extension OutputFolder {
  /// The place without links; makes the folders above it.
  private static func located(_ path: String) throws(OutputError) -> String {
    if path.isEmpty || path.utf8.contains(0) {
      throw .cannotCreate(path: path, reason: "the name of the output folder is empty; give --out a folder")
    }
    if let resolved = Folders.resolved(path) {
      if Folders.kind(of: resolved) != .folder {
        throw .cannotCreate(path: path, reason: "there is a file of that name; give another folder")
      }
      return try named(resolved)
    }
    if Folders.kind(of: path) != .absent {
      throw .cannotCreate(path: path, reason: "it is a link that leads nowhere; remove it or give another folder")
    }
    let (parent, name) = Folders.split(path)
    guard let parent else { throw .cannotCreate(path: path, reason: "it cannot be an output folder") }
    try Folders.make(parent)
    guard let resolved = Folders.resolved(parent) else { throw .cannotCreate(parent, errno: errno) }
    return try named((resolved == "/" ? "" : resolved) + "/" + name)
  }

  private static func named(_ path: String) throws(OutputError) -> String {
    let name = Folders.split(path).name
    if name.isEmpty || name == "." || name == ".." {
      throw .cannotCreate(path: path, reason: "it cannot be an output folder")
    }
    if name.hasSuffix(".partial") {
      throw .cannotCreate(path: path, reason: "names that end in .partial are kept for unfinished runs")
    }
    return path
  }

  private static func checkReplaceable(_ path: String) throws(OutputError) {
    guard Folders.kind(of: path) != .absent else { return }
    guard let names = Folders.names(in: path) else { throw .cannotCreate(path, errno: errno) }
    if names.isEmpty { return }
    let manifest = Folders.bytes(of: path + "/manifest.json", limit: 1 << 24) ?? []
    guard let own = Manifest.filesOfCompleteRun(manifest) else {
      let isRun = Manifest.isManifest(manifest)
      let what = isRun ? "it holds a run that is not complete" : "it is not empty and holds no run"
      throw .cannotCreate(path: path, reason: "\(what); remove it or give another folder with --out")
    }
    if let stranger = names.first(where: { $0 != "manifest.json" && !own.contains($0) }) {
      let remedy = "move it away or give another folder with --out"
      throw .cannotCreate(path: path, reason: "it holds \(stranger), which is not part of the run there; \(remedy)")
    }
  }

  /// Makes the staging folder and locks it; one that a killed run has left is taken over and emptied.
  private static func claim(_ staging: String) throws(OutputError) -> Int32 {
    if mkdir(staging, 0o777) != 0 && errno != EEXIST { throw .cannotCreate(staging, errno: errno) }
    let descriptor = open(staging, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotCreate(staging, errno: errno) }
    do {
      try takeOver(staging, descriptor)
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func takeOver(_ staging: String, _ descriptor: Int32) throws(OutputError) {
    let reason = "another run is writing there; wait or give another folder with --out"
    let busy = OutputError.cannotCreate(path: staging, reason: reason)
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 { throw busy }
    // The other run may have moved the folder away between our opening and our locking it.
    var held = stat()
    var there = stat()
    guard fstat(descriptor, &held) == 0, lstat(staging, &there) == 0, held.st_ino == there.st_ino else { throw busy }
    let names = Folders.names(in: staging) ?? []
    guard !names.isEmpty else { return }
    let isOurs = ["manifest.json", "manifest.json.partial"].contains {
      Manifest.isManifest(Folders.bytes(of: "\(staging)/\($0)", limit: 1 << 24) ?? [])
    }
    let isEmptyManifest = names == ["manifest.json.partial"]
    guard isOurs || isEmptyManifest, names.allSatisfy({ Folders.kind(of: "\(staging)/\($0)") == .file }) else {
      throw .cannotCreate(path: staging, reason: "it is in the way and not a partial run; remove it")
    }
    Folders.clear(staging)
  }
}
