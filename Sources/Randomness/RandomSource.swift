import Quantities

/// What a stream is for: "arrivals", "service". The hash is taken once, when the name is made.
///
/// Two purposes of one entity must have two names; two names of equal hash would share their draws, so a program checks
/// the names it uses with `areDistinct` when it starts.
public struct StreamName: Sendable, Hashable {
  public let hash: UInt64

  public init(_ name: String) {
    var mixer = Mixer()
    mixer.fold(name)
    hash = mixer.finalized
  }

  /// Whether no two of the names have the same hash. With n names the chance of a mishap is n² / 2^65.
  public static func areDistinct(_ names: [StreamName]) -> Bool { Set(names).count == names.count }
}

/// All the chance of one run: every stream of a scenario, addressed by name and entity.
///
/// Streams have no order of creation. Adding a node, a mechanism or a purpose shifts no other stream, so runs that
/// differ in one policy see common random numbers wherever they ask the same question.
public struct RandomSource: Sendable, Hashable {
  public let seed: UInt64

  public init(seed: UInt64) { self.seed = seed }

  /// The source of replication `index` of the same scenario; independent of this one and of the others.
  public func replication(_ index: Int) -> RandomSource {
    var mixer = Mixer(state: seed)
    mixer.fold(UInt64(bitPattern: Int64(index)))
    return RandomSource(seed: mixer.finalized)
  }

  /// The draws of one purpose of one entity, from the first on.
  public func stream(_ name: StreamName, _ entity: Int = 0) -> RandomStream {
    var mixer = Mixer(state: seed)
    mixer.fold(name.hash)
    return RandomStream(key: mixer.finalized, entity: UInt64(bitPattern: Int64(entity)))
  }
}
