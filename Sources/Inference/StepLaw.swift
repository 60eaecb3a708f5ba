/// How long one step of a batch takes, in whole picoseconds:
/// max(compute, memory) + fixed + per sequence, each linear in the tokens and contexts of the step.
///
/// Both latency models compile to this form, because sums of it over runs of like steps are closed. A coefficient is
/// rounded to the picosecond; the smallest that occur (reading one token's cache on the fastest device) are some
/// 2,000 ps, so rounding costs less than 0.03 %.
public struct StepLaw: Sendable, Equatable {
  /// Arithmetic of one token through all layers, attention apart.
  public var computePerToken: Int64
  /// Arithmetic of attention for one token and one token of its context.
  public var computePerPair: Int64
  /// Reading the weights, by tokens in the step; the last entry holds beyond. One entry for a dense model, more for a
  /// mixture of experts, which touches more experts the more tokens there are.
  public var memoryBase: [Int64]
  /// Reading or writing the cache of one token, by sequences that decode in the step; the last entry holds beyond.
  public var memoryPerContext: [Int64]
  /// Launching a step.
  public var fixed: Int64
  /// Sampling and bookkeeping of one sequence.
  public var perSequence: Int64

  /// Requires non-negative coefficients below 2^54 ps (five hours) and tables that are not empty.
  public init(
    computePerToken: Int64, computePerPair: Int64, memoryBase: [Int64], memoryPerContext: [Int64], fixed: Int64,
    perSequence: Int64
  ) {
    let scalars = [computePerToken, computePerPair, fixed, perSequence]
    precondition(!memoryBase.isEmpty && !memoryPerContext.isEmpty, "a step law needs its memory tables")
    precondition(
      (scalars + memoryBase + memoryPerContext).allSatisfy { (0..<1 << 54).contains($0) },
      "a step law's coefficient lies outside 0 ..< 2^54 picoseconds")
    self.computePerToken = computePerToken
    self.computePerPair = computePerPair
    self.memoryBase = memoryBase
    self.memoryPerContext = memoryPerContext
    self.fixed = fixed
    self.perSequence = perSequence
  }

  /// Whether every step of up to `tokens` tokens over `contexts` tokens of cache, slowed sixteenfold, stays below
  /// 2^60 ps (13 days), so that no sum over it can overflow.
  func isBounded(tokens: Int, contexts: Int) -> Bool {
    let pairs = Int128(tokens) * Int128(contexts)
    let compute = Int128(computePerToken) * Int128(tokens) + Int128(computePerPair) * pairs
    let memory = Int128(memoryBase.max() ?? 0) + Int128(memoryPerContext.max() ?? 0) * Int128(contexts + tokens)
    let overhead = Int128(fixed) + Int128(perSequence) * Int128(tokens)
    return (compute + memory + overhead) * 16 < 1 << 60
  }

  /// Picoseconds of one step of this shape.
  public func duration(of shape: BatchShape) -> Int64 {
    var pace = StepPace()
    pace.set(from: self, factor16: 1 << 16)
    return pace.run(of: shape, law: self).sum(1)
  }

  /// Picoseconds for one prompt token, alone on the device, in a prompt of this length run as one step.
  public func promptTokenAlone(length: Int64 = 512) -> Int64 {
    let shape = BatchShape(promptTokens: length, promptPairs: length * (length + 1) / 2, promptSequences: 1)
    return max(1, duration(of: shape) / length)
  }

  /// Picoseconds for one output token, alone on the device, after this much context.
  public func outputTokenAlone(context: Int64 = 1024) -> Int64 {
    max(1, duration(of: BatchShape(decoding: 1, decodeContext: context)))
  }
}

/// What one step of a batch works on.
public struct BatchShape: BitwiseCopyable, Sendable {
  /// Sequences that decode, one token each.
  public var decoding: Int64
  /// Contexts of those sequences together, in tokens, the token at hand included.
  public var decodeContext: Int64
  /// Prompt tokens of the step, over all sequences that prefill in it.
  public var promptTokens: Int64
  /// Pairs of a prompt token with a token it attends to.
  public var promptPairs: Int64
  /// Cache of those sequences before the step, in tokens.
  public var promptCached: Int64
  public var promptSequences: Int64

  public init(
    decoding: Int64 = 0, decodeContext: Int64 = 0, promptTokens: Int64 = 0, promptPairs: Int64 = 0,
    promptCached: Int64 = 0, promptSequences: Int64 = 0
  ) {
    self.decoding = decoding
    self.decodeContext = decodeContext
    self.promptTokens = promptTokens
    self.promptPairs = promptPairs
    self.promptCached = promptCached
    self.promptSequences = promptSequences
  }
}
