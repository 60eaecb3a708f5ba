/// A step law under one jitter factor: the coefficients that every step needs, scaled and rounded to the picosecond.
///
/// Jitter scales coefficients, not finished sums, so that a run of steps has the same integer length whether it is
/// added up step by step or in closed form.
struct StepPace: BitwiseCopyable, Sendable {
  private var computePerToken: Int64 = 0
  private var computePerPair: Int64 = 0
  private var fixed: Int64 = 0
  private var perSequence: Int64 = 0
  private var factor16: Int64 = 1 << 16

  mutating func set(from law: StepLaw, factor16: Int64) {
    self.factor16 = factor16
    computePerToken = scaled(law.computePerToken)
    computePerPair = scaled(law.computePerPair)
    fixed = scaled(law.fixed)
    perSequence = scaled(law.perSequence)
  }

  /// The run that begins with a step of this shape; in each later one every decoding sequence has one token more of
  /// context, and the prompt chunk has moved on by its own length.
  @inline(__always) func run(of shape: BatchShape, law: StepLaw) -> StepRun {
    let tokens = shape.decoding + shape.promptTokens
    let base = scaled(law.memoryBase[min(Int(tokens), law.memoryBase.count - 1)])
    let cell = scaled(law.memoryPerContext[min(Int(shape.decoding), law.memoryPerContext.count - 1)])
    let compute = computePerToken * tokens + computePerPair * (shape.decodeContext + shape.promptPairs)
    let computeGrowth = computePerPair * (shape.decoding + shape.promptTokens * shape.promptTokens)
    let memory = base + cell * (shape.decodeContext + shape.promptCached + shape.promptTokens)
    let overhead = fixed + perSequence * (shape.decoding + shape.promptSequences)
    return StepRun(
      compute: compute, computeGrowth: computeGrowth, memory: memory, memoryGrowth: cell * tokens, overhead: overhead)
  }

  /// `coefficient × factor ÷ 2^16`, rounded half up.
  @inline(__always) private func scaled(_ coefficient: Int64) -> Int64 {
    if factor16 == 1 << 16 { return coefficient }
    let (product, overflow) = coefficient.multipliedReportingOverflow(by: factor16)
    if overflow { return Int64((Int128(coefficient) * Int128(factor16) + (1 << 15)) >> 16) }
    return (product &>> 16) + (product &>> 15 & 1)
  }
}

/// Steps whose compute and memory times each grow by a constant: step i takes
/// max(compute + i·computeGrowth, memory + i·memoryGrowth) + overhead, in picoseconds.
struct StepRun: BitwiseCopyable, Sendable {
  /// Steps before `turn` take `early + i·earlyGrowth`, the others `late + i·lateGrowth`.
  private var turn: Int64
  private var early: Int64
  private var earlyGrowth: Int64
  private var late: Int64
  private var lateGrowth: Int64

  @inline(__always)
  init(compute: Int64, computeGrowth: Int64, memory: Int64, memoryGrowth: Int64, overhead: Int64) {
    let lead = compute - memory
    let leadGrowth = computeGrowth - memoryGrowth
    let startsWithCompute = lead > 0 || (lead == 0 && leadGrowth >= 0)
    if startsWithCompute {
      (early, earlyGrowth, late, lateGrowth) = (compute + overhead, computeGrowth, memory + overhead, memoryGrowth)
      turn = leadGrowth >= 0 ? .max : lead / -leadGrowth + 1
    } else {
      (early, earlyGrowth, late, lateGrowth) = (memory + overhead, memoryGrowth, compute + overhead, computeGrowth)
      turn = leadGrowth <= 0 ? .max : (-lead + leadGrowth - 1) / leadGrowth
    }
  }

  /// Picoseconds of the first `count` steps together.
  @inline(__always) func sum(_ count: Int64) -> Int64 {
    if count <= turn { return count * early + earlyGrowth * (count * (count - 1) / 2) }
    let before = turn * early + earlyGrowth * (turn * (turn - 1) / 2)
    return before + (count - turn) * late + lateGrowth * (count * (count - 1) / 2 - turn * (turn - 1) / 2)
  }

  /// The most steps, up to `count`, whose sum surely stays below 2^62 picoseconds (53 days).
  @inline(__always) func longest(within count: Int64) -> Int64 {
    let step = 64 - (early | late).leadingZeroBitCount
    let growth = 64 - (earlyGrowth | lateGrowth).leadingZeroBitCount
    let bits = min(61 - step, (61 - growth) / 2)
    return 64 - count.leadingZeroBitCount <= bits ? count : max(1, min(count, (1 << Int64(max(0, bits))) - 1))
  }

  /// How many of the first `count` steps have ended once `elapsed` picoseconds have gone by.
  func ended(by elapsed: Int64, of count: Int64) -> Int64 {
    var low: Int64 = 0
    var high = count
    while low < high {
      let middle = (low + high + 1) / 2
      if sum(middle) <= elapsed { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
