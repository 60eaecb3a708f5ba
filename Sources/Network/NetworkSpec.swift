// Stand-in.
import Quantities
import Specs
import Vocabulary

public struct LinkSpec: Sendable { public var capacity: BitRate; public var latency: TimeSpan }
public struct NetworkSpec: Sendable {
  public var regions: RegionMap = .builtIn
  public var classes = AccessClass.builtIn
  public var law = DeliveryLaw()
  public var rules: [NetworkRule] = []
  public var links: [(name: Name, value: LinkSpec)]
  public init(from spec: inout Spec) {
    law.fidelity = spec.take("fidelity", "x", default: NetworkFidelity.jitter)
    links = spec.takeNamed("links", "x") { LinkSpec(capacity: $1.takeRequired("capacity", "x"), latency: $1.take("latency", "x", default: .zero)) }
  }
}
extension NetworkFidelity: SpecValue {}
