import Quantities
import Randomness

/// One try of one message: the constant part of its time, and its chances.
struct Passage: BitwiseCopyable {
  /// Nanoseconds.
  var constant: Int64
  /// Nanoseconds at the slower of the two access links.
  var serialisation: Int64
  /// Median, nanoseconds.
  var jitter: Double
  /// Chance that the try arrives.
  var survival: Double

  @inline(__always) init(_ a: NodeLink, _ b: NodeLink, path: Int64, bytes: Int64) {
    constant = path + a.delay + b.delay
    serialisation = Self.serialise(bytes, max(a.upPicosecondsPerByte, b.downPicosecondsPerByte))
    jitter = a.jitter + b.jitter
    survival = (1 - a.loss) * (1 - b.loss)
  }

  /// Whether the try gets lost. Draws only where there is a chance of it, so that a network without loss draws nothing.
  @inline(__always) func isLost(using stream: inout RandomStream) -> Bool {
    survival < 1 && stream.uniform() >= survival
  }

  /// The whole time of the try, saturating. One normal draw when there is jitter; a jitter over a minute counts as one.
  @inline(__always) func time(sigma: Double, using stream: inout RandomStream) -> TimeSpan {
    var waited: Int64 = 0
    if jitter > 0 {
      let drawn = min(jitter * portableExp(sigma * stream.normal()), 60e9)
      waited = Int64(drawn.rounded(.toNearestOrEven))
    }
    // Constant and jitter are minutes at most; only the bytes can fill the range.
    let (sum, overflow) = serialisation.addingReportingOverflow(constant + waited)
    return TimeSpan(nanoseconds: overflow ? .max : sum)
  }

  /// Bytes × picoseconds per byte in nanoseconds, rounded up, saturating.
  @inline(__always) static func serialise(_ bytes: Int64, _ picosecondsPerByte: Int64) -> Int64 {
    let (product, overflow) = bytes.multipliedReportingOverflow(by: picosecondsPerByte)
    if overflow || product > .max - 999 {
      return Int64(clamping: (Int128(bytes) * Int128(picosecondsPerByte) + 999) / 1000)
    }
    return (product + 999) / 1000
  }
}

extension NodeLink {
  /// The link while a rule makes it worse.
  mutating func worsen(by degradation: Degradation, isChancy: Bool) {
    delay = Int64((Double(delay) * degradation.delayFactor).rounded(.toNearestOrEven))
    upPicosecondsPerByte = Self.slow(upPicosecondsPerByte, by: degradation.rateFactor)
    downPicosecondsPerByte = Self.slow(downPicosecondsPerByte, by: degradation.rateFactor)
    if isChancy {
      jitter *= degradation.delayFactor
      loss = 1 - (1 - loss) * (1 - degradation.loss)
    }
  }

  private static func slow(_ picosecondsPerByte: Int64, by factor: Double) -> Int64 {
    Int64(min((Double(picosecondsPerByte) / factor).rounded(.up), 1e15))
  }
}
