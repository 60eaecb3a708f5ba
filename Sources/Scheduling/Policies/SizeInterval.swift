import Quantities
import Randomness
import Specs
import Vocabulary

/// Size interval task assignment with equal load, SITA-E (Harchol-Balter, Crovella and Murta 1999): jobs are told apart
/// by size in bands of equal load, and each band has providers of its own, so that small jobs never wait behind large.
///
/// The model's providers are split by speed into groups of equal capacity; the slowest serve the smallest jobs. A job's
/// size is its stated work in seconds, or its prompt and output tokens together; a broker that knows it is assumed.
/// Within a group of up to 16 the fewest outstanding, in a larger one the fewer outstanding of two drawn. Where nobody
/// of the group is feasible, the next group serves.
struct SizeInterval: SchedulingPolicy {
  private static let smallGroup = 16
  private let given: SizeBands
  private var bands: [SizeBands] = []
  private var groups = ModelCache<[[ProviderID]]>(followsTerms: false)
  private var equals: [ProviderID] = []

  init(_ bands: SizeBands) { given = bands }

  init(from spec: inout Spec) {
    let count = spec.take("bands", "Size bands, each with providers of its own.", default: 2, in: 1...64)
    let cuts: [Double] = spec.takeList(
      "cuts",
      "Sizes between the bands, ascending, in seconds of stated work or in tokens; else bands have equal load.",
      default: [], in: 1e-9...1e12, count: 0...63)
    let law = spec.takeOptionalDistribution(
      "law", "Law of the sizes, in seconds or tokens, for bands of equal load; else they are learned from the jobs.",
      in: .number)
    guard !spec.isDescribing else {
      given = SizeBands(count: count)
      return
    }
    if zip(cuts, cuts.dropFirst()).contains(where: { $0 >= $1 }) {
      spec.problem("cuts", "do not ascend", remedy: "write each cut above the one before")
    }
    if !cuts.isEmpty && spec.has("bands") && cuts.count != count - 1 {
      spec.problem("cuts", "are not one fewer than the bands", remedy: "leave bands out, or match the two")
    }
    if !cuts.isEmpty && law != nil {
      spec.problem("law", "is given besides cuts", remedy: "give one of the two")
    }
    given = cuts.isEmpty ? SizeBands(count: count, law: law) : SizeBands(cuts: cuts)
  }

  mutating func place(
    _ job: Job, among table: ProviderTable, at now: Instant, using stream: inout RandomStream,
    noting note: inout DecisionNote
  ) -> ProviderID? {
    let filter = FeasibilityFilter(job, at: now)
    if note.isWanted { filter.explain(table, .lowerIsBetter, into: &note) { Double(table.outstanding[$0]) } }
    let model = job.model.index
    let size =
      job.work > .zero ? job.work.seconds : Double(Int64(job.promptTokens) + Int64(job.outputTokens))
    while bands.count <= model { bands.append(given) }
    let known = bands[model].band(of: size)
    bands[model].learn(size)
    let band = known ?? stream.below(given.count)
    let groups = groups.value(of: model, table) { [given] in Self.split(model, into: given.count, table) }
    for distance in 0..<given.count {
      for group in distance == 0 ? [band] : [band + distance, band - distance] where groups.indices.contains(group) {
        if let chosen = choose(from: groups[group], filter, table, using: &stream) { return chosen }
      }
    }
    return nil
  }

  /// The fewest outstanding of a small group, or of two drawn from a large one.
  private mutating func choose(
    from group: [ProviderID], _ filter: FeasibilityFilter, _ table: ProviderTable, using stream: inout RandomStream
  ) -> ProviderID? {
    equals.removeAll(keepingCapacity: true)
    if group.count > Self.smallGroup {
      for _ in 0..<RandomChoice.tries where equals.count < 2 {
        let drawn = group[stream.below(group.count)]
        if filter.admits(drawn, in: table) && !equals.contains(drawn) { equals.append(drawn) }
      }
      if equals.count == 2 {
        return table.outstanding[equals[1].index] < table.outstanding[equals[0].index] ? equals[1] : equals[0]
      }
      equals.removeAll(keepingCapacity: true)
    }
    for provider in group where filter.admits(provider, in: table) {
      if let first = equals.first {
        let (new, old) = (table.outstanding[provider.index], table.outstanding[first.index])
        if new > old { continue }
        if new < old { equals.removeAll(keepingCapacity: true) }
      }
      equals.append(provider)
    }
    if equals.isEmpty { return nil }
    return equals[equals.count == 1 ? 0 : stream.below(equals.count)]
  }

  /// The hosts of a model in groups of equal capacity (slots × speed), the slowest first.
  private static func split(_ model: Int, into count: Int, _ table: ProviderTable) -> [[ProviderID]] {
    let speed = ProviderWeighting(speed: 1)
    let capacity = ProviderWeighting(speed: 1, slots: 1)
    let hosts = table.facts.hosts[model].map {
      (
        provider: $0, speed: speed.weight(of: $0.index, model: model, in: table),
        capacity: capacity.weight(of: $0.index, model: model, in: table)
      )
    }.sorted { ($0.speed, $0.provider) < ($1.speed, $1.provider) }
    let total = hosts.reduce(0) { $0 + $1.capacity }
    var groups: [[ProviderID]] = Array(repeating: [], count: count)
    var below = 0.0
    for host in hosts {
      let middle = (below + host.capacity / 2) / total
      groups[min(count - 1, max(0, Int(middle * Double(count))))].append(host.provider)
      below += host.capacity
    }
    return groups
  }
}
