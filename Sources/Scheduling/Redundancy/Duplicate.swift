import Specs

/// d copies of every job, each at another provider, cancelled when the first is answered: redundancy-d (Gardner et al.,
/// "Redundancy-d: The Power of d Choices for Redundancy", Operations Research 2017).
struct Duplicate: RedundancyRule {
  let copiesAtOnce: Int

  init(from spec: inout Spec) {
    let total = spec.take("copies", "Providers that get each job, the first included.", default: 2, in: 2...64)
    copiesAtOnce = total - 1
  }
}
