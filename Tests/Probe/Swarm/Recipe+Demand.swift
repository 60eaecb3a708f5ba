// Who asks, when and for what.
extension Recipe {
  static let jobsWanted = 2600.0...4000.0

  mutating func makeDemand() -> String {
    groups = (0..<dice.int(1...3)).map { "people-\($0)" }
    let load = features.has(.overload) ? dice.real(0.9...1.6) : dice.real(0.2...0.8)
    var names: [String] = []
    var classes: [(ware: Int, rate: Double)] = []
    for ware in wares.indices {
      let count = dice.int(1...2)
      for number in 0..<count {
        names.append("\(wares[ware].name)-class-\(number)")
        classes.append((ware, load * wares[ware].capacity / Double(count)))
      }
    }
    span = dice.real(Self.jobsWanted) * (features.has(.shortRun) ? 1.3 : 1) / classes.reduce(0) { $0 + $1.rate }
    var text = "demand:\n"
    let askers = classes.map { _ in dice.pick(groups) }
    for (index, kind) in classes.enumerated() {
      text += "  \(names[index]):\n    clients: \(askers[index])\n    model: \(wares[kind.ware].name)\n"
      text += "    arrivals: \(makeArrivals(kind.rate))\n" + makeSize(of: wares[kind.ware])
      if orderDice.chance(0.3) { text += "    priority: \(orderDice.int(0...3))\n" }
      if features.has(.allowedRegions) && dice.chance() {
        text += "    allowed_regions: [\(dice.pick(regions))]\n"
      }
      if features.has(.chains) && dice.chance(0.7) {
        let followers = names.indices.filter { askers[$0] == askers[index] }
        text += "    next: {\(names[dice.pick(followers)]): \(decimal(dice.real(0.1...0.45)))}\n"
      }
    }
    return text
  }

  private mutating func makeSize(of ware: Ware) -> String {
    if ware.isTokens {
      let law = dice.pick([0, 1, 2])
      func tokens(_ mean: Double) -> String {
        switch law {
        case 0: "{kind: geometric, probability: \(decimal(1 / max(mean, 1.5)))}"
        case 1: "{kind: lognormal, median: \(decimal(mean)), sigma: 0.7}"
        default: "\(Int(mean) + 1)"
        }
      }
      var text = "    prompt_tokens: \(tokens(ware.promptTokens))\n    output_tokens: \(tokens(ware.outputTokens))\n"
      if dice.chance(0.3) { text += "    max_context: \(Int(1.3 * (ware.promptTokens + ware.outputTokens)) + 2)\n" }
      return text
    }
    let mean = time(ware.seconds)
    let laws = [
      "{kind: exponential, mean: \(mean)}", "{kind: erlang, mean: \(mean), stages: 3}", mean,
      "{kind: lognormal, median: \(mean), sigma: 0.8}", "{kind: uniform, low: 0 s, high: \(time(2 * ware.seconds))}",
    ]
    return "    work: \(features.has(.clockwork) ? mean : dice.pick(laws))\n"
  }

  private mutating func makeArrivals(_ perSecond: Double) -> String {
    let plain = makePlainArrivals(perSecond)
    guard features.has(.elasticity) else { return plain }
    let reference = money(dice.log(0.5...50))
    let elasticity = decimal(dice.real(0.1...0.6))
    return "{kind: price-elastic, demand: \(plain), reference: \(reference), elasticity: \(elasticity)}"
  }

  private mutating func makePlainArrivals(_ perSecond: Double) -> String {
    if features.has(.clockwork) { return "{kind: renewal, gap: \(time(1 / perSecond))}" }
    var kinds = ["{kind: poisson, rate: \(rate(perSecond))}"]
    kinds.append("{kind: renewal, gap: {kind: gamma, shape: 2, scale: \(time(0.5 / perSecond))}}")
    // In batches: of three jobs two come at the instant of another.
    kinds.append("{kind: renewal, gap: {kind: discrete, values: [0 s, 0 s, \(time(3 / perSecond))]}}")
    if features.has(.bursts) {
      let stay = jobSeconds * dice.log(2...30)
      kinds = [
        "{kind: hawkes, background: \(rate(perSecond * 0.5)), branching: 0.5, memory: \(time(stay))}",
        "{kind: mmpp, states: [{rate: \(rate(perSecond * 2.5)), stay: \(time(stay))}, "
          + "{rate: \(rate(perSecond * 0.25)), stay: \(time(2 * stay))}]}",
      ]
    }
    if features.has(.curves) {
      let (hour, peak) = (dice.int(0...23), dice.int(0...23))
      kinds += [
        "{kind: daily, mean: \(rate(perSecond)), peak_to_mean: 1.3, peak_at: \(peak) h, starts_at: \(hour) h}",
        "{kind: curve, starts_at: \(hour) h, points: [{at: 3 h, rate: \(rate(perSecond * 0.8))}, "
          + "{at: 15 h, rate: \(rate(perSecond * 1.2))}]}",
      ]
    }
    return dice.pick(kinds)
  }

  mutating func makeClients() -> String {
    let price = wares.map(\.price).reduce(0, +) / Double(wares.count)
    var text = "clients:\n"
    for group in groups {
      let count = dice.int(1...60)
      text += "  \(group):\n    count: \(count)\n"
      text += "    regions: \(dice.shares(of: regions))\n    access: \(dice.shares(of: access))\n"
      if orderDice.chance(0.3) { text += "    weight: \(orderDice.int(1...9))\n" }
      if features.has(.impatience) { text += "    timeout: \(time(0.3 + jobSeconds * dice.log(1.5...20)))\n" }
      if features.has(.deadline) { text += "    deadline: \(time(0.3 + jobSeconds * dice.log(2...30)))\n" }
      if features.has(.budget) { text += "    budget: \(money(price * dice.log(0.05...3)))\n" }
      if features.has(.poorClients) {
        // Enough for a part of the jobs that will come to each.
        text += "    funds: \(money(price * 3000 / Double(count * groups.count) * dice.log(0.002...0.5)))\n"
      }
      if features.has(.retries) {
        text += "    retries: \(dice.int(1...4))\n    backoff: \(time(jobSeconds * dice.log(0.01...1)))\n"
      }
      if features.has(.cloud) && dice.chance(0.8) {
        text += "    cloud: {delay: \(time(dice.real(0...1))), speed: \(dice.int(20...200))}\n"
      }
    }
    return text
  }
}
