import ArgumentParser
import Glibc
import Quantities
import Reporting
import Scenarios
import Specs

/// What commands that read a scenario have in common.
struct ScenarioOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Folder of data files, beside the scenario's own.", discussion: "ASSAY_DATA by default."),
    completion: .directory)
  var data: String?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Sets one thing of the scenario; may be repeated.", discussion: "As in: --set 'duration=2 h'.",
      valueName: "path=value"))
  var settings: [String] = []

  func validate() throws {
    for setting in settings {
      if let message = SpecReader.problem(ofSetting: setting) {
        throw ValidationError("--set: \(message.problem); \(message.remedy)")
      }
    }
  }
}

/// A scenario file, read whole.
struct ScenarioFile {
  /// As the user named it.
  var name: String
  /// Where it was found.
  var path: String
  var bytes: [UInt8]
  var reading: Reading<Scenario>
  var inputs: [InputFile]

  static let suffixes = [".yaml", ".yml", ".json"]

  /// Reads the file of that path, else the shipped scenario of that name.
  init(_ name: String, _ options: ScenarioOptions, settings: [String], in house: House) throws(CommandFailure) {
    let (path, bytes) = try Self.open(name, in: house)
    let data = try Self.dataFolder(options)
    let files = InputFiles(scenarioFolder: Self.folder(of: path), dataFolder: data)
    self.name = name
    self.path = path
    self.bytes = bytes
    do throws(SpecError) {
      reading = try files.read(bytes, named: path, settings: settings) {
        Scenario(from: &$0, policies: house.policies)
      }
      inputs = files.files
    } catch {
      // Only files that are not there: the scenario itself may be good.
      let isMissing = !files.missing.isEmpty && files.missing.count >= error.problems.count + error.omitted
      throw CommandFailure(code: isMissing ? .missingFile : .badData, message: error.description)
    }
  }

  /// The path of a scenario and its bytes.
  static func open(_ name: String, in house: House) throws(CommandFailure) -> (path: String, bytes: [UInt8]) {
    do throws(FileRefusal) {
      return (name, try FileBytes.read(name, limit: SpecReader.sizeLimit + 1))
    } catch {
      if error == .absent || error == .notRegular,
        let shipped = house.assets.file(name, in: "scenarios", suffixes: suffixes),
        let bytes = try? FileBytes.read(shipped, limit: SpecReader.sizeLimit + 1)
      {
        return (shipped, bytes)
      }
      let isMissing = error == .absent
      let hasShipped = !house.assets.all(in: "scenarios", suffixes: suffixes).isEmpty
      let places =
        hasShipped
        ? "check the name; `assay list` shows those that come with assay"
        : "check the path, or set ASSAY_HOME to the folder that holds scenarios/, where shipped ones are found by name"
      let remedy = isMissing ? places : error.remedy
      throw CommandFailure(code: isMissing ? .missingFile : .badData, message: "\(name): \(error.problem); \(remedy)")
    }
  }

  /// What stands before the last slash.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return String(path[...slash])
  }

  private static func dataFolder(_ options: ScenarioOptions) throws(CommandFailure) -> String? {
    let fromEnvironment = getenv("ASSAY_DATA").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    guard let folder = options.data ?? fromEnvironment else { return nil }
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      let origin = options.data == nil ? "ASSAY_DATA" : "--data"
      throw CommandFailure(
        code: .missingFile, message: "\(origin): there is no folder \(folder); name one that exists, or leave it out")
    }
    return folder
  }
}
