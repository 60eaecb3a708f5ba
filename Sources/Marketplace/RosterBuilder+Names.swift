import Quantities
import Recording
import Scenarios
import Scheduling
import Vocabulary

extension RosterBuilder {
  /// The names that stand in the output for the ids: `home-17` is the eighteenth provider of the fleet `home`.
  func journalNames() -> JournalNames {
    var providerNames: [String] = []
    for (name, fleet) in scenario.fleets {
      for number in 0..<fleet.count { providerNames.append("\(name.text)-\(number)") }
    }
    var clientNames: [String] = []
    for (name, group) in scenario.clients {
      for number in 0..<group.count { clientNames.append("\(name.text)-\(number)") }
    }
    let fleets = scenario.fleets.map(\.name.text)
    return JournalNames(
      clients: clientNames, brokers: (0..<scenario.scheduling.brokers).map { "broker-\($0)" },
      providers: providerNames, fleets: fleets, regions: topology.map.names.map(\.text),
      models: scenario.models.map(\.name.text),
      devices: scenario.fleets.map(\.value.device.name), accesses: topology.classes.map(\.name.text),
      filters: Filter.allCases.map { "\($0)" }, transferKinds: scenario.transfers.map(\.name.text) + ["weights"],
      series: WorldSeries.all(fleets: fleets))
  }
}
