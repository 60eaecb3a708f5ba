import Datasets
import Quantities
import Randomness
import Specs

/// Coming and going as a cloud's spot market had it: tick by tick the trace says how many instances could be had. A
/// provider has a rank, drawn at the start from 1 to the trace's maximum, and is up while so many can be had.
///
/// All providers of the fleet follow one clock, so that they vanish together, as those of one zone do.
struct AvailabilityChurn: ChurnProcess {
  /// Whether the trace starts over at its end; else its last state stays.
  let loops: Bool
  /// Time into the trace at the start of the scenario; not negative.
  let startsAt: TimeSpan
  private var trace: AvailabilityTrace?
  private var rank: Int32 = 1

  init(trace: AvailabilityTrace, loops: Bool = true, startsAt: TimeSpan = .zero) {
    precondition(startsAt >= .zero, "a trace is followed from its start on")
    self.loops = loops
    self.startsAt = startsAt
    self.trace = trace
  }

  init(from spec: inout Spec) {
    let file: FilePath = spec.takeRequired(
      "file", "JSON file of availability (SkyPilot spot traces), in the scenario's folder or the data folder.")
    loops = spec.take("loop", "Start over when the trace ends; else its last state stays.", default: true)
    startsAt = spec.take(
      "starts_at", "Time into the trace at the start of the scenario.", default: .zero,
      in: .zero...TimeSpan.hours(24 * 36_500))
    guard let bytes = spec.bytes(of: file, for: "file") else { return }
    do throws(DatasetError) {
      trace = try AvailabilityTrace.read(bytes, named: file.text)
    } catch {
      spec.problem("file", error.place, remedy: error.remedy)
    }
  }

  /// Over all ranks: the mean number available over the highest.
  var meanAvailability: Double {
    guard let trace, let highest = trace.available.max(), highest > 0 else { return 0 }
    let sum = trace.available.reduce(Int64(0)) { $0 + Int64($1) }
    return Double(sum) / Double(trace.available.count) / Double(highest)
  }

  func started(using stream: inout RandomStream) -> any ChurnProcess {
    guard let trace else { preconditionFailure("a trace of availability is read before it is followed") }
    var process = self
    process.rank = Int32(1 + stream.below(max(1, Int(trace.available.max()!))))
    return process
  }

  var isUpAtStart: Bool { trace.map { isUp(tick: startsAt.nanoseconds / $0.tick.nanoseconds, of: $0) } ?? true }

  /// At the end of a trace that does not loop its last tick stays.
  private func isUp(tick: Int64, of trace: AvailabilityTrace) -> Bool {
    let count = Int64(trace.available.count)
    return trace.available[Int(loops ? tick % count : min(tick, count - 1))] >= rank
  }

  mutating func nextChange(after now: Instant, isUp: Bool, using stream: inout RandomStream) -> Instant? {
    guard let trace else { preconditionFailure("a trace of availability is read before it is followed") }
    let count = Int64(trace.available.count)
    let tick = trace.tick.nanoseconds
    let first = now.adding(saturating: startsAt).nanoseconds / tick + 1
    // A whole turn without a change means there never is one.
    for next in first..<first + count {
      if next >= count && !loops { return nil }
      let (nanoseconds, overflow) = next.multipliedReportingOverflow(by: tick)
      if overflow { return nil }
      if self.isUp(tick: next, of: trace) != isUp { return Instant(nanoseconds: nanoseconds - startsAt.nanoseconds) }
    }
    return nil
  }
}
