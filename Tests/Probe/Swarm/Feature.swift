/// What a scenario of the swarm may have or leave out; each seed leaves out about half of them.
///
/// Swarm testing (Groce et al. 2012): scenarios that have everything find less than scenarios that leave things out,
/// because features hide each other (jobs that are all rejected never crash).
enum Feature: Int, CaseIterable {
  case tokens, work, scarceMemory, jitter, largeFleets
  case churn, loadedWeights
  case ownRegions, matrix, ideal, lossyLinks, partition, outage, degradation
  case manyBrokers, staleViews, sampledDecisions, allowedRegions
  case budget, deadline, impatience, retries, cloud, poorClients
  case statedAsks, fees, fixedEmission, halvingEmission, shortEpochs, shortBlocks
  case bursts, curves, clockwork, elasticity, chains, overload
  case warmup, transfers, objectives, shortRun
  case markets, ratings

  /// Chance to be in a scenario.
  var share: Double {
    switch self {
    case .ideal, .largeFleets, .shortRun: 0.15
    case .matrix, .elasticity, .clockwork: 0.25
    case .markets: 0.2
    case .partition, .outage: 0.5
    case .scarceMemory, .tokens, .work: 0.6
    default: 0.4
    }
  }
}

/// The features of one scenario.
struct Features {
  private var isOn: [Bool]

  init(using dice: inout Dice) {
    isOn = Feature.allCases.map { dice.chance($0.share) }
    // A scenario asks for something.
    if !has(.tokens) && !has(.work) { isOn[(dice.chance() ? Feature.tokens : .work).rawValue] = true }
    // Of two exclusive ones the first counts.
    if has(.ideal) { isOn[Feature.matrix.rawValue] = false }
    if has(.fixedEmission) { isOn[Feature.halvingEmission.rawValue] = false }
  }

  func has(_ feature: Feature) -> Bool { isOn[feature.rawValue] }
  var text: String { Feature.allCases.filter(has).map { "\($0)" }.joined(separator: " ") }
}
