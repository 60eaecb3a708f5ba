import Economy
import SimulationKernel
import Vocabulary

// What an event will touch, asked for some events ahead. A job's body and a provider's engine and book lie at random in
// megabytes: without this, half of the time of ten thousand providers goes by waiting for memory.
extension World {
  @inline(__always) public func anticipate(_ event: WorldEvent) {
    switch event {
    case .messageArrived(let message):
      let message = messages.messages[Int(message)]
      fetch(jobs.bodies, Int(message.job))
      if message.kind == .offer { fetchProvider(Int(message.provider)) }
    case .answerOverdue(let job, _):
      // Nearly always stale: the first line tells.
      jobs.bodies.withUnsafeBufferPointer { prefetch($0.baseAddress.unsafelyUnwrapped + Int(job)) }
    case .engineAdvanced(let provider):
      fetchProvider(Int(provider))
    default: break
    }
  }

  /// The offer will be there in some events: longer than memory takes, and too soon for `anticipate` in a quiet network.
  @inline(__always) mutating func fetchReceiver(_ provider: ProviderID) {
    fetch(books, provider.index)
    fetch(providers, provider.index)
  }

  /// The same for the money that an answer moves.
  @inline(__always) mutating func fetchAccounts(_ slot: Int32, _ provider: ProviderID) {
    if let hold = jobs[slot].hold { prefetch(ledger.address(of: hold)) }
    prefetch(ledger.address(of: token.account(of: provider)))
    prefetch(ledger.address(of: token.account(of: jobs[slot].job.client)))
  }

  @inline(__always) private func fetchProvider(_ index: Int) {
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
