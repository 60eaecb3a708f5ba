// Changes that keep the index.

/// What an index orders providers by: a load, by jobs or by time, or the price.
public enum LoadMeasure: Sendable {
  case outstanding
  /// Work left ÷ slots.
  case wait
  /// What the provider asks, then jobs outstanding.
  case ask
  /// Nothing: jobs outstanding and providers up are counted by cell.
  case census
  /// What does not hang on the job of its time to the answer: access link both ways, and queueing. The index is over
  /// `ProviderFacts.strata`, of which all take the same time on the rest of the way and in service.
  case latency
}

/// A cell's providers that are up, and the jobs outstanding at them.
struct CellCount: BitwiseCopyable, Sendable {
  var outstanding: Int64 = 0
  var up: Int64 = 0
}

extension ProviderTable {
  /// Keeps an index of the least loaded providers from now on, or none. Costs some 16 bytes for a provider, and
  /// O(log n) for each change; a scan of 10,000 providers costs about a hundred times that.
  public mutating func keepIndex(by measure: LoadMeasure?) {
    indexedBy = measure
    leastLoaded = nil
    leastAsking = nil
    census = nil
    isIndexed = false
    refreshIndex()
  }

  /// The index by this measure, if there is one and it is up to date.
  public func index(by measure: LoadMeasure) -> LoadIndex? {
    isIndexed && indexedBy == measure ? leastLoaded : nil
  }

  /// The index of asks, if there is one and it is up to date.
  var askIndex: AskIndex? { isIndexed && indexedBy == .ask ? leastAsking : nil }

  /// Jobs outstanding at providers that are up, and how many these are, of the cells that serve the job's model in a
  /// region that may serve it; nil when there is no census or it is not up to date.
  public func census(for job: Job) -> (outstanding: Int64, up: Int64)? {
    guard isIndexed, indexedBy == .census, let census else { return nil }
    var sum: (outstanding: Int64, up: Int64) = (0, 0)
    for number in facts.cells.ofModel[job.model.index]
    where job.allowedRegions >> UInt64(facts.cells.cells[Int(number)].region.raw) & 1 == 1 {
      sum.outstanding += census[Int(number)].outstanding
      sum.up += census[Int(number)].up
    }
    return sum
  }

  /// A job of this much predicted work goes to the provider.
  public mutating func assign(_ nanoseconds: Int64, to provider: ProviderID) {
    let wasIndexed = isIndexed
    outstanding[provider.index] += 1
    workLeft[provider.index] = min(workLeft[provider.index] + nanoseconds, Self.mostWork)
    note(provider, wasIndexed, jobs: isUp[provider.index] ? 1 : 0)
  }

  /// No provider is told to have more left, 36 years: sums with it do not overflow.
  private static var mostWork: Int64 { 1 << 60 }

  /// The job is known to be done, or to have left the provider.
  public mutating func release(_ nanoseconds: Int64, from provider: ProviderID) {
    let wasIndexed = isIndexed
    outstanding[provider.index] -= 1
    workLeft[provider.index] = max(workLeft[provider.index] - nanoseconds, 0)
    note(provider, wasIndexed, jobs: isUp[provider.index] ? -1 : 0)
  }

  public mutating func setUp(_ provider: ProviderID, _ isUpNow: Bool) {
    let wasIndexed = isIndexed
    let up: Int64 = (isUpNow ? 1 : 0) - (isUp[provider.index] ? 1 : 0)
    isUp[provider.index] = isUpNow
    note(provider, wasIndexed, jobs: up * Int64(outstanding[provider.index]), up: up)
  }

  /// Brings the index up to date with a change of one provider; `jobs` and `up` are what it adds to the census.
  @inline(__always) private mutating func note(
    _ provider: ProviderID, _ wasIndexed: Bool, jobs: Int64, up: Int64 = 0
  ) {
    guard indexedBy != nil else { return }
    guard wasIndexed else { return refreshIndex() }
    if indexedBy == .census {
      let cell = Int(facts.cells.cellOf[provider.index])
      census?[cell].outstanding += jobs
      census?[cell].up += up
    } else if indexedBy == .ask {
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
    if indexedBy == .census { return countCells() }
    var index = LoadIndex(cells: indexedCells)
    for i in 0..<count { index.place(indexKey(ProviderID(i)), of: ProviderID(i), in: indexedCells) }
    index.settle(in: indexedCells)
    leastLoaded = index
  }

  private mutating func countCells() {
    var counts = Array(repeating: CellCount(), count: facts.cells.cells.count)
    for i in 0..<count where isUp[i] {
      counts[Int(facts.cells.cellOf[i])].outstanding += Int64(outstanding[i])
      counts[Int(facts.cells.cellOf[i])].up += 1
    }
    census = counts
  }

  private var indexedCells: ProviderCells { indexedBy == .latency ? facts.strata : facts.cells }

  /// Time on the provider's access link, both ways, and in its queue, nanoseconds.
  func approach(to provider: ProviderID) -> Int64 {
    2 * facts.accessDelay[provider.index] + queueing(at: provider).nanoseconds
  }

  private func indexKey(_ provider: ProviderID) -> Int64 {
    guard isUp[provider.index] else { return LoadIndex.absent }
    return switch indexedBy {
    case .latency: approach(to: provider)
    case .wait: wait(at: provider).nanoseconds
    case .outstanding, .ask, .census, nil: Int64(outstanding[provider.index])
    }
  }
}
