// Models and the fleets that serve them.
extension Recipe {
  /// Models of one kind share engines: token models have an LLM engine, the others servers for stated work.
  mutating func makeModels() -> String {
    var text = "models:\n"
    for isTokens in [true, false] where features.has(isTokens ? .tokens : .work) {
      for number in 0..<dice.int(1...2) {
        var ware = Ware(name: "\(isTokens ? "chat" : "task")-\(number)", isTokens: isTokens, seconds: 0)
        let profile = isTokens ? dice.pick(["llama-3.2-1b", "qwen2.5-0.5b", "llama-3.1-8b"]) : "generic"
        if isTokens {
          ware.promptTokens = dice.log(8...400)
          ware.outputTokens = dice.log(6...100)
          ware.seconds = ware.outputTokens * (profile == "llama-3.1-8b" ? 0.012 : 0.003) + 0.01
          ware.price = (ware.promptTokens + 3 * ware.outputTokens) * 1e-6
        } else {
          ware.seconds = dice.log(0.05...5)
          ware.price = ware.seconds * 1e-3
        }
        wares.append(ware)
        text += "  \(ware.name): {profile: \(profile)}\n"
      }
    }
    return text
  }

  mutating func makeFleets() -> String {
    var text = "providers:\n"
    for isTokens in [true, false] {
      let kinds = wares.indices.filter { wares[$0].isTokens == isTokens }
      if kinds.isEmpty { continue }
      for number in 0..<dice.int(1...2) {
        // Every model is served by someone: the first fleet serves them all.
        let served = number == 0 ? kinds : [dice.pick(kinds)]
        text += makeFleet(named: "\(isTokens ? "gpu" : "box")-\(number)", isTokens: isTokens, serving: served)
      }
    }
    return text
  }

  private mutating func makeFleet(named name: String, isTokens: Bool, serving served: [Int]) -> String {
    let count = served.count * (features.has(.largeFleets) ? dice.int(20...60) : dice.int(1...8))
    let slots = dice.int(1...4)
    for ware in served {
      wares[ware].capacity += Double(count * (isTokens ? 1 : slots)) / Double(served.count) / wares[ware].seconds
    }
    let device = dice.pick(isTokens ? ["rtx-4090", "l4", "rtx-3060", "h100"] : ["generic", "raspberry-pi-5", "t4"])
    var text = "  \(name):\n    count: \(count)\n    device: \(device)\n"
    text += "    models: {\(served.map { "\(wares[$0].name): 1" }.joined(separator: ", "))}\n"
    text += "    regions: \(dice.shares(of: regions))\n    access: \(dice.shares(of: access))\n"
    text += "    engine: \(isTokens ? makeLLM(slots) : makeServer(slots))\n"
    if features.has(.jitter) { text += "    jitter: \(decimal(dice.real(0.05...0.5)))\n" }
    if features.has(.statedAsks) {
      let asks = [("1", "3", "0.001"), ("0", "0", "0")][dice.chance(0.8) ? 0 : 1]
      text += "    ask: {per_million_prompt: \(asks.0) USD, per_million_output: \(asks.1) USD, "
      text += "per_second: \(asks.2) USD, spread: 0.5}\n"
    }
    return text + makeChurn()
  }

  private mutating func makeServer(_ slots: Int) -> String {
    var order = dice.pick(["fifo", "lifo", "ps"])
    if orderDice.chance(0.7) {
      order = orderDice.pick([
        "priority", "sjf", "srpt, misprediction: {kind: lognormal, median: 1, sigma: 0.7}", "edf",
        "edf, preemptive: true", "llf", "las", "mlfq", "wfq",
      ])
    }
    let room = dice.chance() ? ", capacity: \(slots + dice.int(0...10))" : ""
    return "{kind: service, servers: \(slots), order: \(order), speed: \(decimal(dice.log(0.5...2)))\(room)}"
  }

  /// Scarce blocks: room for about as many jobs as there are slots when they come in, too few when they have grown.
  private mutating func makeLLM(_ slots: Int) -> String {
    var text = "{kind: llm, slots: \(slots), token_budget: \(dice.pick([16, 64, 512, 2048]))"
    if features.has(.scarceMemory) {
      let most = wares.filter(\.isTokens).map { $0.promptTokens + 2 * $0.outputTokens }.max() ?? 64
      text += ", blocks: \(max(4, Int(most / 16 * dice.real(1...3))))"
    }
    if orderDice.chance() { text += ", order: \(orderDice.pick(["priority", "sjf", "edf", "vtc", "drf"]))" }
    if dice.chance() { text += ", queue: \(dice.int(0...20))" }
    if dice.chance() { text += ", watermark: \(dice.pick(["0", "0.05", "0.3"]))" }
    return text + "}"
  }

  /// Churn in terms of the time of a job.
  private mutating func makeChurn() -> String {
    guard features.has(.churn) else { return "" }
    let up = jobSeconds * dice.log(5...200)
    let down = up * dice.log(0.05...0.5)
    let law = dice.pick(["exponential, mean", "constant, value"])
    var text = "    churn: {kind: on-off, up: {kind: \(law): \(time(up))}, "
    text += "down: {kind: exponential, mean: \(time(down))}}\n"
    guard features.has(.loadedWeights) else { return text + "    loads_weights: false\n" }
    // By the seed, not by the dice: the rest of the scenario does not hang on it.
    switch seed % 3 {
    case 0: return text
    case 1: return text + "    download: {}\n"
    default: return text + (features.has(.transfers) ? "    download: {over: [trunk]}\n" : "")
    }
  }
}
