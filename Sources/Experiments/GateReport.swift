/// What a gate found.
public struct GateReport: Sendable {
  /// Whether the variant handled the same events at the same instants as its base.
  public enum Course: Sendable, Equatable {
    case same(seeds: Int)
    case changed(CourseChange)
  }

  /// One metric of one scenario under one policy.
  public struct Finding: Sendable, Equatable {
    public var metric: String
    public var unit: String
    public var direction: Direction
    public var verdict: Verdict
    /// Of the base.
    public var mean: Double
    /// Mean of variant − base over the seeds.
    public var difference: Double
    /// Half the width of the interval round it; infinite where there was too little to make one.
    public var halfWidth: Double
    /// A difference up to this does not matter.
    public var margin: Double
    /// The part of the mean that `margin` is; nil where the suite gave the margin itself.
    public var tolerance: Double?
    public var replications: Int
    /// Seeds in which the variant has no value where its base has one.
    public var lost: Int
  }

  /// One scenario under one policy.
  public struct Cell: Sendable, Equatable {
    public var name: String
    public var file: String
    public var replications: Int
    public var course: Course
    public var findings: [Finding]
    /// What broke in a run of the variant, if an invariant did.
    public var violation: String?
  }

  public var cells: [Cell] = []
  /// Scenarios that were left out, and why.
  public var skipped: [(name: String, reason: String)] = []
  /// The chance that any metric at all is called worse although it is not.
  public var error: Double
  /// Seeds that could have been run of each.
  public var most: Int
  /// Of all runs together.
  public var events: UInt64 = 0

  init(error: Double, most: Int) {
    self.error = error
    self.most = most
  }

  public func count(_ verdict: Verdict) -> Int { cells.joinedFindings.count { $0.verdict == verdict } }

  /// Cells whose course changed.
  public var changed: Int { cells.count { if case .changed = $0.course { true } else { false } } }

  /// Whether a pull request must not land: something became worse or broke; `isStrict`: or took another course.
  public func isRed(isStrict: Bool) -> Bool {
    count(.worse) > 0 || cells.contains { $0.violation != nil } || isStrict && changed > 0
  }
}

extension [GateReport.Cell] {
  fileprivate var joinedFindings: [GateReport.Finding] { flatMap(\.findings) }
}
