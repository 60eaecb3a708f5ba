import Quantities
import Scheduling
import Vocabulary

/// Who could serve each job of a batch: for n jobs the n cheapest providers with room and one more. An optimal matching
/// needs no others, for the other jobs take at most n − 1 of them; the one more may set a price.
struct BatchCandidates: Sendable {
  struct Pair: BitwiseCopyable, Sendable {
    var provider: ProviderID
    var cost: Int64

    @inline(__always) static func < (a: Pair, b: Pair) -> Bool {
      a.cost != b.cost ? a.cost < b.cost : a.provider < b.provider
    }
  }

  /// Job by job, the cheapest first; equals by the lowest provider.
  private(set) var pairs: [Pair] = []
  /// Where each job's pairs begin, and one past the last of all.
  private(set) var starts: [Int] = []
  /// Somebody could serve the job, if not now then when there is room.
  private(set) var isServable: [Bool] = []
  private var feasible: [Int32] = []
  /// The cheapest so far, the dearest of them at the root of a heap.
  private var found: [Pair] = []

  /// - Parameters:
  ///   - queue: jobs beyond its slots that a provider may hold.
  ///   - isPriced: whether a budget below the ask rules a pair out.
  mutating func gather(
    _ jobs: [Job], in table: ProviderTable, at now: Instant, queue: Int, isPriced: Bool = true,
    cost: (Job, ProviderID) -> Int64
  ) {
    pairs.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    isServable.removeAll(keepingCapacity: true)
    for job in jobs {
      starts.append(pairs.count)
      var wish = job
      if !isPriced { wish.budget = .max }
      feasible.removeAll(keepingCapacity: true)
      FeasibilityFilter(wish, at: now).list(table, into: &feasible)
      isServable.append(!feasible.isEmpty)
      found.removeAll(keepingCapacity: true)
      for member in feasible {
        let provider = ProviderID(Int(member))
        guard Self.room(of: provider, in: table, queue: queue) > 0 else { continue }
        offer(Pair(provider: provider, cost: cost(job, provider)), depth: jobs.count + 1)
      }
      found.sort(by: <)
      pairs.append(contentsOf: found)
    }
    starts.append(pairs.count)
  }

  /// Whether somebody could serve each job, without a look at room or cost.
  mutating func lookForServers(of jobs: [Job], in table: ProviderTable, at now: Instant) {
    isServable.removeAll(keepingCapacity: true)
    for job in jobs {
      feasible.removeAll(keepingCapacity: true)
      FeasibilityFilter(job, at: now).list(table, into: &feasible)
      isServable.append(!feasible.isEmpty)
    }
  }

  /// Keeps the pair if it is among the `depth` cheapest.
  private mutating func offer(_ pair: Pair, depth: Int) {
    if found.count < depth {
      found.append(pair)
      var place = found.count - 1
      while place > 0 && found[(place - 1) / 2] < found[place] {
        found.swapAt(place, (place - 1) / 2)
        place = (place - 1) / 2
      }
    } else if pair < found[0] {
      found[0] = pair
      var place = 0
      while true {
        var child = 2 * place + 1
        guard child < depth else { return }
        if child + 1 < depth && found[child] < found[child + 1] { child += 1 }
        guard found[place] < found[child] else { return }
        found.swapAt(place, child)
        place = child
      }
    }
  }

  func pairs(ofJob job: Int) -> ArraySlice<Pair> { pairs[starts[job]..<starts[job + 1]] }

  /// Jobs that the provider can take now, those that would queue included.
  static func room(of provider: ProviderID, in table: ProviderTable, queue: Int) -> Int {
    Int(table.facts.slots[provider.index]) + queue - Int(table.outstanding[provider.index])
  }
}

/// A number of its own, from 0 up, for each provider that has been named.
struct ProviderNumbers: Sendable {
  private(set) var named: [ProviderID] = []
  private var numbers: [Int32] = []

  mutating func reset(_ providers: Int) {
    for provider in named { numbers[provider.index] = -1 }
    named.removeAll(keepingCapacity: true)
    if numbers.count < providers {
      numbers.append(contentsOf: repeatElement(-1, count: providers - numbers.count))
    }
  }

  /// The provider's number, given to it if it has none.
  mutating func number(of provider: ProviderID) -> Int {
    if numbers[provider.index] < 0 {
      numbers[provider.index] = Int32(named.count)
      named.append(provider)
    }
    return Int(numbers[provider.index])
  }
}
