import Network
import Specs

/// Where nodes stand and how they are connected: weights from which each draws its own.
public struct Placement: Sendable {
  /// Weight of each region, by its index.
  public var regions: [Double]
  /// Weight of each access class, by its index.
  public var access: [Double]

  init(from spec: inout Spec, _ names: NetworkNames) {
    regions = spec.takeShares(
      "regions", "Where they are: a region and its weight; all alike without it.", among: names.regions)
    let isGiven = spec.has("access")
    access = spec.takeShares(
      "access", "How they are connected: an access class and its weight; cable without it.", among: names.access)
    if !isGiven, let cable = names.access.firstIndex(of: Name("cable")) {
      for index in access.indices { access[index] = index == cable ? 1 : 0 }
    }
  }
}

/// The names that a scenario's network declares.
struct NetworkNames {
  var regions: [Name]
  var access: [Name]
  var links: [Name]

  init(_ network: NetworkSpec) {
    regions = network.regions.names
    access = network.classes.map(\.name)
    links = network.links.map(\.name)
  }
}
