import Quantities
import Vocabulary

extension Job {
  /// Tokens that are in the cache of who has served the job.
  var cachedTokens: Int32 { Int32(clamping: Int64(promptTokens) + Int64(outputTokens)) }

  /// The part of the job's prompt that is among so many tokens of its affinity.
  func overlap(_ tokens: Int32) -> Double {
    promptTokens <= 0 ? 0 : Double(min(tokens, promptTokens)) / Double(promptTokens)
  }
}

/// The sessions or prefixes that each provider has lately been given, a bounded number each: a broker's guess of what
/// the providers have in their caches. The one that was longest not given goes first.
struct AffinityRecord: Sendable {
  private struct Entry: BitwiseCopyable {
    var affinity: UInt64
    var tokens: Int32
    var provider: Int32
    // Neighbours in the list of a hash, and in the provider's list from new to old; -1 for none.
    var next: Int32 = -1
    var previous: Int32 = -1
    var newer: Int32 = -1
    var older: Int32 = -1
  }

  private struct Shelf: BitwiseCopyable {
    var newest: Int32 = -1
    var oldest: Int32 = -1
    var count: Int32 = 0
  }

  /// Most entries of a provider.
  let depth: Int
  private var entries: [Entry] = []
  /// First entry of each hash; a power of two of them.
  private var heads: [Int32] = Array(repeating: -1, count: 64)
  private var shelves: [Shelf] = []

  /// Requires depth >= 1.
  init(depth: Int) {
    precondition(depth >= 1, "a record holds something")
    self.depth = depth
  }

  /// Calls `body` with each provider that has the affinity on record and the tokens it then had, the latest first.
  @inline(__always) func forEach(holding affinity: UInt64, _ body: (Int, Int32) -> Void) {
    var place = heads[bucket(of: affinity)]
    while place >= 0 {
      let entry = entries[Int(place)]
      if entry.affinity == affinity { body(Int(entry.provider), entry.tokens) }
      place = entry.next
    }
  }

  /// The provider has been given this many tokens of the affinity.
  mutating func note(_ affinity: UInt64, _ tokens: Int32, at provider: Int) {
    while shelves.count <= provider { shelves.append(Shelf()) }
    var place = heads[bucket(of: affinity)]
    while place >= 0 && (entries[Int(place)].affinity != affinity || entries[Int(place)].provider != provider) {
      place = entries[Int(place)].next
    }
    if place >= 0 {
      unhash(place)
      unshelve(place)
    } else if shelves[provider].count == depth {
      place = shelves[provider].oldest
      unhash(place)
      unshelve(place)
    } else {
      place = Int32(entries.count)
      entries.append(Entry(affinity: affinity, tokens: tokens, provider: Int32(provider)))
      if entries.count > heads.count { rehash() }
    }
    entries[Int(place)].affinity = affinity
    entries[Int(place)].tokens = tokens
    hash(place)
    shelve(place)
  }

  private func bucket(of affinity: UInt64) -> Int {
    var mixer = Mixer()
    mixer.fold(affinity)
    return Int(mixer.finalized & UInt64(heads.count - 1))
  }

  // MARK: the list of a hash

  private mutating func hash(_ place: Int32) {
    let bucket = bucket(of: entries[Int(place)].affinity)
    entries[Int(place)].previous = -1
    entries[Int(place)].next = heads[bucket]
    if heads[bucket] >= 0 { entries[Int(heads[bucket])].previous = place }
    heads[bucket] = place
  }

  private mutating func unhash(_ place: Int32) {
    let entry = entries[Int(place)]
    if entry.previous >= 0 {
      entries[Int(entry.previous)].next = entry.next
    } else {
      heads[bucket(of: entry.affinity)] = entry.next
    }
    if entry.next >= 0 { entries[Int(entry.next)].previous = entry.previous }
  }

  /// Twice as many lists; all but the entry added last were in one.
  private mutating func rehash() {
    heads = Array(repeating: -1, count: 2 * heads.count)
    for place in 0..<entries.count - 1 { hash(Int32(place)) }
  }

  // MARK: the list of a provider

  private mutating func shelve(_ place: Int32) {
    let provider = Int(entries[Int(place)].provider)
    let newest = shelves[provider].newest
    entries[Int(place)].newer = -1
    entries[Int(place)].older = newest
    if newest >= 0 { entries[Int(newest)].newer = place } else { shelves[provider].oldest = place }
    shelves[provider].newest = place
    shelves[provider].count += 1
  }

  private mutating func unshelve(_ place: Int32) {
    let entry = entries[Int(place)]
    let provider = Int(entry.provider)
    if entry.newer >= 0 {
      entries[Int(entry.newer)].older = entry.older
    } else {
      shelves[provider].newest = entry.older
    }
    if entry.older >= 0 {
      entries[Int(entry.older)].newer = entry.newer
    } else {
      shelves[provider].oldest = entry.newer
    }
    shelves[provider].count -= 1
  }
}
