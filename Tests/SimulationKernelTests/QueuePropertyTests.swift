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

/// The plainest queue: a list sorted by (time, order of scheduling), last event first, so that taking one is cheap.
struct SortedList {
  var entries: [(time: Int64, number: Int64)] = []

  mutating func insert(_ time: Int64, _ number: Int64) {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].time > time { low = middle + 1 } else { high = middle }
    }
    entries.insert((time, number), at: low)
  }
}

/// A queue and the reference, driven together.
struct Duel: ~Copyable {
  let delay: Delay
  var random: SplitMix
  var queue = EventQueue<Numbered>()
  var list = SortedList()
  var number: Int64 = 0
  var now: Int64 = 0

  init(_ delay: Delay, seed: UInt64) {
    self.delay = delay
    random = SplitMix(state: seed)
  }

  mutating func add() {
    let wait = Int64(delay.draw(&random) & 0x7FFF_FFFF_FFFF_FFFF)
    let (sum, overflow) = now.addingReportingOverflow(wait)
    let time = overflow ? .max - 1 : min(sum, .max - 1)
    queue.schedule(Numbered(number: number), at: Instant(nanoseconds: time))
    list.insert(time, number)
    number += 1
  }

  /// Takes one event of each; false if they differ.
  mutating func take() -> Bool {
    guard let expected = list.entries.popLast(), let (time, event) = queue.next(through: latest) else { return false }
    now = time.nanoseconds
    return now == expected.time && event.number == expected.number && queue.count == list.entries.count
  }
}

let latest = Instant(nanoseconds: .max - 1)

/// Stages `size` events, then holds, grows by a third, holds, shrinks, holds and drains; nil, or where the two differ.
func firstDifference(_ delay: Delay, size: Int, seed: UInt64) -> String? {
  var duel = Duel(delay, seed: seed)
  for _ in 0..<size { duel.add() }
  for phase in 0..<6 {
    for step in 0..<2 * size where !duel.list.entries.isEmpty {
      guard duel.take() else { return "\(delay), size \(size), seed \(seed), phase \(phase), step \(step)" }
      let births = phase == 1 ? (step % 6 == 0 ? 2 : 1) : phase == 3 ? (step % 5 < 3 ? 1 : 0) : phase == 5 ? 0 : 1
      for _ in 0..<births { duel.add() }
    }
    if duel.list.entries.isEmpty, phase < 5 { for _ in 0...size / 3 { duel.add() } }
  }
  return nil
}

@Test(arguments: Delay.allCases, [1, 3, 47, 49, 100, 159, 161, 163, 500, 3000])
func eventsLeaveInOrderOfTimeAndScheduling(_ delay: Delay, size: Int) {
  for seed in 1...3 as ClosedRange<UInt64> {
    #expect(firstDifference(delay, size: size, seed: seed &* 7919 &+ UInt64(size)) == nil)
  }
}

/// Ten thousand pending: beyond the largest wheel, so that granules, their lists and their splitting all take part.
@Test(arguments: Delay.allCases)
func longQueuesKeepTheOrder(_ delay: Delay) {
  #expect(firstDifference(delay, size: 10_000, seed: 1) == nil)
}

/// Delays whose scale changes a millionfold while the queue runs: the tick follows, the order stays.
@Test(arguments: [200, 2000])
func theTickFollowsTheDensity(_ size: Int) {
  var duel = Duel(.uniform, seed: 11)
  for _ in 0..<size { duel.add() }
  for scale in [1, 1_000_000, 1, 50, 1_000_000_000] as [Int64] {
    for step in 0..<6 * size {
      guard duel.take() else {
        Issue.record("scale \(scale), step \(step), size \(size)")
        return
      }
      let time = duel.now + Int64(duel.random.below(1000)) * scale
      duel.queue.schedule(Numbered(number: duel.number), at: Instant(nanoseconds: time))
      duel.list.insert(time, duel.number)
      duel.number += 1
    }
  }
  #expect(duel.queue.tick != .max && duel.queue.shift > 20)
}

/// A million events at one instant leave in the order in which they were scheduled, also those scheduled meanwhile.
@Test func aMillionTies() {
  var queue = EventQueue<Numbered>()
  let instant = Instant(nanoseconds: .max - 1)
  for number in 0..<500_000 as Range<Int64> { queue.schedule(Numbered(number: number), at: instant) }
  var isOrdered = true
  for number in 0..<1_000_000 as Range<Int64> {
    isOrdered = isOrdered && queue.next(through: latest)?.1.number == number
    if number < 500_000 { queue.schedule(Numbered(number: number + 500_000), at: instant) }
  }
  #expect(isOrdered && queue.isEmpty)
}

@Test func entriesAreSmall() {
  #expect(MemoryLayout<Entry<Numbered>>.stride == 16)
}

/// An event of 40 bytes keeps all of them through every part of the queue.
@Test func wideEventsStayWhole() {
  struct Wide: SimulationEvent {
    var words: InlineArray<5, UInt64>
    var signature: UInt64 { words[0] }
  }
  var random = SplitMix(state: 5)
  var queue = EventQueue<Wide>()
  for word in 0..<20_000 as Range<UInt64> {
    queue.schedule(
      Wide(words: [word, word + 1, word + 2, word + 3, word + 4]),
      at: .start + TimeSpan(nanoseconds: Int64(random.below(1_000_000))))
  }
  var sum: UInt64 = 0
  var isWhole = true
  while let (_, event) = queue.next(through: latest) {
    sum += event.words[0]
    for offset in 0..<5 { isWhole = isWhole && event.words[offset] == event.words[0] + UInt64(offset) }
  }
  #expect(isWhole && sum == 19_999 * 10_000)
}
