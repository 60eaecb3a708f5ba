import Specs

/// Which waiting task an LLM engine lets into its batch next. Ties go to the task that came first; tasks that lost
/// their place in memory come back before all others, whatever the order.
public enum EntryOrder: String, CaseIterable, SpecValue {
  /// In order of arrival.
  case fifo
  /// The class of least priority number first.
  case priority
  /// Fewest predicted output tokens first.
  case sjf
  /// Earliest deadline first.
  case edf
  /// The client served the fewest weighted tokens first (virtual token counter, Sheng 2024).
  case vtc
  /// The client with the least dominant share of blocks and slots first (dominant resource fairness, Ghodsi 2011).
  case drf
}
