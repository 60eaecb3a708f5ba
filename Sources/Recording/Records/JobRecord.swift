import Quantities
import Vocabulary

/// One job that has left the system: a row of `jobs.csv`. An instant that never came is `.never`, an empty cell.
public struct JobRecord: Record {
  public var job: Int64 = 0
  public var client = ClientID(0)
  public var clientRegion = RegionID(0)
  public var model = ModelID(0)
  public var broker = BrokerID(-1)
  /// The provider of the last attempt; −1 when none was found.
  public var provider = ProviderID(-1)
  public var providerRegion = RegionID(-1)
  public var outcome = JobOutcome.completed
  public var arrivedAt = Instant.start
  public var dispatchedAt = Instant.never
  public var startedAt = Instant.never
  public var firstTokenAt = Instant.never
  public var finishedAt = Instant.never
  public var promptTokens: Int32 = 0
  public var outputTokens: Int32 = 0
  public var attempts: Int32 = 0
  public var preemptions: Int32 = 0
  /// Paid to the network.
  public var price = Amount.zero
  /// Paid to a cloud at its list price.
  public var cloudCost = Dollars.zero

  public init() {}

  public static let table = JournalTable.jobs
  public static let help = "one row per job, in the order in which they left the system"

  public func write(to row: inout some CellSink, _ names: JournalNames) {
    row.integer("job", job, unit: "", "number of the job in order of arrival, from 0")
    row.name("client", client.index, in: names.clients, "who asked")
    row.name("client_region", clientRegion.index, in: names.regions, "where the client is")
    row.name("model", model.index, in: names.models, "model asked for")
    row.name("broker", broker.index, in: names.brokers, "broker that the client asks")
    row.name("provider", provider.index, in: names.providers, "provider of the last attempt; empty if none was found")
    row.name("provider_region", providerRegion.index, in: names.regions, "where that provider is")
    row.name("outcome", Int(outcome.rawValue), in: names.outcomes, "how the job ended")
    row.seconds("arrival_s", arrivedAt.nanoseconds, "when the client asked")
    row.seconds("dispatched_s", dispatchedAt.known, "when a broker last placed the job; empty if none did")
    row.seconds("started_s", startedAt.known, "when the provider began to compute; empty if it never did")
    row.seconds("first_token_s", firstTokenAt.known, "when the first output token reached the client")
    row.seconds("finished_s", finishedAt.known, "when the job left the system")
    row.integer("prompt_tokens", Int64(promptTokens), unit: "", "prompt tokens of the request")
    row.integer("output_tokens", Int64(outputTokens), unit: "", "output tokens of the answer")
    row.integer("attempts", Int64(attempts), unit: "", "times that the client asked")
    row.integer("preemptions", Int64(preemptions), unit: "", "times that the engine interrupted the job")
    row.fixed("price", price.base, decimals: Amount.decimals, unit: "token", "paid to the network")
    row.fixed("cloud_cost_usd", Int128(cloudCost.nano), decimals: 9, unit: "USD", "paid to a cloud at list price")
    row.seconds("ttft_s", timeToFirstToken?.nanoseconds, "time to first token, arrival to first token at the client")
    row.seconds("e2e_s", timeInSystem?.nanoseconds, "time in system, arrival to leaving")
    row.seconds("tpot_s", timePerOutputToken?.nanoseconds, "time per output token after the first, rounded down")
  }

  /// Arrival to first token; nil without a first token.
  public var timeToFirstToken: TimeSpan? { firstTokenAt < .never ? firstTokenAt - arrivedAt : nil }

  /// Arrival to leaving; nil for a job that is still there.
  public var timeInSystem: TimeSpan? { finishedAt < .never ? finishedAt - arrivedAt : nil }

  /// First token to end, over the output tokens after the first; nil for fewer than two tokens.
  public var timePerOutputToken: TimeSpan? {
    guard outputTokens > 1, firstTokenAt < .never, finishedAt < .never else { return nil }
    return TimeSpan(nanoseconds: (finishedAt - firstTokenAt).nanoseconds / Int64(outputTokens - 1))
  }
}

extension Instant {
  /// Nanoseconds, or nil for `never`.
  var known: Int64? { self < .never ? nanoseconds : nil }
}
