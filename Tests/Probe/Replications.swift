import Glibc
import Marketplace
import Quantities
import Recording
import Reporting
import Scenarios
import Scheduling
import SimulationKernel
import Specs

/// The scenario of a file, with data files beside it or below ASSAY_DATA; or the end of the process.
func scenario(at path: String) -> Scenario {
  let bytes = (try? FileBytes.read(path, limit: SpecReader.sizeLimit)) ?? []
  if bytes.isEmpty {
    print("\(path): cannot be read")
    exit(66)
  }
  let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
  let files = InputFiles(scenarioFolder: folder, dataFolder: getenv("ASSAY_DATA").map { String(cString: $0) })
  do throws(SpecError) {
    return try files.read(bytes, named: path) { Scenario(from: &$0, policies: .standard) }.product
  } catch {
    print(error)
    exit(files.missing.isEmpty ? 65 : 66)
  }
}

/// `replicate SCENARIO COUNT METRIC…`: one line `metric,replication,value` for each, in one process.
func replicate(_ arguments: [String]) -> Int32 {
  guard arguments.count >= 2, let count = Int(arguments[1]) else { return 64 }
  let scenario = scenario(at: arguments[0])
  for replication in 0..<count {
    var simulation = World.simulation(of: scenario, seed: UInt64(1000 + replication))
    simulation.run(through: simulation.model.horizon)
    let table = simulation.model.summarize(at: simulation.model.horizon)
    if let violation = simulation.model.violation {
      print("replication \(replication): \(violation)")
      return 1
    }
    for name in arguments.dropFirst(2) + ["arrival_ties"] {
      if let value = table[name] { print("\(name),\(replication),\(value.double)") }
    }
  }
  return 0
}
