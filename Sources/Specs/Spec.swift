/// One mapping of a file being taken apart, key by key.
///
/// A take never throws: it notes a problem with its place in the shared reader and returns the default or a
/// placeholder, so that all problems of a file come in one go. What is made while there are problems is thrown away.
/// A key that nobody takes is a problem. The order of taking is the order of keys in `describe`, the schema and
/// `scenario.json`.
public struct Spec {
  let reader: SpecReader
  let path: String
  let mark: SpecMark
  let depth: Int
  /// Not a mapping: said already, so absent keys are no news.
  let isRefused: Bool
  /// What `takeMeasure` reads here and in the sections below.
  public var dimension: Dimension

  private let entries: [SpecNode.Entry]
  private let places: [String: Int]
  private var isTaken: [Bool]
  private var known: [String] = []
  private(set) var resolved: [JSONValue.Member] = []
  private(set) var descriptions: [KeyDescription] = []

  /// A spec of what a node says, which should be a mapping.
  init(reader: SpecReader, path: String, node: SpecNode?, mark: SpecMark? = nil, dimension: Dimension, depth: Int) {
    precondition(depth < 256, "a default of a catalog leads back to itself")
    self.reader = reader
    self.path = path
    self.dimension = dimension
    self.depth = depth
    // What a built-in default lacks is told where the file could have said it.
    let own = node?.mark == .builtIn ? nil : node?.mark
    self.mark = own ?? mark ?? .start
    switch node?.content {
    case nil: (entries, isRefused) = ([], false)
    case .mapping(let given): (entries, isRefused) = (given, false)
    case .refused: (entries, isRefused) = ([], true)
    case .scalar, .list:
      (entries, isRefused) = ([], true)
      let remedy = node!.isEmpty ? "give it keys, or write {}" : "write a mapping, `key: value` on lines of its own"
      reader.note(self.mark, path, SpecMessage("is \(node!.kind) where a mapping is needed", remedy: remedy))
    }
    isTaken = Array(repeating: false, count: entries.count)
    places = Dictionary(entries.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  init(describingFor reader: SpecReader, dimension: Dimension, depth: Int = 0) {
    self.init(reader: reader, path: "", node: nil, dimension: dimension, depth: depth)
  }

  /// The recording pass for `describe` and the schema: values are defaults and placeholders, cross-checks are skipped.
  public var isDescribing: Bool { reader.isDescribing }

  /// No problem so far in the whole file: what was taken means what it says, and cross-checks make sense.
  public var isSound: Bool { reader.isSound && !reader.isDescribing }

  /// Dollars that one euro is worth, for amounts taken from now on; kept to a billionth. Requires 0.001…1000.
  public var dollarsPerEuro: Double {
    get { Double(reader.context.nanoDollarsPerEuro) / 1e9 }
    nonmutating set {
      precondition(newValue >= 0.001 && newValue <= 1000, "a rate of exchange is positive and not absurd")
      reader.context.nanoDollarsPerEuro = Int64((newValue * 1e9).rounded(.toNearestOrEven))
    }
  }

  /// Notes a problem of the taken key, or of the whole mapping; of none where there should be a mapping and is not.
  public mutating func problem(_ key: String?, _ problem: String, remedy: String) {
    guard !isDescribing, !isRefused else { return }
    let message = SpecMessage(problem, remedy: remedy)
    guard let key else { return reader.note(mark, path, message) }
    let place = places[key].map { entries[$0].value.mark }
    reader.note(place ?? mark, SpecPath.join(path, key), message)
  }

  /// Marks the key as known and taken. The node is `nil` when absent.
  mutating func node(_ key: String) -> SpecNode? {
    precondition(!known.contains(key), "a key of a spec is taken once")
    known.append(key)
    guard let place = places[key] else { return nil }
    isTaken[place] = true
    return entries[place].value
  }

  /// The node of a key, without taking it.
  func peek(_ key: String) -> SpecNode? { places[key].map { entries[$0].value } }

  /// Whether the file says the key; for a key that means something only beside another.
  public func has(_ key: String) -> Bool { places[key] != nil }

  /// Keys and values in the order of the file; for mappings whose keys are the file's own.
  var members: [SpecNode.Entry] { entries }

  mutating func takeAllMembers() { for place in isTaken.indices { isTaken[place] = true } }

  /// The list taken where the key is absent. Nothing stands for an empty one: absent and empty may differ to the taker.
  mutating func recordDefault(_ key: String, _ elements: [JSONValue]) {
    if !elements.isEmpty { record(key, .list(elements)) }
  }

  mutating func record(_ key: String, _ value: JSONValue) { resolved.append(.init(key, value)) }

  mutating func describe(_ description: KeyDescription) { descriptions.append(description) }

  func missing(_ key: String, like example: String) {
    guard !isRefused else { return }
    reader.note(
      mark, SpecPath.join(path, key), SpecMessage("is missing", remedy: "add `\(key): \(example)`"))
  }

  /// Notes the keys nobody took, and gives what was resolved.
  func finished() -> JSONValue {
    for (place, entry) in entries.enumerated() where !isTaken[place] {
      reader.note(
        entry.mark, SpecPath.join(path, entry.key),
        SpecMessage("is not a setting here", remedy: suggestion(for: entry.key, among: known)))
    }
    return .object(resolved)
  }

  /// A spec of a part of this one.
  func part(_ path: String, _ node: SpecNode?) -> Spec {
    Spec(reader: reader, path: path, node: node, mark: mark, dimension: dimension, depth: depth + 1)
  }
}
