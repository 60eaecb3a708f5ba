extension LLMEngine {
  public func brokenInvariant() -> String? {
    brokenCount() ?? brokenMemory() ?? brokenProgress()
  }

  private func brokenCount() -> String? {
    if running > limits.slots { return "a batch holds more sequences than it has slots" }
    if decoding.count != endTicks.count { return "a batch lost count of its sequences" }
    if Int64(decoding.count) + chunk > Int64(limits.tokenBudget) { return "a step exceeds its token budget" }
    if running == 0 && !line.isEmpty { return "a task waits at an idle engine" }
    if (running == 0) != (length == 0) { return "an engine with a batch is not running it, or runs an empty one" }
    if chunk == 0 && prefilling.count > 0 && decoding.count < limits.tokenBudget {
      return "a prompt waits though the step has tokens to spare"
    }
    if let head = line.isEmpty ? nil : line.head(at: tick), running < limits.slots, length > 1,
      instant(after: length - 1) > clock,
      head.targetBlocks + Int64(limits.watermark) + Int64(decoding.count) <= freeBlocks
    {
      return "a task waits though a slot and its blocks are free"
    }
    return line.brokenInvariant(decoding: decoding, prefilling: prefilling)
  }

  private func brokenMemory() -> String? {
    var held: Int64 = 0
    var context: Int64 = 0
    for sequence in decoding {
      let tokens = sequence.context(at: tick)
      context += tokens
      held += blocks(of: tokens)
      if blocks(of: tokens) * 16 - tokens >= 16 { return "a sequence wastes a whole block" }
    }
    for place in 0..<prefilling.count { held += prefilling[place].targetBlocks }
    if context != decodeContext { return "the contexts of a batch do not add up" }
    if held + freeBlocks != Int64(limits.blocks) { return "blocks in use and free blocks do not add up" }
    if freeBlocks < 0 { return "a batch uses more blocks than the device has" }
    var phase = InlineArray<16, Int32>(repeating: 0)
    for sequence in decoding { phase[sequence.phase] += 1 }
    for place in 0..<16 where phase[place] != phases[place] { return "the phases of a batch do not add up" }
    return nil
  }

  private func brokenProgress() -> String? {
    for place in decoding.indices where endTicks[place] <= tick { return "a sequence decodes beyond its end" }
    if soonestEnd != endTicks.min() ?? .max { return "the next end of a batch is wrong" }
    var underWay: Int64 = 0
    for place in 0..<prefilling.count {
      underWay += Int64(prefilling[place].prefilled)
      if Int64(prefilling[place].prefilled) >= prefilling[place].target { return "a finished prompt did not move on" }
    }
    if tally.prefilled != tally.completedPrompts + tally.wasted + underWay { return "prompt tokens do not add up" }
    return nil
  }
}
