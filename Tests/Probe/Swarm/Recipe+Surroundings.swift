// The network between the parties, and their money.
extension Recipe {
  mutating func makeNetwork() -> String {
    var text = "network:\n  fidelity: \(features.has(.ideal) ? "ideal" : features.has(.matrix) ? "matrix" : "jitter")\n"
    if features.has(.ownRegions) {
      text += "  map:\n    regions: [north, east, south, west]\n"
      text += "    within: \(time(dice.log(0.0001...0.02)))\n    otherwise: \(time(dice.log(0.005...0.3)))\n"
    }
    text += "  retransmissions: \(dice.pick([0, 0, 1, 5]))\n  timeout: \(dice.int(20...400)) ms\n"
    if features.has(.lossyLinks) {
      text += "  access:\n"
      for name in access { text += "    \(name): {loss: \(decimal(dice.real(0.01...0.15)))}\n" }
    }
    if features.has(.transfers) {
      text += "  links:\n"
      for name in ["trunk", "spur", "branch"] {
        text += "    \(name): {capacity: \(dice.int(1...50)) Mb/s, latency: \(dice.int(0...30)) ms}\n"
      }
    }
    // The list ends the section, so that a variant can add to it; the first rule holds for a microsecond.
    text += "  rules:\n    - {kind: degradation, until: 1 us}\n"
    if features.has(.partition) { text += makePartition() }
    if features.has(.outage) { text += "    - {kind: outage, regions: [\(dice.pick(regions))], \(makeWhile())}\n" }
    if features.has(.degradation) {
      text += "    - {kind: degradation, access: [\(dice.pick(access))], delay_factor: \(decimal(dice.log(1...30))), "
      text += "rate_factor: \(decimal(dice.log(0.01...1))), loss: \(decimal(dice.real(0...0.3))), \(makeWhile())}\n"
    }
    return text
  }

  private mutating func makePartition() -> String {
    guard regions.count > 1 else { return "    - {kind: partition, between: [\(regions[0])], \(makeWhile())}\n" }
    let from = dice.int(0...regions.count - 1)
    return "    - {kind: partition, between: [\(regions[from])], and: [\(regions[(from + 1) % regions.count])], "
      + "one_way: \(dice.chance()), \(makeWhile())}\n"
  }

  /// Some while within the time in which jobs arrive.
  private mutating func makeWhile() -> String {
    let from = dice.real(0...0.7) * span
    return "from: \(time(from)), until: \(time(from + dice.real(0.05...0.3) * span))"
  }

  mutating func makeToken() -> String {
    var text = "token:\n  price: \(dice.pick(["0.10", "1.37", "0.000003", "250"])) USD\n"
    if features.has(.fees) {
      let dust = dice.pick(["treasury", "provider", "burn"])
      let parts = (decimal(dice.real(0...0.4)), decimal(dice.real(0...0.4)))
      text += "  fees: {protocol: \(parts.0), burn: \(parts.1), dust: \(dust)}\n"
    }
    if features.has(.fixedEmission) {
      let cap = dice.chance() ? ", cap: 100000000000000" : ""
      text += "  emission: {kind: fixed, reward: \(dice.int(1...1000))\(cap)}\n"
    }
    if features.has(.halvingEmission) {
      text += "  emission: {kind: halving, reward: \(dice.int(1...1000)).7, every: \(dice.int(1...3))}\n"
    }
    if features.has(.shortEpochs) || features.has(.ratings) {
      text += "  epoch: \(time(max(1, span / dice.real(5...40))))\n"
    }
    if features.has(.shortBlocks) { text += "  block_interval: \(time(max(0.001, span / dice.real(20...800))))\n" }
    if dice.chance(0.3) { text += "  finality_lag: \(dice.int(0...30))\n  treasury: 12.5\n" }
    return text
  }
}
