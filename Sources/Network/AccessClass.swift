import Quantities
import Specs

/// A kind of last mile: how a node hangs on the backbone.
public struct AccessClass: Sendable, Equatable {
  public var name: Name
  /// One-way time of the link; a node draws its own once, evenly between the two.
  public var delay: ClosedRange<TimeSpan>
  public var down: BitRate
  public var up: BitRate
  /// Chance that a message is lost on the link, 0 … 1.
  public var loss: Double
  /// Median of the link's share of a message's jitter.
  public var jitter: TimeSpan
  /// Where the numbers are from.
  public var origin: String

  public init(
    name: Name, delay: ClosedRange<TimeSpan>, down: BitRate, up: BitRate, loss: Double, jitter: TimeSpan,
    origin: String
  ) {
    precondition(delay.lowerBound >= .zero && jitter >= .zero, "a delay is not negative")
    precondition(down.bitsPerSecond > 0 && up.bitsPerSecond > 0, "an access link carries something")
    precondition((0...1).contains(loss), "a loss is a fraction")
    self.name = name
    self.delay = delay
    self.down = down
    self.up = up
    self.loss = loss
    self.jitter = jitter
    self.origin = origin
  }

  private init(
    _ name: String, microseconds: ClosedRange<Int64>, down: Int64, up: Int64, loss: Double,
    origin: String = "class figures of FCC Measuring Broadband America and Ookla, recalled"
  ) {
    let lower = TimeSpan(nanoseconds: microseconds.lowerBound * 1000)
    let upper = TimeSpan(nanoseconds: microseconds.upperBound * 1000)
    // No source gives jitter by class: half the spread of the class's delays stands in for it.
    let jitter = TimeSpan(nanoseconds: (upper - lower).nanoseconds / 2)
    self.init(
      name: Name(name), delay: lower...upper, down: BitRate(bitsPerSecond: down * 1_000_000),
      up: BitRate(bitsPerSecond: up * 1_000_000), loss: loss, jitter: jitter, origin: origin)
  }
}

extension AccessClass {
  /// The built-in classes. Delays one way, rates down and up in Mbit/s. Queues on a full uplink ("bufferbloat",
  /// 50–300 ms) are left out: they belong to whoever fills the link.
  public static let builtIn: [AccessClass] = direct + homes.map(\.overWiFi)

  /// The names of the built-in classes, the usual one first.
  public static let names = builtIn.map(\.name)

  private static let homes = direct.filter { ["fibre", "cable", "dsl"].contains($0.name.text) }
  private static let direct: [AccessClass] = [
    AccessClass("fibre", microseconds: 3_000...5_000, down: 500, up: 300, loss: 0.0002),
    AccessClass("cable", microseconds: 8_000...12_000, down: 250, up: 20, loss: 0.001),
    AccessClass("dsl", microseconds: 12_000...18_000, down: 40, up: 10, loss: 0.003),
    AccessClass("5g", microseconds: 12_000...20_000, down: 200, up: 30, loss: 0.005),
    AccessClass("4g", microseconds: 20_000...30_000, down: 40, up: 10, loss: 0.008),
    AccessClass("leo", microseconds: 18_000...25_000, down: 120, up: 15, loss: 0.006),
    AccessClass(
      "datacentre", microseconds: 100...300, down: 10_000, up: 10_000, loss: 0.00001,
      origin: "assumption: 10 GbE behind two switches"),
  ]

  /// The class with a home's Wi-Fi in front of it: 2 to 6 ms more each way, and the jitter that comes with them.
  public var overWiFi: AccessClass {
    var link = self
    link.name = Name(name.text + "-wifi")
    link.delay = delay.lowerBound + .milliseconds(2)...delay.upperBound + .milliseconds(6)
    link.jitter = jitter + .milliseconds(2)
    link.origin = origin + "; Wi-Fi +2–6 ms"
    return link
  }
}
