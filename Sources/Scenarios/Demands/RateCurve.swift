import Quantities
import Randomness
import Specs

/// A rate of arrival that repeats every day, times a factor for each day of the week.
struct RateCurve: Sendable {
  /// A rate at a time of day, in seconds from midnight.
  struct Point: Sendable {
    var at: Double
    var perSecond: Double
  }

  enum Shape: Sendable {
    /// mean × (1 + swing × cos(2π (t − peak) ÷ 24 h)).
    case cosine(mean: Double, swing: Double, peakAt: Double)
    /// Joined by lines, the last to the first over midnight. In order of time, not empty.
    case points([Point])
  }

  static let day = 86_400.0

  let shape: Shape
  /// Factors of the days, the day the scenario begins on first; seven, or one for all days.
  let days: [Double]
  /// Time of day at the scenario's start, in seconds.
  let startsAt: Double

  init(shape: Shape, days: [Double] = [1], startsAt: Double = 0) {
    precondition(days.count == 7 || days.count == 1, "a week has seven days")
    self.shape = shape
    self.days = days
    self.startsAt = startsAt
  }

  /// Arrivals per second at an instant.
  func rate(at now: Instant) -> Double {
    let time = now.seconds + startsAt
    let day = (time / Self.day).rounded(.down)
    let factor = days.count == 1 ? days[0] : days[Int(day.truncatingRemainder(dividingBy: 7))]
    return factor * rate(ofDay: time - day * Self.day)
  }

  /// The highest rate of any instant.
  var peak: Double {
    let highest =
      switch shape {
      case .cosine(let mean, let swing, _): mean * (1 + swing)
      case .points(let points): points.map(\.perSecond).max()!
      }
    return highest * days.max()!
  }

  /// Arrivals per second over a whole week.
  var mean: Double { meanOfDay * days.reduce(0, +) / Double(days.count) }

  /// Arrivals per second over a day of factor 1: exact for lines, by the trapezium rule.
  var meanOfDay: Double {
    switch shape {
    case .cosine(let mean, _, _): return mean
    case .points(let points):
      var area = 0.0
      for (index, point) in points.enumerated() {
        let next = points[(index + 1) % points.count]
        let width = index + 1 < points.count ? next.at - point.at : next.at + Self.day - point.at
        area += (point.perSecond + next.perSecond) / 2 * width
      }
      return area / Self.day
    }
  }

  private func rate(ofDay time: Double) -> Double {
    switch shape {
    case .cosine(let mean, let swing, let peakAt):
      return mean * (1 + swing * portableCos(2 * .pi * (time - peakAt) / Self.day))
    case .points(let points):
      // The last point at or before the time; before the first, yesterday's last.
      let index = (points.firstIndex { $0.at > time } ?? points.count) - 1
      let from = points[index < 0 ? points.count - 1 : index]
      let to = points[(index + 1) % points.count]
      let start = index < 0 ? from.at - Self.day : from.at
      let end = index + 1 == points.count ? to.at + Self.day : to.at
      return from.perSecond + (to.perSecond - from.perSecond) * (time - start) / (end - start)
    }
  }
}

extension RateCurve {
  init(dailyFrom spec: inout Spec) {
    let mean: Rate = spec.takeRequired("mean", "Jobs per unit of time, on average over a day.", in: rateLimits)
    let swing = spec.take("peak_to_mean", "Rate at the peak over the mean rate.", default: 1.5, in: 1...2) - 1
    let peakAt: TimeSpan = spec.take(
      "peak_at", "Time of day of the peak.", default: .hours(20), in: .zero...TimeSpan.hours(24))
    let (days, startsAt) = Self.week(from: &spec)
    self.init(
      shape: .cosine(mean: mean.perSecond, swing: swing, peakAt: peakAt.seconds), days: days, startsAt: startsAt)
  }

  init(pointsFrom spec: inout Spec) {
    var points = spec.takeSections("points", "Rates at times of day, in order of time.", count: 1...1_440) { point in
      let at: TimeSpan = point.takeRequired(
        "at", "Time of day.", in: .zero...TimeSpan(nanoseconds: TimeSpan.hours(24).nanoseconds - 1))
      let rate: Rate = point.takeRequired("rate", "Jobs per unit of time then.", in: rateLimits)
      return Point(at: at.seconds, perSecond: rate.perSecond)
    }
    let total: Double? = spec.takeOptional(
      "daily_total", "Scales the curve so that a day of factor 1 brings this many jobs on average.", in: 0...1e12)
    let (days, startsAt) = Self.week(from: &spec)
    let isOrdered = zip(points, points.dropFirst()).allSatisfy { $0.at < $1.at }
    if points.isEmpty || !isOrdered {
      if !isOrdered { spec.problem("points", "are not in order of time", remedy: "sort them; no time may stand twice") }
      points = [Point(at: 0, perSecond: 1)]
    }
    let area = RateCurve(shape: .points(points)).meanOfDay * Self.day
    if let total, area > 0 {
      for index in points.indices { points[index].perSecond *= total / area }
    } else if let total, total > 0 {
      spec.problem("daily_total", "cannot be reached: all rates are zero", remedy: "give a point a rate above zero")
    }
    self.init(shape: .points(points), days: days, startsAt: startsAt)
  }

  private static func week(from spec: inout Spec) -> (days: [Double], startsAt: Double) {
    let days: [Double] = spec.takeList(
      "days", "Factors on the rate of the seven days of a week, the day of the start first; or one for all.",
      default: [1],
      in: 0...1_000, count: 1...7)
    if days.count != 1 && days.count != 7 {
      spec.problem("days", "has \(days.count) factors", remedy: "give seven, or one for all days")
    }
    let startsAt: TimeSpan = spec.take(
      "starts_at", "Time of day at the start of the scenario.", default: .zero, in: .zero...TimeSpan.hours(24))
    return (days.count == 7 ? days : [days.first ?? 1], startsAt.seconds)
  }
}

/// Poisson arrivals along a curve, by the thinning of Lewis & Shedler (1979) against the curve's peak.
struct CurvedArrivals: ArrivalProcess {
  let curve: RateCurve
  private let peak: Double
  private var horizon = Instant.never

  init(curve: RateCurve) {
    self.curve = curve
    peak = curve.peak
  }

  var meanRate: Double { curve.mean }

  mutating func stop(after horizon: Instant) { self.horizon = horizon }

  mutating func next(after last: Instant, using stream: inout RandomStream) -> Instant? {
    if peak <= 0 { return nil }
    var now = last
    while now <= horizon && now < .never {
      now = now.afterExponential(rate: peak, using: &stream)
      if stream.uniform() * peak < curve.rate(at: now) { return now }
    }
    return nil
  }
}
