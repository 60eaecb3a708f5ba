import Quantities
import Vocabulary

/// A sum set aside for a job until it is settled or refunded.
///
/// The generation outdates ids of holds that were closed: paying one job twice is refused, not done.
public struct HoldID: BitwiseCopyable, Hashable, Sendable {
  var slot: Int32
  var generation: UInt32
}

/// The open holds: a table of slots that are used again, so that holding money allocates nothing once it is warm.
struct HoldTable: Sendable {
  struct Slot: BitwiseCopyable, Sendable {
    var amount: Amount
    var payer: AccountID
    /// Odd while open.
    var generation: UInt32
    /// The job it is for while open; the next free slot while closed.
    var reference: Int64
  }

  private(set) var slots: [Slot] = []
  private var firstFree: Int32 = -1
  private(set) var openCount = 0

  mutating func open(_ amount: Amount, payer: AccountID, reference: Int64) -> HoldID {
    openCount += 1
    if firstFree >= 0 {
      let slot = firstFree
      let index = Int(slot)
      firstFree = Int32(truncatingIfNeeded: slots[index].reference)
      let generation = slots[index].generation &+ 1
      slots[index] = Slot(amount: amount, payer: payer, generation: generation, reference: reference)
      return HoldID(slot: slot, generation: generation)
    }
    slots.append(Slot(amount: amount, payer: payer, generation: 1, reference: reference))
    return HoldID(slot: Int32(truncatingIfNeeded: slots.count - 1), generation: 1)
  }

  /// The open hold of that id, or nil when it was closed (or never was).
  func find(_ id: HoldID) -> Slot? {
    guard id.slot >= 0, Int(id.slot) < slots.count else { return nil }
    let slot = slots[Int(id.slot)]
    return slot.generation == id.generation && id.generation & 1 == 1 ? slot : nil
  }

  /// Closes a hold that `find` has just found.
  mutating func close(_ id: HoldID) {
    let index = Int(id.slot)
    slots[index].generation &+= 1
    slots[index].amount = .zero
    slots[index].reference = Int64(firstFree)
    firstFree = id.slot
    openCount -= 1
  }
}
