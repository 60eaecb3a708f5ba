/// The alternatives a scenario may choose between for one thing, each made from its own keys.
///
/// In a file: `emission: {kind: halving, every: 7 d}`, or `emission: halving` when the defaults do. A catalog whose
/// alternatives contain choices from the same catalog needs at least one that does not.
public struct Catalog<Product>: Sendable {
  public struct Entry: Sendable {
    public let kind: String
    public let help: String
    public let make: @Sendable (inout Spec) -> Product

    public init(_ kind: String, _ help: String, _ make: @escaping @Sendable (inout Spec) -> Product) {
      precondition(Name.isValid(kind), "a kind is a name")
      self.kind = kind
      self.help = help
      self.make = make
    }

    public init(kind: String, help: String, make: @escaping @Sendable (inout Spec) -> Product) {
      self.init(kind, help, make)
    }
  }

  /// Lets a bare measure stand for one alternative: `latency: 5 ms` for `latency: {kind: constant, value: 5 ms}`.
  public struct BareScalar: Sendable {
    public let kind: String
    public let key: String

    public init(kind: String, key: String) {
      self.kind = kind
      self.key = key
    }
  }

  /// What is chosen, in the singular: "distribution".
  public let noun: String
  public let entries: [Entry]
  public let bareScalar: BareScalar?

  public init(_ noun: String, _ entries: [Entry], bareScalar: BareScalar? = nil) {
    precondition(!entries.isEmpty, "a catalog has alternatives")
    self.noun = noun
    self.entries = entries
    self.bareScalar = bareScalar
  }

  public var kinds: [String] { entries.map(\.kind) }

  func entry(_ kind: String) -> Entry? { entries.first { $0.kind == kind } }
}
