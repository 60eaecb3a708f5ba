import Network
import Quantities
import Vocabulary

/// What must balance to the last unit, in release builds too.
extension World {
  /// Checks every identity at `now` and notes the first that does not hold in `violation`.
  public mutating func checkInvariants(at now: Instant) {
    guard violation == nil else { return }
    violation =
      brokenJobIdentity() ?? ledger.checkConservation() ?? brokenByteIdentity()
      ?? brokenProviderIdentity(at: now)
  }

  /// Arrived = completed + failed + rejected + expired + cloud + in system.
  private func brokenJobIdentity() -> String? {
    let inSystem = jobs.liveCount
    guard counts.arrived != counts.ended + inSystem else { return nil }
    return "\(counts.arrived) jobs arrived, but \(counts.ended) ended and \(inSystem) are in the system"
  }

  /// Sent = delivered + dropped + in flight, by the network's own books and by what is under way.
  private func brokenByteIdentity() -> String? {
    imbalance(of: topology.accounts, with: messages.bytesInFlight, in: "messages")
      ?? imbalance(of: bulk.transfers.accounts, with: bulk.transfers.bytesUnderWay, in: "bulk transfers")
  }

  private func imbalance(of bytes: ByteAccounts, with inFlight: Int128, in what: String) -> String? {
    if bytes.isBalanced && Int128(bytes.inFlight) == inFlight { return nil }
    return "\(bytes.sent) bytes were sent in \(what), but \(bytes.delivered) delivered, \(bytes.dropped) dropped and "
      + "\(inFlight) are in flight (\(bytes.inFlight) by the network's books)"
  }

  /// Little's law per provider: the integral of its load is the sum of the times that jobs spent there. And energy:
  /// what the nodes drew sums to what the network drew, and time is idle, busy or away.
  private mutating func brokenProviderIdentity(at now: Instant) -> String? {
    measures.count(to: now)
    var here = [Int128](repeating: 0, count: books.count)
    var present = [Int32](repeating: 0, count: books.count)
    for body in jobs.bodies where body.isLive && body.isAtProvider {
      here[Int(body.provider)] += Int128((now - body.enqueuedAt).nanoseconds)
      present[Int(body.provider)] += 1
    }
    var energy = Energy.zero
    for index in books.indices {
      books[index].count(to: now)
      let book = books[index]
      // Only a broken rule needs the name; making ten thousand texts for each check does not go unnoticed.
      var name: String { journal.names.providers[index] }
      if book.load != present[index] { return "\(name) counts \(book.load) jobs, but \(present[index]) are there" }
      if book.loadIntegral != book.sojourn + here[index] {
        return "Little's law fails at \(name): the integral of its load is \(book.loadIntegral) job ns, its jobs "
          + "spent \(book.sojourn + here[index]) ns there"
      }
      let departed = book.completed + book.lost + book.abandoned
      if book.admitted != departed + Int64(book.load) {
        return "\(name) admitted \(book.admitted) jobs, but \(departed) left and \(book.load) are there"
      }
      if book.spent.total != now.nanoseconds { return "\(name) was idle, busy or away for \(book.spent.total) ns" }
      if let broken = providers[index].brokenInvariant(counting: book.load) { return "\(name): \(broken)" }
      energy += book.energy
    }
    if energy != measures.energy {
      return "the nodes used \(energy.femtojoules) fJ, the network \(measures.energy.femtojoules) fJ"
    }
    return nil
  }
}

extension ActivityTimes {
  var total: Int64 { idle + busy + away }
}
