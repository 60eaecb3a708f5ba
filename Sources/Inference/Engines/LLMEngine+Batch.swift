import Quantities

// How the batch goes from boundary to boundary.
extension LLMEngine {
  /// Runs every step that has ended by `now`.
  @inline(__always) mutating func settle(through now: Instant) {
    precondition(now >= clock, "an engine's time cannot go back")
    clock = now
    while end <= now { passBoundary() }
  }

  /// Picoseconds since the run began; requires that the run has not ended by `now`.
  func elapsed(at now: Instant) -> Int64 {
    (now.nanoseconds - beginNanoseconds) * 1000 - beginPicoseconds
  }

  /// Another task may have come to the head of the queue: cuts the run at the boundary where it may be let in.
  mutating func considerEntry(at now: Instant) {
    if length == 0 {
      beginNanoseconds = now.nanoseconds
      beginPicoseconds = 0
      formBatch()
      return
    }
    guard running < limits.slots else { return }
    // Counters of tokens grow with every step: who is the head is looked up at the next boundary.
    if line.order != .vtc && freeBlocks < line.head(at: tick).targetBlocks + Int64(limits.watermark) { return }
    let gone = elapsed(at: now)
    let steps = run.ended(by: gone, of: length)
    if run.sum(steps) < gone {
      curtail(to: steps + 1)
    } else {
      // The arrival falls on a boundary: a new run begins there, unless this one does.
      if steps > 0 { advance(by: steps) }
      letIn()
      planRun()
    }
  }

  /// Makes the run end after `steps` steps, if that is sooner.
  mutating func curtail(to steps: Int64) {
    guard steps < length else { return }
    length = steps
    setEnd()
  }

  private mutating func passBoundary() {
    advance(by: length)
    let boundary = end
    if cancelled > 0 { dropCancelled() }
    if soonestEnd == tick { finishDecoding(at: boundary) }
    while prefilling.count > 0 && Int64(prefilling[0].prefilled) == prefilling[0].target {
      finishPrompt(at: boundary)
    }
    formBatch()
  }

  /// Applies the first `steps` steps of the run; its begin moves with them.
  mutating func advance(by steps: Int64) {
    let span = beginPicoseconds + run.sum(steps)
    beginNanoseconds += span / 1000
    beginPicoseconds = span % 1000
    length -= steps
    tally.runs += 1
    tally.steps += steps
    let count = Int64(decoding.count)
    if count > 0 {
      freeBlocks -= blockDemand(of: steps)
      tick += steps
      decodeContext += count * steps
      tally.decoded += count * steps
    }
    var left = chunk * steps
    tally.prefilled += left
    var place = 0
    while left > 0 {
      let taken = min(left, prefilling[place].target - Int64(prefilling[place].prefilled))
      prefilling[place].prefilled += Int32(taken)
      left -= taken
      place += 1
    }
  }

  /// New blocks that the next `steps` decode steps need.
  @inline(__always) private func blockDemand(of steps: Int64) -> Int64 {
    var demand = Int64(decoding.count) * (steps >> 4)
    for offset in 0..<(steps & 15) { demand += Int64(phases[Int((tick + offset) & 15)]) }
    return demand
  }

  private mutating func finishDecoding(at boundary: Instant) {
    soonestEnd = .max
    var place = 0
    while place < endTicks.count {
      if endTicks[place] == tick {
        let sequence = removeDecoding(at: place)
        settled.append(
          EngineResult(
            tag: sequence.tag, preemptions: sequence.preemptions, startedAt: sequence.startedAt,
            firstTokenAt: sequence.firstTokenAt, finishedAt: boundary))
      } else {
        soonestEnd = min(soonestEnd, endTicks[place])
        place += 1
      }
    }
  }

  /// The head of the prompts has its next output token: it ends or goes on to decode.
  private mutating func finishPrompt(at boundary: Instant) {
    var sequence = prefilling.removeFirst()
    tally.completedPrompts += sequence.target
    if sequence.firstTokenAt == .never { sequence.firstTokenAt = boundary }
    let left = Int64(sequence.output) - Int64(sequence.generated) - 1
    if line.isFair {
      line.finishedPrompt(sequence, decodesFrom: left == 0 ? nil : tick)
      if left == 0 { line.left(sequence) }
    }
    if left == 0 {
      freeBlocks += sequence.targetBlocks
      settled.append(
        EngineResult(
          tag: sequence.tag, preemptions: sequence.preemptions, startedAt: sequence.startedAt,
          firstTokenAt: sequence.firstTokenAt, finishedAt: boundary))
      return
    }
    sequence.joinTick = tick
    phases[sequence.phase] += 1
    decodeContext += sequence.target
    decoding.append(sequence)
    endTicks.append(tick + left)
    soonestEnd = min(soonestEnd, tick + left)
  }

  /// Takes a sequence out of the decoding ones and gives its blocks back; the last one takes its place.
  private mutating func removeDecoding(at place: Int) -> Sequence {
    let sequence = decoding[place]
    if line.isFair {
      line.stoppedDecoding(sequence, at: tick)
      line.left(sequence)
    }
    let context = sequence.context(at: tick)
    phases[sequence.phase] -= 1
    decodeContext -= context
    freeBlocks += blocks(of: context)
    let last = decoding.count - 1
    decoding[place] = decoding[last]
    endTicks[place] = endTicks[last]
    decoding.removeLast()
    endTicks.removeLast()
    return sequence
  }

  private mutating func dropCancelled() {
    for place in stride(from: decoding.count - 1, through: 0, by: -1) where decoding[place].isCancelled {
      _ = removeDecoding(at: place)
    }
    for place in stride(from: prefilling.count - 1, through: 0, by: -1) where prefilling[place].isCancelled {
      if line.isFair { line.left(prefilling[place]) }
      tally.wasted += Int64(prefilling[place].prefilled)
      freeBlocks += prefilling[place].targetBlocks
      prefilling.remove(at: place)
    }
    soonestEnd = endTicks.min() ?? .max
    cancelled = 0
  }

  /// Fixes the batch of the step that begins at this boundary, and how long it can stay so.
  private mutating func formBatch() {
    while blockDemand(of: 1) > freeBlocks { preempt() }
    letIn()
    if running == 0 { becomeIdle() } else { planRun() }
  }

  /// The sequence let in last loses its place and all it had computed; it waits at the head of the queue.
  ///
  /// It needs at least the blocks it gave up, of which the others now take some (or one more, if it was short of one
  /// itself), so nobody is let in at this boundary, nor before the batch changes.
  private mutating func preempt() {
    var victim: Sequence
    if prefilling.count > 0 {
      victim = prefilling.removeLast()
      if line.isFair { line.left(victim) }
      freeBlocks += victim.targetBlocks
      tally.wasted += Int64(victim.prefilled)
    } else {
      var place = 0
      for other in decoding.indices where decoding[other].serial > decoding[place].serial { place = other }
      victim = removeDecoding(at: place)
      victim.generated += Int32(1 + tick - victim.joinTick)
      soonestEnd = endTicks.min() ?? .max
    }
    victim.prefilled = 0
    victim.preemptions += 1
    line.prepend(victim)
    tally.preemptions += 1
  }

  /// Lets tasks in from the head of the queue while a slot and the blocks of their prompt are free.
  private mutating func letIn() {
    var spare = freeBlocks - blockDemand(of: 1)
    var factor: Int64 = 0
    while !line.isEmpty && running < limits.slots {
      let need = line.head(at: tick).targetBlocks
      guard spare >= need + (running == 0 ? 0 : Int64(limits.watermark)) else { break }
      var sequence = line.removeHead(at: tick)
      sequence.serial = entries
      entries += 1
      if line.isFair { line.entered(sequence, isNew: sequence.startedAt == .never) }
      if sequence.startedAt == .never { sequence.startedAt = instant(after: 0) }
      factor = Int64(sequence.jitter16)
      prefilling.append(sequence)
      freeBlocks -= need
      spare -= need
    }
    if factor > 0 { pace.set(from: law, factor16: factor) }
  }

  /// The run that begins here: its shape, and how many steps pass before the batch can change.
  private mutating func planRun() {
    let count = Int64(decoding.count)
    var shape = BatchShape(decoding: count, decodeContext: decodeContext + count)
    var most = count > 0 ? soonestEnd - tick : .max
    let room = Int64(limits.tokenBudget) - count
    if prefilling.count > 0 && room > 0 { most = min(most, sharePrompts(room, in: &shape)) }
    chunk = shape.promptTokens
    run = pace.run(of: shape, law: law)
    if line.isFair && !line.isEmpty && running < limits.slots {
      most = min(most, line.stepsBeforeShift(at: tick))
    }
    if !isCoalescing || cancelled > 0 { most = 1 }
    most = run.longest(within: most)
    length = blockDemand(of: most) <= freeBlocks ? most : stepsWithinBlocks(most)
    setEnd()
  }

  /// Gives prompts, in order, the `room` tokens of a step; returns for how many steps the like can be done.
  private func sharePrompts(_ room: Int64, in shape: inout BatchShape) -> Int64 {
    var left = room
    var place = 0
    while left > 0 && place < prefilling.count {
      let done = Int64(prefilling[place].prefilled)
      let missing = prefilling[place].target - done
      let taken = min(left, missing)
      shape.promptTokens += taken
      shape.promptPairs += taken * done + taken * (taken + 1) / 2
      shape.promptCached += done
      shape.promptSequences += 1
      left -= taken
      place += 1
      if place == 1 && missing >= 2 * room { return missing / room }
    }
    return 1
  }

  /// The most steps, at least 1 and below `most`, whose new blocks are free.
  private func stepsWithinBlocks(_ most: Int64) -> Int64 {
    var low: Int64 = 1
    var high = most - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if blockDemand(of: middle) <= freeBlocks { low = middle } else { high = middle - 1 }
    }
    return low
  }

  mutating func setEnd() { end = instant(after: length) }

  /// The boundary after `steps` steps of the run, rounded up.
  func instant(after steps: Int64) -> Instant {
    let span = beginPicoseconds + (steps == 0 ? 0 : run.sum(steps))
    return Instant(nanoseconds: beginNanoseconds + (span + 999) / 1000)
  }

  mutating func becomeIdle() {
    length = 0
    chunk = 0
    end = .never
  }
}
