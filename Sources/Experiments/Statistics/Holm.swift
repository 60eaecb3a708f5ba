/// Holm's step-down test (Scandinavian Journal of Statistics 6, 1979): many hypotheses, and a bound on the chance of
/// rejecting any true one, however they depend on each other.
public enum Holm {
  /// For each hypothesis whether it is rejected, and the number by which `error` was divided for it.
  ///
  /// The smallest chance is held against `error ÷ family`, the next against `error ÷ (family − 1)` and so on, until one
  /// fails; it and all after it keep its divisor. `family` counts hypotheses that are not tested now as well.
  public static func test(
    _ chances: [Double], error: Double, family: Int
  ) -> [(isRejected: Bool, divisor: Int)] {
    precondition(family >= chances.count, "a family has at least the hypotheses tested")
    var results = [(isRejected: Bool, divisor: Int)](repeating: (false, family), count: chances.count)
    let order = chances.indices.sorted { (chances[$0], $0) < (chances[$1], $1) }
    var divisor = family
    var goesOn = true
    for index in order {
      if goesOn && chances[index] <= error / Double(divisor) {
        results[index] = (true, divisor)
        divisor -= 1
      } else {
        goesOn = false
        results[index] = (false, divisor)
      }
    }
    return results
  }
}
