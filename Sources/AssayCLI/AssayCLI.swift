import ArgumentParser
import Glibc
import Reporting
import Scheduling
import Specs

/// The command line.
public enum AssayCLI {
  /// Runs the command of this process's arguments and ends the process with its exit code.
  ///
  /// `policies` are the scheduling policies that scenarios may name: `.standard.adding(mine)` adds one.
  public static func run(policies: Catalog<any SchedulingPolicy> = .standard) -> Never {
    // A closed pipe becomes an error of the writer, which ends the process quietly with 141.
    signal(SIGPIPE, SIG_IGN)
    let house = House(policies: policies, assets: .ofThisProcess())
    exit(run(Array(CommandLine.arguments.dropFirst()), in: house).rawValue)
  }

  static func run(_ arguments: [String], in house: House) -> Reporting.ExitCode {
    do {
      var command = try AssayCommand.parseAsRoot(arguments)
      guard let verb = command as? any Verb else {
        try command.run()
        return .success
      }
      return try verb.execute(in: house)
    } catch let failure as CommandFailure {
      complain(failure.message)
      return failure.code
    } catch let error as OutputError {
      if error != .pipeClosed { complain(error.description) }
      return error.exitCode
    } catch {
      return tell(error)
    }
  }

  /// Help, versions and completion scripts go to standard output; mistakes of usage to standard error, code 64.
  private static func tell(_ error: any Error) -> Reporting.ExitCode {
    let code = AssayCommand.exitCode(for: error)
    let message = AssayCommand.fullMessage(for: error)
    guard code.isSuccess else {
      complain(message)
      return .usage
    }
    do throws(OutputError) {
      try say(message + "\n")
      return .success
    } catch {
      if error != .pipeClosed { complain(error.description) }
      return error.exitCode
    }
  }
}

/// What every command is given: nothing of it is global.
struct House {
  var policies: Catalog<any SchedulingPolicy>
  var assets: AssetFolders
}

/// A command of the program; one file each.
protocol Verb: ParsableCommand {
  func execute(in house: House) throws -> Reporting.ExitCode
}

/// Ends a command with a message on standard error.
struct CommandFailure: Error {
  var code: Reporting.ExitCode
  var message: String
}

struct AssayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "assay",
    abstract: "Simulates decentralised AI-inference networks: assay the claim before you stake it.",
    discussion: """
      Start with `assay run quickstart`. What a scenario file may say: `assay describe`.

      Exit codes: 0 ok, 1 invariant broken or worse than the baseline, 64 usage, 65 bad scenario or data, 66 missing \
      file, 69 missing library, 70 a bug of ours, 73 or 74 output, 75 limit hit, 130 or 143 stopped by a signal.
      """,
    version: "assay \(assayVersion) (\(buildCommit))",
    subcommands: [
      Run.self, Check.self, Compare.self, Explain.self, Validate.self, Describe.self, Schema.self, List.self,
    ])
}

/// Writes to standard output, every byte or an error.
func say(_ text: String) throws(OutputError) { try say(Array(text.utf8)) }

func say(_ bytes: [UInt8]) throws(OutputError) {
  let writer = CheckedWriter.standardOutput()
  try writer.write(bytes)
  try writer.finish()
}

/// Writes lines to standard error; when that fails there is nobody to tell.
func complain(_ message: String) {
  let writer = CheckedWriter(descriptor: STDERR_FILENO, name: "standard error")
  try? writer.write(message.hasSuffix("\n") ? message : message + "\n")
  try? writer.finish()
}
