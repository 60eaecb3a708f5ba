import Specs

/// Reputation as trust that flows from the brokers, all pre-trusted alike, along what they have seen (`TrustFlow`).
///
/// A broker's local trust in a provider is the words kept less those broken, or 0, both fading each epoch. A provider's
/// reputation is its trust over that of the most trusted one. Whoever has not been rated, or whose ratings have faded,
/// counts as fully trusted: who is shut out comes back after a while.
struct EigenTrust: ReputationRule {
  /// What a broker has seen of a provider.
  private struct Record: BitwiseCopyable {
    var provider: Int32
    var kept: Double
    var broken: Double
  }

  private let decay: Double
  private var flow: TrustFlow
  private var providers = 0
  /// By broker, ascending by provider.
  private var records: [[Record]] = []
  private var trust: [Double] = []

  init(decay: Double, restart: Double) {
    precondition((0...1).contains(decay), "evidence does not grow by itself")
    self.decay = decay
    flow = TrustFlow(restart: restart)
  }

  init(from spec: inout Spec) {
    let restart = spec.take(
      "pretrusted", "Part of the trust that goes to the brokers again in each step.", default: 0.1, in: 0.01...0.9)
    self.init(decay: takeDecay(from: &spec), restart: restart)
  }

  var newcomer: Double { 1 }

  mutating func open(raters: Int, providers: Int) {
    self.providers = providers
    records = Array(repeating: [], count: raters)
  }

  mutating func note(_ isKept: Bool, of provider: Int, by rater: Int) {
    var (low, high) = (0, records[rater].count)
    while low < high {
      let middle = (low + high) / 2
      if Int(records[rater][middle].provider) < provider { low = middle + 1 } else { high = middle }
    }
    if low == records[rater].count || Int(records[rater][low].provider) != provider {
      records[rater].insert(Record(provider: Int32(provider), kept: 0, broken: 0), at: low)
    }
    if isKept { records[rater][low].kept += 1 } else { records[rater][low].broken += 1 }
  }

  mutating func endEpoch(into reputations: inout [Double]) {
    let raters = records.count
    let ratings = records.map { row in
      row.compactMap { record -> TrustFlow.Rating? in
        let trust = record.kept - record.broken
        return trust > 0 ? TrustFlow.Rating(ratee: Int32(raters) + record.provider, trust: trust) : nil
      }
    }
    let nobody = [[TrustFlow.Rating]](repeating: [], count: providers)
    let brokers = [Double](repeating: 1 / Double(raters), count: raters)
    _ = flow.settle(
      ratings + nobody, pretrusted: brokers + [Double](repeating: 0, count: providers), into: &trust)
    let most = trust[raters...].reduce(0, max)
    for provider in reputations.indices { reputations[provider] = 1 }
    for row in records {
      for record in row {
        let provider = Int(record.provider)
        reputations[provider] = most > 0 ? trust[raters + provider] / most : 0
      }
    }
    fade()
  }

  /// Evidence of less than half a word is forgotten.
  private mutating func fade() {
    for rater in records.indices {
      for place in records[rater].indices {
        records[rater][place].kept *= decay
        records[rater][place].broken *= decay
      }
      records[rater].removeAll { $0.kept + $0.broken < 0.5 }
    }
  }
}
