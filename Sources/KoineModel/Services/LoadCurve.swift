/// A rate of requests over time, as steps.
///
/// Requests are a fluid here. Single requests can come from the same curve later: each step is a
/// rate of arrivals.
public struct LoadCurve: Hashable, Sendable {
  /// A rate that holds from `start` until the next step.
  public struct Step: Hashable, Sendable {
    public var start: Instant
    public var requests_per_s: Double

    public init(start: Instant, requests_per_s: Double) {
      self.start = start
      self.requests_per_s = requests_per_s
    }
  }

  /// In time order, the first at the origin.
  public private(set) var steps: [Step]
  /// After this time the curve begins anew; `nil` where it ends, and with it the load.
  public private(set) var period: Interval?
  /// Where a curve that does not repeat ends; `nil` where its last rate holds for good.
  public private(set) var end: Instant?

  /// A constant rate.
  public init(requests_per_s: Double) {
    self.init(steps: [Step(start: .zero, requests_per_s: requests_per_s)])
  }

  /// - Precondition: steps are in time order, the first at the origin and all before `period` and
  ///   `end`; rates are finite and not negative.
  public init(steps: [Step], period: Interval? = nil, end: Instant? = nil) {
    precondition(steps.first?.start == .zero, "a curve begins at the origin")
    precondition(zip(steps, steps.dropFirst()).allSatisfy { $0.start < $1.start }, "steps in order")
    precondition(steps.allSatisfy { $0.requests_per_s >= 0 && $0.requests_per_s.isFinite })
    let last = steps[steps.count - 1].start
    precondition(period.map { last < .zero + $0 } ?? true, "steps lie inside the period")
    precondition(end.map { last < $0 } ?? true, "steps lie before the end")
    self.steps = steps
    self.period = period
    self.end = end
  }

  /// Rates of equal intervals from the origin on, which repeat where `repeats` says so.
  public init(rates: [Double], interval: Interval, repeats: Bool) {
    let steps = rates.enumerated().map { index, rate in
      Step(
        start: Instant(nanoseconds: Int64(index) * interval.nanoseconds), requests_per_s: rate)
    }
    let length = Interval(nanoseconds: Int64(rates.count) * interval.nanoseconds)
    self.init(
      steps: steps, period: repeats ? length : nil, end: repeats ? nil : .zero + length)
  }

  /// The rate at `time`; 0 before the origin and after the end.
  ///
  /// - Complexity: O(log steps).
  public func rate(at time: Instant) -> Double {
    if time < .zero || end.map({ $0 <= time }) ?? false { return 0 }
    return steps[index(at: phase(of: time))].requests_per_s
  }

  /// The first time after `time` at which the rate may change; ``Instant/never`` if none.
  ///
  /// - Complexity: O(log steps).
  public func change(after time: Instant) -> Instant {
    if time < .zero { return .zero }
    if let end, end <= time { return .never }
    let phase = phase(of: time)
    let next = index(at: phase) + 1
    if next < steps.count { return time + (steps[next].start - phase) }
    if let period { return time + (.zero + period - phase) }
    return end ?? .never
  }

  /// The highest rate.
  public var peak: Double { steps.reduce(0) { max($0, $1.requests_per_s) } }

  /// The same curve with all rates `factor` times as high.
  public func scaled(by factor: Double) -> LoadCurve {
    let steps = steps.map { Step(start: $0.start, requests_per_s: $0.requests_per_s * factor) }
    return LoadCurve(steps: steps, period: period, end: end)
  }

  private func phase(of time: Instant) -> Instant {
    guard let period else { return time }
    return Instant(nanoseconds: time.nanoseconds % period.nanoseconds)
  }

  /// The step that holds at `time` of the first period.
  private func index(at time: Instant) -> Int {
    var low = 0
    var high = steps.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if steps[middle].start <= time { low = middle } else { high = middle }
    }
    return low
  }
}
