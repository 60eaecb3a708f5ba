import Glibc
import Marketplace
import Quantities
import Recording
import Scenarios
import Scheduling
import SimulationKernel
import Specs

/// The scenario of a file that names no other file, or the end of the process.
func scenario(at path: String) -> Scenario {
  let descriptor = open(path, O_RDONLY)
  var bytes = [UInt8](repeating: 0, count: SpecReader.sizeLimit)
  let count = read(descriptor, &bytes, bytes.count)
  guard count > 0 else {
    print("\(path): cannot be read")
    exit(66)
  }
  do throws(SpecError) {
    return try SpecReader.read(Array(bytes[..<count]), named: path) { Scenario(from: &$0, policies: .standard) }.product
  } catch {
    print(error)
    exit(65)
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

/// `fork SCENARIO`: a run forked in the middle and the run that goes on end alike, and like one that was never forked.
func forkAgrees(_ arguments: [String]) -> Int32 {
  guard let path = arguments.first else { return 64 }
  let scenario = scenario(at: path)
  let half = Instant(nanoseconds: scenario.duration.nanoseconds / 2)
  let tables: [JournalTable] = [.jobs, .ledger]
  var whole = World.simulation(of: scenario, seed: 7, recording: tables)
  whole.run(through: whole.model.horizon)
  var first = World.simulation(of: scenario, seed: 7, recording: tables)
  first.run(through: half)
  var second = first.fork()
  second.run(through: second.model.horizon)
  first.run(through: first.model.horizon)
  let prints = [whole.fingerprint, first.fingerprint, second.fingerprint]
  let texts = [whole.model.journal, first.model.journal, second.model.journal].map { $0.pendingText(of: .jobs) }
  print(prints.map { String($0, radix: 16) }.joined(separator: " "), whole.eventsHandled)
  return prints.allSatisfy { $0 == prints[0] } && texts.allSatisfy { $0 == texts[0] } && !texts[0].isEmpty ? 0 : 1
}

/// `threads SCENARIO`: two runs at once on two threads of one process end like one alone.
func threadsAgree(_ arguments: [String]) async -> Int32 {
  guard let path = arguments.first else { return 64 }
  let scenario = scenario(at: path)
  func run() -> UInt64 {
    var simulation = World.simulation(of: scenario, seed: 11)
    simulation.run(through: simulation.model.horizon)
    return simulation.fingerprint
  }
  let alone = run()
  let together = await withTaskGroup(of: UInt64.self) { group in
    for _ in 0..<2 { group.addTask { run() } }
    var prints: [UInt64] = []
    for await print in group { prints.append(print) }
    return prints
  }
  print(String(alone, radix: 16), together.map { String($0, radix: 16) }.joined(separator: " "))
  return together.count == 2 && together.allSatisfy { $0 == alone } ? 0 : 1
}
