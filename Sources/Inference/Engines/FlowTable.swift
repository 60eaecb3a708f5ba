/// An amount of each of two resources: here KV blocks and places in the batch.
struct ResourcePair: BitwiseCopyable, Equatable, Sendable {
  var first: Int64 = 0
  var second: Int64 = 0

  static func += (a: inout Self, b: Self) { a = ResourcePair(first: a.first + b.first, second: a.second + b.second) }
  static func -= (a: inout Self, b: Self) { a = ResourcePair(first: a.first - b.first, second: a.second - b.second) }
}

/// The largest part that a client holds of any resource, over its weight (Ghodsi 2011): whoever has the least dominant
/// share is served next. Compared exactly, as fractions of the product of the capacities.
struct DominantShare: Comparable, Sendable {
  private let numerator: Int128
  private let weight: Int128

  /// Requires capacities and weight >= 1.
  init(of held: ResourcePair, in capacity: ResourcePair, weight: Int64 = 1) {
    numerator = max(
      Int128(held.first) * Int128(capacity.second), Int128(held.second) * Int128(capacity.first))
    self.weight = Int128(weight)
  }

  static func == (a: Self, b: Self) -> Bool { a.numerator * b.weight == b.numerator * a.weight }
  static func < (a: Self, b: Self) -> Bool { a.numerator * b.weight < b.numerator * a.weight }
}

/// What an LLM engine knows of the clients that use it, and the line of each: for orders that are fair between them.
///
/// Virtual token counter (Sheng 2024, algorithm 2): a client's counter grows by `w_p` for each prompt token when a task
/// is let in, and by `w_q` for each output token, over the client's weight; the least counter is let in first.
/// A client that comes back to the line is lifted to the least counter there, or to that of the client that left last
/// when nobody waits, so an idle client saves nothing up. Between two clients that both keep tasks waiting, the service
/// differs by at most 2 max(w_p × longest prompt, w_q × tokens in a full cache).
///
/// Counters are linear in the decode steps between two changes of the batch, so they are kept as a line over the tick
/// and read at any step. A client whose counter no longer says anything is forgotten: memory goes with the clients that
/// are served more than the one that is served least. O(log clients) per change, O(clients) per task let in.
struct FlowTable: Sendable {
  struct Waiting: BitwiseCopyable, Sendable {
    var serial: Int64
    var sequence: LLMEngine.Sequence
  }

  struct Flow: Sendable {
    let id: Int32
    let weight: Int64
    /// What a token of weight 1 adds to the counter.
    let unit: Int128
    /// The counter is `base + slope × tick`.
    var base: Int128 = 0
    /// Sequences that decode.
    var decoding: Int64 = 0
    /// What its sequences in the batch are expected to need.
    var held = ResourcePair()
    var line = WaitingLine<Waiting>()

    init(id: Int32, weight: Int32) {
      self.id = id
      self.weight = Int64(max(1, weight))
      unit = (1 << 20) / Int128(self.weight)
    }

    func counter(at tick: Int64) -> Int128 {
      base + unit * Int128(FlowTable.outputWeight) * Int128(decoding) * Int128(tick)
    }
    var slope: Int128 { unit * Int128(FlowTable.outputWeight) * Int128(decoding) }
    var isIdle: Bool { line.isEmpty && decoding == 0 && held.second == 0 }
  }

  /// Weights of a prompt token and of an output token (Sheng 2024, after the price lists of the day).
  static let promptWeight: Int64 = 1
  static let outputWeight: Int64 = 2

  let order: EntryOrder
  /// What the device has: blocks and slots.
  let capacity: ResourcePair
  /// By id.
  private(set) var flows: [Flow] = []
  /// Tasks in all lines together.
  private(set) var waiting = 0
  /// The client that last left the line empty of its tasks.
  private var lastToLeave: Int32?
  private var sweepAt = 16

  init(order: EntryOrder, capacity: ResourcePair) {
    self.order = order
    self.capacity = capacity
  }

  mutating func append(_ task: Waiting, weight: Int32, at tick: Int64) {
    let id = task.sequence.flow
    if flows.count >= sweepAt { sweep(at: tick) }
    let place = place(of: id)
    if place == flows.count || flows[place].id != id {
      flows.insert(Flow(id: id, weight: weight), at: place)
    }
    if order == .vtc && flows[place].line.isEmpty {
      let lift = floor(at: tick) - flows[place].counter(at: tick)
      if lift > 0 { flows[place].base += lift }
    }
    flows[place].line.append(task)
    waiting += 1
  }

  /// The place of the client whose first task is let in next at this decode step. Requires one that waits.
  func next(at tick: Int64) -> Int {
    var best = -1
    for place in flows.indices where !flows[place].line.isEmpty {
      if best < 0 || precedes(flows[place], flows[best], at: tick) { best = place }
    }
    return best
  }

  subscript(place: Int) -> LLMEngine.Sequence { flows[place].line[0].sequence }

  mutating func removeFirst(at place: Int) -> LLMEngine.Sequence {
    waiting -= 1
    let task = flows[place].line.removeFirst()
    if flows[place].line.isEmpty { lastToLeave = flows[place].id }
    return task.sequence
  }

  /// Takes the task out of its line; false when it does not wait here.
  mutating func cancel(_ tag: UInt32) -> Bool {
    for place in flows.indices {
      let line = flows[place].line
      guard let index = (0..<line.count).first(where: { line[$0].sequence.tag == tag }) else { continue }
      flows[place].line.remove(at: index)
      waiting -= 1
      if flows[place].line.isEmpty { lastToLeave = flows[place].id }
      return true
    }
    return false
  }

  /// Decode steps from `tick` on before another client may come first; at least 1.
  func stepsBeforeShift(at tick: Int64) -> Int64 {
    guard order == .vtc, waiting > 0 else { return .max }
    let head = flows[next(at: tick)]
    var steps = Int64.max
    for flow in flows where !flow.line.isEmpty && flow.slope < head.slope {
      let gap = flow.counter(at: tick) - head.counter(at: tick)
      steps = min(steps, Int64(clamping: gap / (head.slope - flow.slope)))
    }
    return max(1, steps)
  }

  // MARK: what happens in the batch

  /// A sequence of the client is let in; `isNew` unless it was here before.
  mutating func entered(_ sequence: LLMEngine.Sequence, isNew: Bool) {
    let place = place(of: sequence.flow)
    flows[place].held += sequence.demand
    if isNew { flows[place].base += flows[place].unit * Int128(Self.promptWeight) * Int128(sequence.prompt) }
  }

  /// A prompt brought an output token; the sequence goes on to decode from `tick` on, or not.
  mutating func finishedPrompt(_ sequence: LLMEngine.Sequence, decodesFrom tick: Int64?) {
    let place = place(of: sequence.flow)
    flows[place].base += flows[place].unit * Int128(Self.outputWeight)
    if let tick { changeDecoding(at: place, by: 1, at: tick) }
  }

  mutating func stoppedDecoding(_ sequence: LLMEngine.Sequence, at tick: Int64) {
    changeDecoding(at: place(of: sequence.flow), by: -1, at: tick)
  }

  /// A sequence gave up its place in the batch.
  mutating func left(_ sequence: LLMEngine.Sequence) {
    flows[place(of: sequence.flow)].held -= sequence.demand
  }

  /// Everything is lost; what clients have had is forgotten too.
  mutating func reset() {
    flows.removeAll()
    waiting = 0
    lastToLeave = nil
    sweepAt = 16
  }

  // MARK: inside

  private mutating func changeDecoding(at place: Int, by change: Int64, at tick: Int64) {
    let counter = flows[place].counter(at: tick)
    flows[place].decoding += change
    flows[place].base += counter - flows[place].counter(at: tick)
  }

  private func precedes(_ a: Flow, _ b: Flow, at tick: Int64) -> Bool {
    if order == .vtc {
      let (first, second) = (a.counter(at: tick), b.counter(at: tick))
      if first != second { return first < second }
    } else {
      let first = DominantShare(of: a.held, in: capacity, weight: a.weight)
      let second = DominantShare(of: b.held, in: capacity, weight: b.weight)
      if first != second { return first < second }
    }
    return a.line[0].serial < b.line[0].serial
  }

  /// What a client that comes to the line is lifted to.
  private func floor(at tick: Int64) -> Int128 {
    if waiting > 0 { return flows[next(at: tick)].counter(at: tick) }
    guard let lastToLeave else { return 0 }
    return flows[place(of: lastToLeave)].counter(at: tick)
  }

  /// Forgets clients that would be lifted as far if they came for the first time.
  private mutating func sweep(at tick: Int64) {
    let floor = order == .vtc ? floor(at: tick) : .max
    flows.removeAll { $0.isIdle && $0.id != lastToLeave && $0.counter(at: tick) <= floor }
    sweepAt = 2 * flows.count + 16
  }

  /// Where the client stands among the clients, or would.
  private func place(of id: Int32) -> Int {
    var low = 0
    var high = flows.count
    while low < high {
      let middle = (low + high) / 2
      if flows[middle].id < id { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
