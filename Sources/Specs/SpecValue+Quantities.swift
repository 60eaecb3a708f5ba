import Quantities

/// A quantity counted exactly in base units of its dimension.
protocol ExactQuantity: SignedSpecValue, Comparable {
  associatedtype Count: FixedWidthInteger & SignedInteger
  static var dimension: Dimension { get }
  var count: Count { get }
  init(count: Count)
}

extension ExactQuantity {
  public static var specType: SpecType { dimension.type(negative: false) }
  public static var placeholder: Self { Self(count: 1) }
  public var specText: String { Self.dimension.text(exactly: Int128(count)) }
  var isNegative: Bool { count < 0 }

  public init(specText text: String) throws(SpecMessage) { try self.init(specText: text, in: SpecContext()) }

  public init(specText text: String, in context: SpecContext) throws(SpecMessage) {
    guard let count = Count(exactly: try Self.dimension.exact(text, in: context)) else {
      throw Self.dimension.tooLarge(text)
    }
    self.init(count: count)
  }
}

extension TimeSpan: ExactQuantity {
  static var dimension: Dimension { .time }
  var count: Int64 { nanoseconds }
  init(count: Int64) { self.init(nanoseconds: count) }
  public static var placeholder: TimeSpan { .seconds(1) }
}

/// Written as the time since the scenario began.
extension Instant: ExactQuantity {
  static var dimension: Dimension { .time }
  var count: Int64 { nanoseconds }
  init(count: Int64) { self.init(nanoseconds: count) }
  public static var placeholder: Instant { .start }
}

extension ByteCount: ExactQuantity {
  static var dimension: Dimension { .bytes }
  var count: Int64 { bytes }
  init(count: Int64) { self.init(bytes: count) }
}

extension BitRate: ExactQuantity {
  static var dimension: Dimension { .bitRate }
  var count: Int64 { bitsPerSecond }
  init(count: Int64) { self.init(bitsPerSecond: count) }
  public static var placeholder: BitRate { BitRate(bitsPerSecond: 1_000_000_000) }
}

extension Power: ExactQuantity {
  static var dimension: Dimension { .power }
  var count: Int64 { microwatts }
  init(count: Int64) { self.init(microwatts: count) }
}

extension Energy: ExactQuantity {
  static var dimension: Dimension { .energy }
  var count: Int128 { femtojoules }
  init(count: Int128) { self.init(femtojoules: count) }
}

extension Dollars: ExactQuantity {
  static var dimension: Dimension { .dollars }
  var count: Int64 { nano }
  init(count: Int64) { self.init(nano: count) }
  public var specText: String { "\(billionths(nano)) USD" }
}

extension EnergyPrice: ExactQuantity {
  static var dimension: Dimension { .energyPrice }
  var count: Int64 { nanoDollarsPerKWh }
  init(count: Int64) { self.init(nanoDollarsPerKWh: count) }
  public var specText: String { "\(billionths(nanoDollarsPerKWh)) USD/kWh" }
}

extension Rate: SignedSpecValue {
  public static var specType: SpecType { Dimension.rate.type(negative: false) }
  public static var placeholder: Rate { Rate(perSecond: 1) }
  public var specText: String { Dimension.rate.text(perSecond) }
  var isNegative: Bool { perSecond < 0 }

  public init(specText text: String) throws(SpecMessage) {
    self.init(perSecond: try Dimension.rate.measure(text, in: SpecContext()))
  }
}

extension Fraction: SpecValue {
  public static var specType: SpecType { Dimension.fraction.type(negative: false) }
  public static var placeholder: Fraction { Fraction(0) }
  public var specText: String { shortest(value) }

  public init(specText text: String) throws(SpecMessage) {
    let value = try Dimension.fraction.measure(text, in: SpecContext())
    guard value >= 0, value <= 1 else {
      throw SpecMessage("\(quoted(text)) is out of range", remedy: "write a number from 0 to 1, or 0 % to 100 %")
    }
    self.init(value)
  }
}

/// A count of billionths as a decimal number without trailing zeros.
func billionths(_ count: Int64) -> String {
  let (whole, rest) = count.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
  var text = "\(count < 0 ? "-" : "")\(whole)"
  if rest > 0 {
    var digits = String(rest + 1_000_000_000).dropFirst()
    while digits.last == "0" { digits = digits.dropLast() }
    text += ".\(digits)"
  }
  return text
}
