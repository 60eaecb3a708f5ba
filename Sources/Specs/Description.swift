/// What a key takes: the tree that `describe` and the JSON Schema are made from.
public struct KeyDescription: Sendable {
  public indirect enum Shape: Sendable {
    case value(SpecType)
    case list(SpecType, count: ClosedRange<Int>)
    case section([KeyDescription])
    case sections([KeyDescription], count: ClosedRange<Int>)
    /// Names of the file's own, each with a section.
    case named([KeyDescription], count: ClosedRange<Int>)
    /// Names declared elsewhere in the file, each with a value.
    case values(SpecType, count: ClosedRange<Int>)
    /// One alternative of the catalog of that noun.
    case choice(catalog: String)
    case choices(catalog: String, count: ClosedRange<Int>)
  }

  public var key: String
  public var help: String
  public var isRequired: Bool
  public var shape: Shape
  /// Text of the value taken when the key is absent.
  public var defaultText: String?
  /// Ends of the range, each inclusive.
  public var lowest: String?
  public var highest: String?
}

/// A catalog as a file sees it.
public struct CatalogDescription: Sendable {
  public struct Alternative: Sendable {
    public var kind: String
    public var help: String
    public var keys: [KeyDescription]
  }

  /// Name within the schema: the noun, and the dimension where measures follow one.
  public var name: String
  public var noun: String
  public var dimension: Dimension
  public var alternatives: [Alternative]
  /// The key, and the kind it belongs to, that a bare scalar in place of the mapping gives.
  public var bareScalar: (kind: String, key: String)?
}

/// Everything a file may say.
public struct Description: Sendable {
  public var keys: [KeyDescription]
  /// In order of first use.
  public var catalogs: [CatalogDescription]
}
