import Datasets
import Quantities
import Randomness
import Specs

/// Coming and going as a cloud's spot market had it: tick by tick the trace says how many instances could be had. A
/// provider has a rank, drawn at the start from 1 to the trace's maximum, and is up while so many can be had.
///
/// All providers of the fleet follow one clock, so that they vanish together, as those of one zone do.
struct AvailabilityChurn: ChurnProcess {
  private let file: FilePath?
  /// Whether the trace starts over at its end; else its last state stays.
  let loops: Bool
  private var trace: AvailabilityTrace?
  private var rank: Int32 = 1

  init(trace: AvailabilityTrace, loops: Bool = true) {
    file = nil
    self.loops = loops
    self.trace = trace
  }

  init(from spec: inout Spec) {
    let file: FilePath = spec.takeRequired(
      "file", "JSON file of availability (SkyPilot spot traces), in the scenario's folder or the data folder.")
    self.file = file
    loops = spec.take("loop", "Start over when the trace ends; else its last state stays.", default: true)
    guard let bytes = spec.bytes(of: file, for: "file") else { return }
    do throws(DatasetError) {
      trace = try AvailabilityTrace.read(bytes, named: file.text)
    } catch {
      spec.problem("file", error.place, remedy: error.remedy)
    }
  }

  var availabilityFile: FilePath? { file }

  mutating func attach(_ trace: AvailabilityTrace) { self.trace = trace }

  /// Over all ranks: the mean number available over the highest.
  var meanAvailability: Double {
    guard let trace, let highest = trace.available.max(), highest > 0 else { return 0 }
    let sum = trace.available.reduce(Int64(0)) { $0 + Int64($1) }
    return Double(sum) / Double(trace.available.count) / Double(highest)
  }

  func started(using stream: inout RandomStream) -> any ChurnProcess {
    guard let trace else { preconditionFailure("a trace of availability is attached before it is followed") }
    var process = self
    process.rank = Int32(1 + stream.below(max(1, Int(trace.available.max()!))))
    return process
  }

  var isUpAtStart: Bool { trace.map { $0.available[0] >= rank } ?? true }

  mutating func nextChange(after now: Instant, isUp: Bool, using stream: inout RandomStream) -> Instant? {
    guard let trace else { preconditionFailure("a trace of availability is attached before it is followed") }
    let count = Int64(trace.available.count)
    let first = now.nanoseconds / trace.tick.nanoseconds + 1
    // A whole turn without a change means there never is one.
    for tick in first..<first + count {
      if tick >= count && !loops { return nil }
      let (nanoseconds, overflow) = tick.multipliedReportingOverflow(by: trace.tick.nanoseconds)
      if overflow { return nil }
      if (trace.available[Int(tick % count)] >= rank) != isUp { return Instant(nanoseconds: nanoseconds) }
    }
    return nil
  }
}
