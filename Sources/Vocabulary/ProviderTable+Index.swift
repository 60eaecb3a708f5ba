// Changes that keep the index.

/// What an index orders providers by: a load, by jobs or by time, or the price.
public enum LoadMeasure: Sendable {
  case outstanding
  /// Work left ÷ slots.
  case wait
  /// What the provider asks, then jobs outstanding.
  case ask
  /// What does not hang on the job of its time to the answer: access link both ways, and queueing. The index is over
  /// `ProviderFacts.strata`, of which all take the same time on the rest of the way and in service.
  case latency
}

extension ProviderTable {
  /// Keeps an index of the least loaded providers from now on, or none. Costs some 16 bytes for a provider, and
  /// O(log n) for each change; a scan of 10,000 providers costs about a hundred times that.
  public mutating func keepIndex(by measure: LoadMeasure?) {
    indexedBy = measure
    leastLoaded = nil
    leastAsking = nil
    isIndexed = false
    refreshIndex()
  }

  /// The index by this measure, if there is one and it is up to date.
  public func index(by measure: LoadMeasure) -> LoadIndex? {
    isIndexed && indexedBy == measure ? leastLoaded : nil
  }

  /// The index of asks, if there is one and it is up to date.
  var askIndex: AskIndex? { isIndexed && indexedBy == .ask ? leastAsking : nil }

  /// A job of this much predicted work goes to the provider.
  public mutating func assign(_ nanoseconds: Int64, to provider: ProviderID) {
    let wasIndexed = isIndexed
    outstanding[provider.index] += 1
    workLeft[provider.index] += nanoseconds
    note(provider, wasIndexed)
  }

  /// The job is known to be done, or to have left the provider.
  public mutating func release(_ nanoseconds: Int64, from provider: ProviderID) {
    let wasIndexed = isIndexed
    outstanding[provider.index] -= 1
    workLeft[provider.index] -= nanoseconds
    note(provider, wasIndexed)
  }

  public mutating func setUp(_ provider: ProviderID, _ isUpNow: Bool) {
    let wasIndexed = isIndexed
    isUp[provider.index] = isUpNow
    note(provider, wasIndexed)
  }

  @inline(__always) private mutating func note(_ provider: ProviderID, _ wasIndexed: Bool) {
    guard indexedBy != nil else { return }
    guard wasIndexed else { return refreshIndex() }
    if indexedBy == .ask {
      // Taken out of the table while it reads the table's columns, so that it is not copied.
      var index = leastAsking.take()
      index?.refresh(provider, self)
      leastAsking = index
    } else {
      let (key, cells) = (indexKey(provider), indexedCells)
      leastLoaded?.set(key, of: provider, in: cells)
    }
    isIndexed = true
  }

  private mutating func refreshIndex() {
    guard indexedBy != nil else { return }
    isIndexed = true
    if indexedBy == .ask {
      leastAsking = AskIndex(self)
      return
    }
    var index = LoadIndex(cells: indexedCells)
    for i in 0..<count { index.place(indexKey(ProviderID(i)), of: ProviderID(i), in: indexedCells) }
    index.settle(in: indexedCells)
    leastLoaded = index
  }

  private var indexedCells: ProviderCells { indexedBy == .latency ? facts.strata : facts.cells }

  private func indexKey(_ provider: ProviderID) -> Int64 {
    guard isUp[provider.index] else { return LoadIndex.absent }
    return switch indexedBy {
    case .latency: 2 * facts.accessDelay[provider.index] + queueing(at: provider).nanoseconds
    case .wait: wait(at: provider).nanoseconds
    case .outstanding, .ask, nil: Int64(outstanding[provider.index])
    }
  }
}
