/// What a file means once every default is filled in: the tree of `scenario.json`, keys in the order of taking.
///
/// Absent lists and mappings stay absent, as do optional keys; read again, it resolves to itself.
public indirect enum ResolvedValue: Equatable, Sendable {
  case text(String)
  /// A number or a truth value in JSON's own spelling.
  case literal(String)
  case list([ResolvedValue])
  case object([Member])

  public struct Member: Equatable, Sendable {
    public var key: String
    public var value: ResolvedValue

    public init(_ key: String, _ value: ResolvedValue) {
      self.key = key
      self.value = value
    }
  }

  /// The number or word as JSON has it where the type has such a form, else its text.
  init<V: SpecValue>(_ value: V) {
    self =
      V.specType.forms.contains(.text) && V.specType.forms.first == .text
      ? .text(value.specText) : .literal(value.specText)
  }
}
