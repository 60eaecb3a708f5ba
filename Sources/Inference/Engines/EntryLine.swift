/// Tasks that wait to be let into a batch, in the engine's order. Those that lost their place in the batch come before
/// all others, the last to lose it first.
struct EntryLine: Sendable {
  typealias Sequence = LLMEngine.Sequence

  private struct Ranked: Comparable, BitwiseCopyable, Sendable {
    var key: Int64
    var serial: Int64
    var sequence: Sequence

    static func == (a: Self, b: Self) -> Bool { a.serial == b.serial }
    static func < (a: Self, b: Self) -> Bool { a.key == b.key ? a.serial < b.serial : a.key < b.key }
  }

  let order: EntryOrder
  /// Clients' shares must be told of what happens in the batch.
  let isFair: Bool
  private(set) var count = 0
  /// Tasks that lost their place; in order of arrival, all tasks.
  private var front = WaitingLine<Sequence>()
  /// By key, then by arrival.
  private var ranked = EarliestFirst<Ranked>()
  /// By client.
  private(set) var flows: FlowTable
  private var arrived: Int64 = 0

  init(order: EntryOrder, capacity: ResourcePair) {
    self.order = order
    isFair = order == .vtc || order == .drf
    flows = FlowTable(order: order, capacity: capacity)
  }

  var isEmpty: Bool { count == 0 }

  /// The task to be let in next, at this decode step. Requires one that waits.
  func head(at tick: Int64) -> Sequence {
    if front.count > 0 { return front[0] }
    return isFair ? flows[flows.next(at: tick)] : ranked.elements[0].sequence
  }

  mutating func append(_ sequence: Sequence, for task: EngineTask, at tick: Int64) {
    count += 1
    switch order {
    case .fifo: return front.append(sequence)
    case .vtc, .drf:
      flows.append(FlowTable.Waiting(serial: arrived, sequence: sequence), weight: task.weight, at: tick)
    case .priority, .sjf, .edf:
      let key =
        switch order {
        case .priority: Int64(task.priority)
        case .edf: task.deadline.nanoseconds
        default: predictedOutput(of: task)
        }
      ranked.insert(Ranked(key: key, serial: arrived, sequence: sequence))
    }
    arrived += 1
  }

  /// Puts back a sequence that lost its place.
  mutating func prepend(_ sequence: Sequence) {
    count += 1
    front.prepend(sequence)
  }

  mutating func removeHead(at tick: Int64) -> Sequence {
    count -= 1
    if front.count > 0 { return front.removeFirst() }
    return isFair ? flows.removeFirst(at: flows.next(at: tick)) : ranked.removeFirst().sequence
  }

  /// Takes the task out; false when it does not wait.
  mutating func cancel(_ tag: UInt32) -> Bool {
    if let place = (0..<front.count).first(where: { front[$0].tag == tag }) {
      front.remove(at: place)
    } else if let place = ranked.elements.firstIndex(where: { $0.sequence.tag == tag }) {
      _ = ranked.remove(at: place)
    } else if !flows.cancel(tag) {
      return false
    }
    count -= 1
    return true
  }

  /// Empties the line into the list of what was lost.
  mutating func failAll(into lost: inout [UInt32]) {
    for place in 0..<front.count { lost.append(front[place].tag) }
    for task in ranked.elements { lost.append(task.sequence.tag) }
    for flow in flows.flows {
      for place in 0..<flow.line.count { lost.append(flow.line[place].sequence.tag) }
    }
    front.removeAll()
    ranked.removeAll()
    flows.reset()
    count = 0
  }

  /// Decode steps before another task may come to the head by itself; at least 1.
  func stepsBeforeShift(at tick: Int64) -> Int64 {
    front.count > 0 ? .max : flows.stepsBeforeShift(at: tick)
  }

  // What happens in the batch, for orders that are fair between clients.
  mutating func entered(_ sequence: Sequence, isNew: Bool) { flows.entered(sequence, isNew: isNew) }
  mutating func finishedPrompt(_ sequence: Sequence, decodesFrom tick: Int64?) {
    flows.finishedPrompt(sequence, decodesFrom: tick)
  }
  mutating func stoppedDecoding(_ sequence: Sequence, at tick: Int64) { flows.stoppedDecoding(sequence, at: tick) }
  mutating func left(_ sequence: Sequence) { flows.left(sequence) }

  /// The first rule that the shares break where these sequences decode and those read their prompts.
  func brokenInvariant(decoding: [Sequence], prefilling: WaitingLine<Sequence>) -> String? {
    guard isFair else { return nil }
    if front.count + flows.waiting != count { return "the lines of the clients do not add up" }
    for flow in flows.flows {
      var held = ResourcePair()
      for sequence in decoding where sequence.flow == flow.id { held += sequence.demand }
      for place in 0..<prefilling.count where prefilling[place].flow == flow.id { held += prefilling[place].demand }
      if held != flow.held { return "what a client holds does not add up" }
      if decoding.count(where: { $0.flow == flow.id }) != flow.decoding { return "a client's decoding does not add up" }
    }
    return nil
  }
}

/// Output tokens that the task is believed to bring: at least 1.
func predictedOutput(of task: EngineTask) -> Int64 {
  let product = Int128(max(1, task.outputTokens)) * Int128(task.forecast16)
  return max(1, Int64(clamping: product >> 16))
}
