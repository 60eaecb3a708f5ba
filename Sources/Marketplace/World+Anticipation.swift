import Economy
import SimulationKernel
import Vocabulary

// What an event will touch, asked for some events ahead. A job's body and a provider's engine and book lie at random in
// megabytes: without this, half of the time of ten thousand providers goes by waiting for memory.
extension World {
  @inline(__always) public func anticipate(_ event: WorldEvent) {
    switch event {
    case .messageArrived(let message):
      fetch(jobs.bodies, Int(messages.messages[Int(message)].job))
    case .answerOverdue(let job, _):
      // Nearly always stale: the first line tells.
      jobs.bodies.withUnsafeBufferPointer { prefetch($0.baseAddress.unsafelyUnwrapped + Int(job)) }
    case .engineAdvanced(let provider):
      fetchProvider(Int(provider))
    default: break
    }
  }

  /// What the end of an answered job will touch; by the time that the answer has travelled it is there.
  @inline(__always) func fetchEnd(of slot: Int32, at provider: ProviderID) {
    if let hold = jobs[slot].hold { prefetch(ledger.address(of: hold)) }
    prefetch(ledger.address(of: token.account(of: provider)))
    let client = jobs[slot].job.client
    prefetch(ledger.address(of: token.account(of: client)))
    if journal.keeps(.jobs) {
      if let name = journal.names.clients.address(of: client.index) { prefetch(name) }
      if let name = journal.names.providers.address(of: provider.index) { prefetch(name) }
    }
  }

  @inline(__always) func fetchProvider(_ index: Int) {
    fetch(books, index)
    fetch(providers, index)
    providers.withUnsafeBufferPointer { buffer in
      // A provider begins with its engine, and an existential of a large engine with the address of its box.
      let first = UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped + index)
      guard let box = first.load(as: UnsafeRawPointer?.self) else { return }
      for line in 0..<9 { prefetch(box + 64 * line) }
    }
  }
}

/// Fetches every cache line of an element.
@inline(__always) private func fetch<Element>(_ elements: [Element], _ index: Int) {
  elements.withUnsafeBufferPointer { buffer in
    let first = UnsafeRawPointer(buffer.baseAddress.unsafelyUnwrapped + index)
    for offset in stride(from: 0, to: MemoryLayout<Element>.size, by: 64) { prefetch(first + offset) }
    // An element that does not begin on a line ends on one more.
    prefetch(first + MemoryLayout<Element>.size - 1)
  }
}
