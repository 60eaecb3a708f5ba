import Quantities

@testable import Inference

/// A small generator for test workloads (SplitMix64), seeded by each test and printed when it fails.
struct Dice {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
  mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + Int64(next() % UInt64(range.upperBound - range.lowerBound + 1))
  }
  mutating func happens(oneIn n: UInt64) -> Bool { next() % n == 0 }
}

/// What a driver does to an engine, at an instant.
struct Stimulus {
  enum Kind {
    case arrive(EngineTask)
    case cancel(UInt32)
    case fail
  }
  var at: Instant
  var kind: Kind
}

/// Everything an engine answered.
struct Transcript: Equatable {
  var results: [EngineResult] = []
  var refused: [UInt32] = []
  var cancelled: [UInt32] = []
  var lost: [UInt32] = []
  var broken: String?
}

/// Drives an engine through its stimuli and then until it is empty. `wakesFirst` decides, at equal instants, whether
/// the engine is woken before or after it hears of the stimulus.
func drive<E: InferenceEngine>(
  _ engine: inout E, _ stimuli: [Stimulus], checking: Bool = true, wakesFirst: (Int) -> Bool = { _ in true }
) -> Transcript {
  var transcript = Transcript()
  func check(_ engine: E) {
    if checking && transcript.broken == nil { transcript.broken = engine.brokenInvariant() }
  }
  for (number, stimulus) in stimuli.enumerated() {
    // What is done when the device fails counts as handed back only if the engine was woken: always, here.
    var isFailure = false
    if case .fail = stimulus.kind { isFailure = true }
    while engine.nextWake < stimulus.at || (engine.nextWake == stimulus.at && (isFailure || wakesFirst(number))) {
      engine.wake(at: engine.nextWake, into: &transcript.results)
      check(engine)
    }
    switch stimulus.kind {
    case .arrive(let task):
      if !engine.admit(task, at: stimulus.at).isAccepted { transcript.refused.append(task.tag) }
    case .cancel(let tag):
      if engine.cancel(tag, at: stimulus.at) { transcript.cancelled.append(tag) }
    case .fail:
      // Lost tasks come in the order of the engine's tables, which no caller may rely on.
      var lost: [UInt32] = []
      engine.failAll(at: stimulus.at, into: &lost)
      transcript.lost += lost.sorted()
    }
    check(engine)
  }
  while engine.nextWake < .never {
    engine.wake(at: engine.nextWake, into: &transcript.results)
    check(engine)
  }
  return transcript
}
