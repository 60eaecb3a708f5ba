/// Where the bytes went: `sent = delivered + dropped + in flight`, in integers, at every instant.
///
/// The four sums are kept apart, each at the place where its bytes pass, so that `isBalanced` can fail.
public struct ByteAccounts: BitwiseCopyable, Sendable, Equatable {
  public private(set) var sent: Int64 = 0
  public private(set) var delivered: Int64 = 0
  public private(set) var dropped: Int64 = 0
  public private(set) var inFlight: Int64 = 0
  /// Bytes put on the wire again after a loss; not part of the identity.
  public private(set) var resent: Int64 = 0
  public private(set) var messagesSent: Int64 = 0
  public private(set) var messagesDropped: Int64 = 0

  public init() {}

  public var isBalanced: Bool { sent == delivered + dropped + inFlight && inFlight >= 0 }

  @inline(__always) mutating func send(_ bytes: Int64) {
    sent += bytes
    messagesSent += 1
  }

  @inline(__always) mutating func fly(_ bytes: Int64) { inFlight += bytes }
  @inline(__always) mutating func resend(_ bytes: Int64) { resent += bytes }

  @inline(__always) mutating func drop(_ bytes: Int64) {
    dropped += bytes
    messagesDropped += 1
  }

  mutating func deliver(_ bytes: Int64) {
    inFlight -= bytes
    delivered += bytes
  }

  mutating func lose(_ bytes: Int64) {
    inFlight -= bytes
    drop(bytes)
  }
}
