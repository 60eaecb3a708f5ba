import Datasets
import Quantities
import Randomness
import Specs

/// Isoelastic demand: an arrival of another process stays with probability (price ÷ reference)^−elasticity, at most 1.
///
/// Each candidate is decided by one draw of its own, made whatever the price: under another price the candidates are
/// the same ones, and a higher price only takes some away (common random numbers). It is decided at its own instant, by
/// the price known then.
///
/// Until a price is observed all stay. An epoch in which nothing was answered has no price: the one believed in then
/// moves half-way back to the reference, on a logarithmic scale, so that the chance to stay becomes its square root.
/// Without that, demand that one high price has driven away would never learn of a lower one.
struct PriceElasticArrivals: ArrivalProcess {
  private var base: any ArrivalProcess
  /// The price, and every lower one, at which all demand comes.
  let reference: Dollars
  let elasticity: Double
  /// Chance that a candidate stays, under the price believed in.
  private var kept = 1.0
  /// The draw of the candidate that `next` gave.
  private var draw = 0.0

  init(base: any ArrivalProcess, reference: Dollars, elasticity: Double) {
    precondition(reference > .zero && elasticity >= 0, "an elasticity is not negative, a reference price positive")
    self.base = base
    self.reference = reference
    self.elasticity = elasticity
  }

  init(from spec: inout Spec) {
    base = spec.takeChoice("demand", "The demand at the reference price.", from: arrivalProcesses, default: nil)
    reference = spec.takeRequired(
      "reference", "Price of a million output tokens at which, and below which, all of it comes.",
      in: Dollars(nano: 1)...Dollars(nano: .max))
    elasticity = spec.take("elasticity", "Per cent of demand lost for a per cent of price.", default: 1, in: 0...10)
  }

  /// At the price believed in.
  var meanRate: Double { base.meanRate * kept }
  var currentRow: ArrivedRow? { base.currentRow }
  var trace: RequestTrace? { base.trace }
  var copies: Int { base.copies }

  var keepsCurrent: Bool { draw < kept && base.keepsCurrent }

  mutating func observe(price: Dollars?) {
    base.observe(price: price)
    guard let price else { return kept.formSquareRoot() }
    kept = price <= reference ? 1 : portablePow(Double(price.nano) / Double(reference.nano), -elasticity)
  }

  mutating func stop(after horizon: Instant) { base.stop(after: horizon) }

  /// The next candidate.
  mutating func next(after last: Instant, using stream: inout RandomStream) -> Instant? {
    guard let next = base.next(after: last, using: &stream) else { return nil }
    draw = stream.uniform()
    return next
  }
}
