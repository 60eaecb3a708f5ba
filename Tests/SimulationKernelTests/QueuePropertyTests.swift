import Quantities
import Testing

@testable import SimulationKernel

/// SplitMix64, so that the kernel's tests need no other target.
struct SplitMix {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func below(_ bound: UInt64) -> UInt64 { next().multipliedFullWidth(by: bound).high }
}

/// Laws of the delay between scheduling and happening, from usual to nasty.
enum Delay: String, CaseIterable, Sendable {
  case uniform, bimodal, constant, zero, ties, steep, hourly, boundless

  func draw(_ random: inout SplitMix) -> UInt64 {
    switch self {
    case .uniform: random.below(1_000_000_000)
    case .bimodal: random.below(10) == 0 ? random.below(3_600_000_000_000) : random.below(1000)
    case .constant: 12_345
    case .zero: 0
    case .ties: random.below(4) * 1_000_000
    case .steep: 1 << random.below(50)
    case .hourly: 3_600_000_000_000 * random.below(3) + random.below(2)
    case .boundless: random.next() >> 2
    }
  }
}

/// The plainest queue: a sorted list of (time, sequence), searched from the end.
struct SortedList {
  var entries: [(time: Int64, number: Int64)] = []
  mutating func insert(_ time: Int64, _ number: Int64) {
    var low = 0, high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].time >= time { low = middle + 1 } else { high = middle }
    }
    // Kept from last to first, so that taking the first is cheap; equal times: the newest nearest the front.
    low = 0
    high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].time > time { low = middle + 1 } else { high = middle }
    }
    entries.insert((time, number), at: low)
  }
}

/// Drives a queue and the reference together: `size` staged, then a hold phase, growth, a hold phase, a drain.
func compare(_ delay: Delay, size: Int, seed: UInt64) -> String? {
  var random = SplitMix(state: seed)
  var queue = EventQueue<Numbered>()
  var list = SortedList()
  var number: Int64 = 0
  var now: Int64 = 0
  func add() {
    let wait = Int64(bitPattern: delay.draw(&random) & 0x7FFF_FFFF_FFFF_FFFF)
    let time = min(now.addingReportingOverflow(wait).overflow ? .max - 1 : now + wait, .max - 1)
    queue.schedule(Numbered(number: number), at: Instant(nanoseconds: time))
    list.insert(time, number)
    number += 1
  }
  func take() -> Bool {
    guard let expected = list.entries.popLast(),
      let (time, event) = queue.next(through: Instant(nanoseconds: .max - 1))
    else { return false }
    now = time.nanoseconds
    if !(time.nanoseconds == expected.time && event.number == expected.number && queue.count == list.entries.count) {
      print("got", time, event, "want", expected, queue.count, list.entries.count, queue.tick, queue.limit, queue.shift, queue.granuleBits, queue.far.reference)
    }
    return time.nanoseconds == expected.time && event.number == expected.number
      && queue.count == list.entries.count
  }
  for _ in 0..<size { add() }
  for phase in 0..<6 {
    for step in 0..<(2 * size) {
      guard take() else { return "phase \(phase), step \(step), seed \(seed)" }
      // Hold, grow by a third, hold, shrink to a fifth, hold, drain.
      let births = phase == 1 ? (step % 6 == 0 ? 2 : 1) : phase == 3 ? (step % 5 < 3 ? 1 : 0) : phase == 5 ? 0 : 1
      for _ in 0..<births { add() }
      if list.entries.isEmpty { break }
    }
    if list.entries.isEmpty { for _ in 0..<(phase == 5 ? 0 : size / 3 + 1) { add() } }
  }
  return queue.isEmpty ? nil : "not empty, seed \(seed)"
}

@Test(arguments: Delay.allCases, [1, 3, 47, 49, 100, 159, 161, 163, 500, 3000])
func eventsLeaveInOrderOfTimeAndScheduling(_ delay: Delay, size: Int) {
  for seed in 1...3 as ClosedRange<UInt64> {
    #expect(compare(delay, size: size, seed: seed &* 7919 &+ UInt64(size)) == nil, "\(delay) \(size)")
  }
}
