#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A limit of power, and how accelerators slow down to keep it.
public struct PowerCap: Hashable, Sendable {
  /// Most power, W.
  public var limit_w: Double
  /// Working power falls with this power of the clock: 1 if the voltage stays, 3 if it falls along.
  /// 2.4 is between, an estimate.
  public var exponent: Double
  /// Lowest clock as a share of the full one; below it work has to wait instead.
  public var leastClock: Double

  public init(limit_w: Double, exponent: Double = 2.4, leastClock: Double = 0.4) {
    precondition(limit_w >= 0 && exponent >= 1 && leastClock > 0 && leastClock <= 1)
    self.limit_w = limit_w
    self.exponent = exponent
    self.leastClock = leastClock
  }

  /// The clock that keeps `draw` under the limit, as a share of the full one: 1 where there is room,
  /// `nil` where even the lowest clock is too much and work has to wait.
  public func clock(for draw: PowerDraw) -> Double? {
    if draw.total_w <= limit_w { return 1 }
    let room_w = limit_w - draw.standing_w
    guard room_w > 0, draw.working_w > 0 else { return nil }
    let clock = pow(room_w / draw.working_w, 1 / exponent)
    return clock >= leastClock ? min(1, clock) : nil
  }

  /// Power of `draw` at `clock`, W.
  public func power_w(of draw: PowerDraw, clock: Double) -> Double {
    draw.standing_w + draw.working_w * pow(clock, exponent)
  }

  /// How many more sets like `one` can work beside `draw`, all at the lowest clock if need be.
  public func room(for one: PowerDraw, beside draw: PowerDraw) -> Int {
    let least = pow(leastClock, exponent)
    let used_w = draw.standing_w + draw.working_w * least
    let each_w = one.standing_w + one.working_w * least
    if limit_w < used_w { return 0 }
    if each_w <= 0 { return .max }
    let count = ((limit_w - used_w) / each_w * (1 + 1e-12)).rounded(.down)
    return count >= 1e18 ? .max : Int(count)
  }

  /// By how much longer work takes at `clock` of which `computeShare` answers to it, 1 or more.
  public static func slowdown(clock: Double, computeShare: Double = 1) -> Double {
    precondition(clock > 0 && clock <= 1 && (0...1).contains(computeShare))
    return computeShare / clock + 1 - computeShare
  }
}
