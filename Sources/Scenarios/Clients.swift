import Network
import Quantities
import Randomness
import Scheduling
import Specs
import Vocabulary

/// A cloud that a client falls back on: never full, but at its list price.
public struct CloudOffer: Sendable {
  public var perMillionPrompt: Dollars
  public var perMillionOutput: Dollars
  public var perSecond: Dollars
  public var delay: TimeSpan
  /// Output tokens per second.
  public var speed: Double

  init(from spec: inout Spec) {
    perMillionPrompt = spec.take(
      "per_million_prompt", "List price of a million prompt tokens.", default: Dollars(nano: 150_000_000))
    perMillionOutput = spec.take(
      "per_million_output", "List price of a million output tokens.", default: Dollars(nano: 600_000_000))
    perSecond = spec.take("per_second", "List price of a second of stated work.", default: Dollars(nano: 1_000_000))
    delay = spec.take("delay", "Time to its first token.", default: .milliseconds(500), in: .zero...TimeSpan.hours(1))
    speed = spec.take("speed", "Output tokens per second.", default: 80, in: 0.001...1e9)
  }

  /// What the job costs there, rounded up to a billionth of a dollar.
  public func listPrice(of job: Job) -> Dollars {
    if job.work > .zero {
      return Dollars(
        nano: Int64(clamping: (Int128(perSecond.nano) * Int128(job.work.nanoseconds) + 999_999_999) / 1_000_000_000))
    }
    let sum =
      Int128(perMillionPrompt.nano) * Int128(job.promptTokens) + Int128(perMillionOutput.nano)
      * Int128(job.outputTokens)
    return Dollars(nano: Int64(clamping: (sum + 999_999) / 1_000_000))
  }
}

/// Like clients.
public struct ClientGroup: Sendable {
  public var count: Int
  public var placement: Placement
  public var funds: Dollars
  public var budget: Dollars?
  public var deadline: TimeSpan?
  public var timeout: TimeSpan
  public var retries: Int
  public var backoff: TimeSpan
  /// What each client is due at engines that are fair between clients, relative to others.
  public var weight: Int
  public var cloud: CloudOffer?

  init(from spec: inout Spec, _ names: NetworkNames) {
    count = spec.take("count", "Clients in the group.", default: 1, in: 1...10_000_000)
    placement = Placement(from: &spec, names)
    funds = spec.take(
      "funds", "What each has to spend on the network at the start.", default: Dollars(nano: 1_000_000_000_000))
    budget = spec.takeOptional("budget", "The most one job may cost; without it any price is paid.")
    deadline = spec.takeOptional(
      "deadline", "Time within which a job must be answered.", in: TimeSpan(nanoseconds: 1)...TimeSpan.hours(24 * 365))
    timeout = spec.take(
      "timeout", "An attempt without an answer is given up after this.", default: .minutes(5),
      in: TimeSpan(nanoseconds: 1)...TimeSpan.hours(24 * 365))
    retries = spec.take("retries", "Attempts after the first.", default: 0, in: 0...100)
    backoff = spec.take(
      "backoff", "Wait before the second attempt; doubles with each.", default: .seconds(1),
      in: .zero...TimeSpan.hours(24))
    weight = spec.take(
      "weight", "What each is due of an engine whose order is wfq, vtc or drf, relative to other clients.", default: 1,
      in: 1...1000)
    cloud = spec.takeOptionalSection("cloud", "A cloud to fall back on when the network does not serve.") {
      CloudOffer(from: &$0)
    }
  }
}

/// A broker that collects jobs for a while.
public struct BatchSpec: Sendable {
  /// From the first job of a batch to its matching; what is left over waits as long again.
  public var window: TimeSpan
  public var rule: BatchRule

  init(from spec: inout Spec) {
    window = spec.take(
      "window", "Time from the first job of a batch to its matching.", default: .milliseconds(100),
      in: TimeSpan.milliseconds(1)...TimeSpan.hours(24))
    rule = spec.takeChoice("rule", "How jobs and providers are matched.", from: .standard, default: "assignment")
  }
}

/// Who matches jobs to providers.
public struct SchedulingSpec: Sendable {
  public var policy: any SchedulingPolicy
  public var redundancy: (any RedundancyRule)?
  public var brokers: Int
  /// Weight of each region, by its index; brokers are dealt to regions in this proportion.
  public var regions: [Double]
  public var viewAge: TimeSpan
  public var countsOwn: Bool
  /// Matches the jobs of a window at once, in place of the policy.
  public var batch: BatchSpec?
  /// How providers are rated, epoch by epoch; nil where nobody does.
  public var reputation: (any ReputationRule)?
  /// Who has less gets no jobs, 0 … 1.
  public var minReputation: Double
  /// One decision in this many is written to decisions.csv; 0 for none.
  public var decisionSampling: Int

  init(from spec: inout Spec, policies: Catalog<any SchedulingPolicy>, regions regionNames: [Name]) {
    // With a batch there is no policy, not even a default one that the resolved scenario would then state.
    let isBatch = spec.has("batch") && !spec.isDescribing
    if isBatch && spec.has("policy") {
      spec.problem("policy", "has nothing to decide beside a batch", remedy: "remove policy: or batch:")
    }
    policy =
      isBatch && !spec.has("policy")
      ? RandomChoice()
      : spec.takeChoice("policy", "How a broker picks the provider of a job.", from: policies, default: "random")
    redundancy = spec.takeOptionalChoice(
      "redundancy", "When a job goes to more than one provider; the first answer counts.", from: redundancyRules)
    if isBatch && redundancy != nil {
      spec.problem("redundancy", "cannot stand beside a batch", remedy: "remove redundancy: or batch:")
    }
    brokers = spec.take("brokers", "Brokers; each client uses the nearest.", default: 1, in: 1...1000)
    regions = spec.takeShares("regions", "Where brokers stand: a region and its weight.", among: regionNames)
    viewAge = spec.take(
      "view_age", "A broker's picture of the load is renewed this often; 0 s: it is told at once.", default: .zero,
      in: .zero...TimeSpan.hours(24))
    countsOwn = spec.take("counts_own", "With an aged view, a broker adds the jobs it has sent since.", default: true)
    batch = spec.takeOptionalSection("batch", "Matches the jobs of a window at once, in place of a policy.") {
      BatchSpec(from: &$0)
    }
    reputation = spec.takeOptionalChoice(
      "reputation", "How brokers rate providers, epoch by epoch, by answers that came and answers that did not.",
      from: .standard)
    minReputation =
      spec.takeOptional(
        "min_reputation", "A provider with less gets no jobs until its reputation has recovered.", in: 0...1) ?? 0
    decisionSampling = spec.take(
      "decision_sampling", "One decision in this many is written to decisions.csv; 0 writes none.", default: 0,
      in: 0...1_000_000_000)
    checkReputation(&spec)
  }

  private func checkReputation(_ spec: inout Spec) {
    guard minReputation > 0, !spec.isDescribing else { return }
    guard let reputation else {
      return spec.problem("min_reputation", "has nobody who rates", remedy: "add reputation: beta, or remove the key")
    }
    if minReputation > reputation.newcomer {
      spec.problem(
        "min_reputation", "is more than a provider has whom nobody has rated, so that none could ever begin",
        remedy: "write at most \(reputation.newcomer)")
    }
  }
}
