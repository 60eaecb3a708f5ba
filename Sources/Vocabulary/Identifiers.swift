/// The number of an entity in its table. Ids index arrays; ties break by the lowest id.
@frozen public struct Identifier<Kind>: BitwiseCopyable, Hashable, Comparable, Sendable {
  public var raw: Int32
  @inlinable public init(_ index: Int) { raw = Int32(truncatingIfNeeded: index) }
  @inlinable public var index: Int { Int(raw) }
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.raw < b.raw }
}

public enum ProviderKind {}
public enum ClientKind {}
public enum BrokerKind {}
public enum RegionKind {}
public enum ModelKind {}
public enum NodeKind {}
public enum AccountKind {}

public typealias ProviderID = Identifier<ProviderKind>
public typealias ClientID = Identifier<ClientKind>
public typealias BrokerID = Identifier<BrokerKind>
public typealias RegionID = Identifier<RegionKind>
public typealias ModelID = Identifier<ModelKind>
public typealias NodeID = Identifier<NodeKind>
public typealias AccountID = Identifier<AccountKind>
