import Experiments
import Glibc
import Reporting
import Specs

/// The folder of baselines, one file for each scenario and policy.
struct BaselineFolder {
  var path: String
  /// Results of another version of the program will do.
  var mayDiffer = false

  func file(of item: SuiteCase) -> String { "\(path)/\(item.fileName)" }

  /// The baseline of every case. All that is wrong is told at once, and nothing is written.
  func baselines(of cases: [SuiteCase]) throws(CommandFailure) -> [Baseline] {
    var problems: [String] = []
    var isMissing = true
    var found: [Baseline] = []
    for item in cases {
      do throws(CommandFailure) {
        found.append(try baseline(of: item))
      } catch {
        problems.append(error.message)
        if error.code != .missingFile { isMissing = false }
      }
    }
    if !problems.isEmpty {
      throw CommandFailure(code: isMissing ? .missingFile : .badData, message: problems.joined(separator: "\n"))
    }
    return found
  }

  private func baseline(of item: SuiteCase) throws(CommandFailure) -> Baseline {
    let file = file(of: item)
    let remedy = "accept the results of now with --update, if they are meant"
    let bytes: [UInt8]
    do throws(FileRefusal) {
      bytes = try FileBytes.read(file, limit: SpecReader.sizeLimit + 1)
    } catch .absent {
      throw CommandFailure(code: .missingFile, message: "\(file): there is no baseline of \(item.name); \(remedy)")
    } catch {
      throw CommandFailure(code: .badData, message: "\(file): \(error.problem); \(error.remedy)")
    }
    if let format = Baseline.format(of: bytes, named: file), format != Baseline.format {
      throw CommandFailure(
        code: .badData,
        message: "\(file): has the format \(format), and this program reads \(Baseline.format); \(remedy)")
    }
    let baseline: Baseline
    do throws(SpecError) {
      baseline = try Baseline.read(bytes, named: file)
    } catch {
      throw CommandFailure(code: .badData, message: error.description)
    }
    let seed = Replication.seed(of: item.scenario, index: 0)
    if let refusal = baseline.refusal(for: item.origin, firstSeed: seed, mayDiffer: mayDiffer) {
      throw CommandFailure(code: .badData, message: "\(file): the baseline \(refusal); \(remedy)")
    }
    return baseline
  }
}
