/// A point of simulated time, in nanoseconds since the origin of the workload.
///
/// Range: about ±292 years. `Swift.Duration` is 16 bytes wide, which would double every time
/// column and event, hence our own type.
@frozen
public struct Instant: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// Nanoseconds since the origin.
  public var nanoseconds: Int64

  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// The origin of the workload's clock.
  public static var zero: Instant { Instant(nanoseconds: 0) }

  /// Later than every event: the time of what never happens.
  @inlinable
  public static var never: Instant { Instant(nanoseconds: .max) }

  /// Whether this instant can be reached, that is, is not ``never``.
  @inlinable
  public var isReached: Bool { nanoseconds != .max }

  /// Seconds since the origin, rounded to the nearest double.
  public var seconds: Double { Double(nanoseconds) * 1e-9 }

  @inlinable
  public static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The instant `span` later; ``never`` when that lies beyond the range.
  @inlinable
  public static func + (a: Instant, span: Interval) -> Instant {
    let (sum, overflow) = a.nanoseconds.addingReportingOverflow(span.nanoseconds)
    return overflow ? .never : Instant(nanoseconds: sum)
  }

  @inlinable
  public static func - (a: Instant, b: Instant) -> Interval {
    Interval(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
}

/// A span of simulated time, in nanoseconds.
@frozen
public struct Interval: Hashable, Comparable, Sendable, BitwiseCopyable {
  /// The length in nanoseconds.
  public var nanoseconds: Int64

  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// A whole number of seconds.
  @inlinable
  public init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

  /// `seconds`, rounded to the nearest nanosecond (ties away from zero) and clamped to the range.
  public init(seconds: Double) {
    let scaled = (seconds * 1e9).rounded()
    nanoseconds = scaled >= 9.2e18 ? .max : scaled <= -9.2e18 ? .min : Int64(scaled)
  }

  public static var zero: Interval { Interval(nanoseconds: 0) }

  /// Seconds, rounded to the nearest double.
  public var seconds: Double { Double(nanoseconds) * 1e-9 }

  @inlinable
  public static func < (a: Interval, b: Interval) -> Bool { a.nanoseconds < b.nanoseconds }

  @inlinable
  public static func + (a: Interval, b: Interval) -> Interval {
    Interval(nanoseconds: a.nanoseconds + b.nanoseconds)
  }

  @inlinable
  public static func - (a: Interval, b: Interval) -> Interval {
    Interval(nanoseconds: a.nanoseconds - b.nanoseconds)
  }
}
