import Quantities
import Vocabulary

/// One provider over the whole run: a row of `providers.csv`, written at its end.
public struct ProviderRecord: Record {
  public var provider = ProviderID(0)
  /// Row of `JournalNames.fleets`, `.devices`, `.accesses`; −1 where there is none.
  public var fleet: Int32 = -1
  public var device: Int32 = -1
  public var access: Int32 = -1
  public var region = RegionID(0)
  public var completed: Int64 = 0
  public var lost: Int64 = 0
  public var refused: Int64 = 0
  public var promptTokens: Int64 = 0
  public var outputTokens: Int64 = 0
  public var busyTime = TimeSpan.zero
  public var upTime = TimeSpan.zero
  public var departures: Int64 = 0
  public var energy = Energy.zero
  public var energyCost = Dollars.zero
  public var earned = Amount.zero
  public var rewarded = Amount.zero

  public init() {}

  public static let table = JournalTable.providers
  public static let help = "one row per provider, over the whole run"

  public func write(to row: inout some CellSink, _ names: JournalNames) {
    row.name("provider", provider.index, in: names.providers, "name of the provider")
    row.name("fleet", Int(fleet), in: names.fleets, "entry of the scenario's fleet")
    row.name("region", region.index, in: names.regions, "where it is")
    row.name("device", Int(device), in: names.devices, "hardware")
    row.name("access", Int(access), in: names.accesses, "class of its access link")
    row.integer("completed", completed, unit: "", "jobs answered")
    row.integer("lost", lost, unit: "", "jobs lost in departures")
    row.integer("refused", refused, unit: "", "jobs refused on arrival")
    row.integer("prompt_tokens", promptTokens, unit: "", "prompt tokens of the jobs answered")
    row.integer("output_tokens", outputTokens, unit: "", "output tokens of the jobs answered")
    row.seconds("busy_s", busyTime.nanoseconds, "time with at least one job computing")
    row.seconds("up_s", upTime.nanoseconds, "time in the network")
    row.number("utilisation", utilisation, unit: "", "busy time over time up; empty if never up")
    row.integer("departures", departures, unit: "", "times that it left the network")
    row.fixed("energy_j", energy.femtojoules, decimals: 15, unit: "J", "electrical energy used")
    row.fixed("energy_cost_usd", Int128(energyCost.nano), decimals: 9, unit: "USD", "what that energy cost")
    row.fixed("earned", earned.base, decimals: Amount.decimals, unit: "token", "paid by clients, after fees")
    row.fixed("rewarded", rewarded.base, decimals: Amount.decimals, unit: "token", "minted for it")
  }

  /// Share of its time in the network with a job computing; NaN if it never was there.
  public var utilisation: Double { Double(busyTime.nanoseconds) / Double(upTime.nanoseconds) }
}
