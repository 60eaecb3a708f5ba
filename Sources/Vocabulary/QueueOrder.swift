/// Which waiting job an engine takes next.
public enum QueueOrder: String, CaseIterable, Sendable {
  case fifo, lifo
}
