import Inference
import Quantities
import Randomness
import Roles
import Scheduling
import Vocabulary

/// Roles driven as a daemon would drive them: inputs and instants come from text, actions are written back as text.
///
/// No kernel, no event queue, no network: a line `1.5 s  timedOut` is handed in at 1.5 s, and what the role wants done
/// stands behind `->`.
struct Line {
  var seconds: Double
  var input: String
  var actions: String

  var now: Instant { .start + TimeSpan(seconds: seconds) }

  static func parse(_ transcript: String) -> [Line] {
    transcript.split(separator: "\n").map { line in
      let halves = line.split(separator: "->", omittingEmptySubsequences: false)
      let words = halves[0].split(separator: " ")
      let actions = halves.count > 1 ? halves[1].split(separator: " ").joined(separator: " ") : ""
      return Line(
        seconds: Double(words[0])!, input: words.dropFirst(2).joined(separator: " "), actions: actions)
    }
  }
}

func text(_ instant: Instant) -> String { "\(Double(instant.nanoseconds) / 1e9)" }

func text(_ actions: [ClientAction]) -> String {
  actions.map { action in
    switch action {
    case .submit: "submit"
    case .expectAnswer(let limit): "expectAnswer(\(text(limit)))"
    case .abandonAttempt: "abandon"
    case .retry(let at): "retry(\(text(at)))"
    case .buyFromCloud: "cloud"
    case .end(let outcome): "end(\(outcome.name))"
    }
  }.joined(separator: " ")
}

func text(_ actions: [ProviderAction]) -> String {
  actions.map { action in
    switch action {
    case .accepted(let tag): "accepted(\(tag))"
    case .refused(let tag): "refused(\(tag))"
    case .answered(let result):
      "answered(\(result.tag) from \(text(result.startedAt)) to \(text(result.finishedAt)))"
    case .lost(let tag): "lost(\(tag))"
    case .wake(let at): "wake(\(text(at)))"
    }
  }.joined(separator: " ")
}

/// Hands a client's transcript in and gives back what it did, line by line.
func play(_ role: ClientRole, _ job: Job, _ transcript: [Line]) -> [String] {
  var state = RequestState()
  return transcript.map { line in
    var outbox: [ClientAction] = []
    let input: ClientInput =
      switch line.input {
      case "requested": .requested
      case "refused": .refused
      case "answered": .answered
      case "timedOut": .timedOut
      case "retryDue": .retryDue
      case "cloudAnswered": .cloudAnswered
      default: preconditionFailure("a transcript says `\(line.input)`")
      }
    role.handle(input, for: job, &state, at: line.now, into: &outbox)
    return text(outbox)
  }
}

/// Hands a provider's transcript in: `offered TAG WORK`, `woke`, `abandoned TAG`, `failed`, `recovered`, `loaded`.
func play(_ role: inout ProviderRole, _ transcript: [Line]) -> [String] {
  transcript.map { line in
    var outbox = ProviderOutbox()
    let words = line.input.split(separator: " ")
    let input: ProviderInput =
      switch words[0] {
      case "offered":
        .offered(
          EngineTask(tag: UInt32(words[1])!, work: TimeSpan(seconds: Double(words[2])!), arrivedAt: line.now))
      case "woke": .woke
      case "abandoned": .abandoned(UInt32(words[1])!)
      case "failed": .failed
      case "recovered": .recovered
      case "loaded": .loaded
      default: preconditionFailure("a transcript says `\(line.input)`")
      }
    _ = role.handle(input, at: line.now, into: &outbox)
    return text(outbox.actions)
  }
}
